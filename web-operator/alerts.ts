// Ways to be noticed: a sound made here (no file, no request), a desktop notification without a guest's word, the page's title.
import type { Settings } from "./preferences.ts";

export interface Alert {
  readonly kind: "ring" | "message";
  readonly title: string;
  /** Notifications of the same tag replace each other. */
  readonly tag: string;
  readonly onClick: () => void;
}

const TONES = { ring: [659, 880, 659, 880], message: [784] } as const; // Hz
const TONE = 0.16; // s
const VOLUME = 0.12;

export class Alerts {
  #audio: AudioContext | undefined;
  #shown = new Map<string, Notification>();

  constructor() {
    // Browsers let a page sound only after it was touched.
    for (const event of ["pointerdown", "keydown"]) window.addEventListener(event, () => void this.#context()?.resume(), { passive: true });
  }

  raise(alert: Alert, settings: Settings): void {
    if (settings.sound) this.sound(alert.kind);
    if (settings.notifications && !document.hasFocus()) this.#notify(alert);
  }

  /** What was raised under this tag is over. */
  clear(tag: string): void {
    this.#shown.get(tag)?.close();
    this.#shown.delete(tag);
  }

  #context(): AudioContext | undefined {
    if (this.#audio === undefined && "AudioContext" in window) this.#audio = new AudioContext();
    return this.#audio;
  }

  sound(kind: Alert["kind"]): void {
    const audio = this.#context();
    if (audio === undefined || audio.state !== "running") return;
    TONES[kind].forEach((frequency, i) => {
      const at = audio.currentTime + i * TONE;
      const tone = new OscillatorNode(audio, { type: "sine", frequency });
      const level = new GainNode(audio, { gain: 0 });
      level.gain.setValueAtTime(0, at);
      level.gain.linearRampToValueAtTime(VOLUME, at + 0.02);
      level.gain.exponentialRampToValueAtTime(0.001, at + TONE * 1.6);
      tone.connect(level).connect(audio.destination);
      tone.start(at);
      tone.stop(at + TONE * 1.7);
    });
  }

  #notify({ title, tag, onClick }: Alert): void {
    try {
      const notification = new Notification(title, { tag });
      notification.onclick = () => {
        window.focus();
        notification.close();
        onClick();
      };
      this.#shown.set(tag, notification);
    } catch {
      // Some phones have notifications for service workers only; the sound and the title remain.
    }
  }
}

export function notificationState(): "granted" | "denied" | "default" | "missing" {
  return "Notification" in window ? Notification.permission : "missing";
}

// Makes the machine's alerts noticed: at once, and a ring again and again until somebody has it.
import type { Clock } from "#browser/clock.ts";
import { Alerts } from "./alerts.ts";
import type { DeskState, Effect, Input } from "./desk-state.ts";
import type { Settings } from "./preferences.ts";
import { queueTitle } from "./words.ts";

interface Parts {
  readonly clock: Clock;
  readonly settings: () => Settings;
  readonly desk: () => DeskState;
  readonly put: (input: Input) => void;
}

const RING_AGAIN = 8_000; // ms

export class Bell {
  readonly #alerts = new Alerts();
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  raise({ kind, chat, queue }: Extract<Effect, { do: "alert" }>): void {
    const { desk, settings, put } = this.#parts;
    const state = desk();
    const title = queueTitle(state.state === "working" ? state.queues : [], queue);
    this.#alerts.raise({ kind, tag: chat, title: kind === "ring" ? `A chat rings in ${title}` : `A guest wrote in ${title}`, onClick: () => put({ type: "select", chat }) }, settings());
    if (kind === "ring") this.#again(chat);
  }

  #again(chat: string): void {
    const { clock, desk, settings } = this.#parts;
    clock.after(RING_AGAIN, () => {
      const state = desk();
      const rings = state.state === "working" && state.rings.some((r) => r.card.chat === chat && r.phase === "ringing");
      if (!rings) return this.#alerts.clear(chat);
      if (settings().sound) this.#alerts.sound("ring");
      this.#again(chat);
    });
  }
}

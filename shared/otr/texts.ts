// Texts that wait for an AKE or for a person's word, and which peer key each text was for.
import { BOUNDS } from "./bounds.ts";

interface Waiting {
  readonly text: string;
  readonly waitedFor: string | undefined;
}

interface Sent {
  readonly fingerprint: string;
  readonly at: number;
  /** How often under the keys that the session has now. */
  readonly times: number;
}

/** Sent so often without a receipt, a text tells that the peer has lost its keys: libotr drops what it cannot read in silence. */
const UNHEARD = 3;

export class Texts {
  readonly waiting = new Map<string, Waiting>();
  private readonly sent = new Map<string, Sent>();

  get isFull(): boolean {
    return this.waiting.size >= BOUNDS.texts;
  }

  /** The key that this text was for: where it went before, or what it waits for. */
  keyOf(id: string): string | undefined {
    return this.sent.get(id)?.fingerprint ?? this.waiting.get(id)?.waitedFor;
  }

  wait(id: string, text: string, waitedFor: string | undefined): void {
    this.waiting.set(id, { text, waitedFor: this.keyOf(id) ?? waitedFor });
  }

  /** A client sends everything again when an AKE is done; what has just left by itself need not leave twice. */
  hasJustLeft(id: string, fingerprint: string, now: number): boolean {
    const sent = this.sent.get(id);
    return sent !== undefined && sent.fingerprint === fingerprint && sent.at >= 0 && now - sent.at < 1_000;
  }

  isUnheard(id: string): boolean {
    return (this.sent.get(id)?.times ?? 0) >= UNHEARD;
  }

  left(id: string, fingerprint: string, now: number): void {
    const times = (this.sent.get(id)?.times ?? 0) + 1;
    this.forget(id);
    this.sent.set(id, { fingerprint, at: now, times });
    if (this.sent.size > BOUNDS.ids) this.sent.delete(this.sent.keys().next().value!);
  }

  /** A new AKE: what left before it may have to leave again at once. */
  restart(): void {
    for (const [id, { fingerprint }] of this.sent) this.sent.set(id, { fingerprint, at: -1, times: 0 });
  }

  forget(id: string): void {
    this.waiting.delete(id);
    this.sent.delete(id);
  }
}

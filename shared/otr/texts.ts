// Texts that wait for an AKE or for a person's word, and which peer key each text was for.
import { BOUNDS } from "./bounds.ts";

interface Waiting {
  readonly text: string;
  readonly waitedFor: string | undefined;
}

interface Sent {
  readonly fingerprint: string;
  readonly at: number;
}

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

  left(id: string, fingerprint: string, now: number): void {
    this.waiting.delete(id);
    this.sent.delete(id);
    this.sent.set(id, { fingerprint, at: now });
    if (this.sent.size > BOUNDS.ids) this.sent.delete(this.sent.keys().next().value!);
  }

  /** A new AKE: what left before it may have to leave again at once. */
  restart(): void {
    for (const [id, { fingerprint }] of this.sent) this.sent.set(id, { fingerprint, at: -1 });
  }

  forget(id: string): void {
    this.waiting.delete(id);
    this.sent.delete(id);
  }
}

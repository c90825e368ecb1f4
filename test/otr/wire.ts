// Two sessions on one wire for tests: frames queue in each direction, and everything that happened is kept.
import { generateThrowawayKey } from "#otr/generate.ts";
import type { PrivateKey } from "#otr/key.ts";
import { openSession, type Session, type SessionEvent, type SessionOptions } from "#otr/session.ts";
import { compare } from "#otr/smp.ts";

export interface End {
  readonly session: Session;
  readonly key: PrivateKey;
  readonly events: SessionEvent[];
  /** Frames that have left and not arrived. */
  readonly out: string[];
  readonly texts: () => string[];
  readonly problems: () => string[];
}

export function openEnd(options: Partial<SessionOptions> = {}): End {
  const events: SessionEvent[] = [];
  const out: string[] = [];
  const key = options.key ?? generateThrowawayKey();
  const session = openSession({
    policy: { kind: "any" },
    compare,
    ...options,
    key,
    emit: (event) => {
      events.push(event);
      if (event.kind === "frame") out.push(event.body);
      options.emit?.(event);
    },
  });
  return {
    session,
    key,
    events,
    out,
    texts: () => events.flatMap((e) => (e.kind === "message" ? [e.text] : [])),
    problems: () => events.flatMap((e) => (e.kind === "problem" ? [e.code] : [])),
  };
}

/** Carries frames until both are quiet. */
export function settle(a: End, b: End): void {
  for (let i = 0; i < 1000 && a.out.length + b.out.length > 0; i += 1) {
    for (const frame of a.out.splice(0)) b.session.receive(frame);
    for (const frame of b.out.splice(0)) a.session.receive(frame);
  }
}

/** Two ends after an AKE. */
export function encryptedPair(optionsA: Partial<SessionOptions> = {}, optionsB: Partial<SessionOptions> = {}): [End, End] {
  const [a, b] = [openEnd(optionsA), openEnd(optionsB)];
  a.session.start();
  settle(a, b);
  return [a, b];
}

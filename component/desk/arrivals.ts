// Guests who have joined and not come to their chat: the answer may not have reached them, and until they have shown their presence there no server says that they are gone.
import { writeFeeler } from "#core/chat-stanzas.ts";
import type { XmlElement } from "#core/xml.ts";
import type { Clock } from "../clock.ts";
import type { Random } from "../random.ts";
import { addressOf } from "./perform.ts";
import type { Runner } from "./runner.ts";

export interface Arrivals {
  /** A chat was opened for this guest (full JID); one opened before, to which they did not come, is nobody's. */
  joined(guest: string, chat: string): void;
  /** This guest is at this chat. */
  came(guest: string, chat: string): void;
  stop(): void;
}

export interface ArrivalParts {
  readonly service: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly send: (stanza: XmlElement) => boolean;
  readonly runner: Pick<Runner, "peek" | "submit">;
  /** Milliseconds. */
  readonly grace: number;
}

const PATIENCE = 5_000; // ms that a guest may take, and no longer than the grace time

export function makeArrivals({ service, clock, random, send, runner, grace }: ArrivalParts): Arrivals {
  /** Who is gone is noticed by what comes back. */
  const feel = (guest: string, id: string) => runner.peek(id) && send(writeFeeler(addressOf({ id }, service), guest, random.token(16)));
  const end = (guest: string, id: string) => runner.submit(id, ({ at }) => ("pin" in at ? undefined : { kind: "guest-ends", jid: guest }));
  const expected = new Map<string, { readonly chat: string; readonly cancel: () => void }>();
  return {
    joined(guest, chat) {
      const before = expected.get(guest);
      before?.cancel();
      const cancel = clock.after(Math.min(PATIENCE, grace), () => (expected.delete(guest), feel(guest, chat)));
      expected.set(guest, { chat, cancel });
      if (before !== undefined) end(guest, before.chat);
    },
    came(guest, chat) {
      const entry = expected.get(guest);
      if (entry?.chat !== chat) return;
      entry.cancel();
      expected.delete(guest);
    },
    stop: () => expected.forEach(({ cancel }) => cancel()),
  };
}

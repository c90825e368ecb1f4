// Subscriptions of those who are gone: a guest's end with its presence, anybody's resource's where an event comes back.
import { readError } from "#core/errors.ts";
import { bareJid } from "#core/jid.ts";
import { dropGuest, dropGuestsSince, dropResource } from "../store/nodes.ts";
import { isGuest } from "./rights.ts";
import type { PubsubParts } from "./service.ts";

const TOGETHER = 100; // ms in which departures are collected for one transaction: a crowd leaves at once
const LONGEST = 7 * 86_400_000; // ms that a guest's subscription lasts in any case

/** What a server says of an address that nobody is at. */
const NOBODY = new Set(["service-unavailable", "recipient-unavailable", "item-not-found", "gone", "remote-server-not-found"]);

export function forgetTheGone({ router, store, clock, guestDomain }: Pick<PubsubParts, "router" | "store" | "clock" | "guestDomain">): void {
  let gone = new Set<string>();

  function leave(jid: string): void {
    if (gone.add(jid).size === 1) clock.after(TOGETHER, () => void forget());
  }

  async function forget(): Promise<void> {
    const all = gone;
    gone = new Set();
    await store
      .write(async (tx) => {
        for (const jid of all) await (isGuest(jid, guestDomain) ? dropGuest(tx, bareJid(jid)) : dropResource(tx, bareJid(jid), jid));
      })
      .catch(() => undefined); // at the program's end the store is closed; what stays is found again when an event comes back
  }

  router.watch("presence", ({ stanza }) => {
    if (stanza.type === "unavailable" && isGuest(stanza.from, guestDomain)) leave(stanza.from);
  });
  router.watch("message", ({ stanza, at }) => {
    if (stanza.type !== "error" || at.place !== "service") return;
    const nobody = NOBODY.has(readError(stanza.element).condition);
    if (nobody && (isGuest(stanza.from, guestDomain) || stanza.from !== bareJid(stanza.from))) leave(stanza.from);
  });
  void store.write((tx) => dropGuestsSince(tx, clock.now() - LONGEST));
}

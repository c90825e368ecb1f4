// What was said and has no receipt yet (XEP-0184), as a pure machine. It sends again after a gap in the channel, a new key exchange or a silence;
// the receiver drops by id what it has (`remember`). The caller keeps the state wherever it likes: it is JSON.

/** Where a text stands. `held`: it was meant for somebody who is no longer there; a person has to decide. */
export type Delivery = "waiting" | "sent" | "delivered" | "held" | "failed";

export interface OutboxEntry {
  readonly id: string;
  readonly text: string;
  readonly state: "waiting" | "sent" | "held";
  /** Whom it is meant for; `undefined`: whoever answers. */
  readonly audience: number | undefined;
  readonly sentAt: number;
  readonly tries: number;
  /** When it goes again of its own accord; `undefined`: it does not. */
  readonly dueAt: number | undefined;
}

export interface Outbox {
  readonly entries: readonly OutboxEntry[];
  readonly open: boolean;
  readonly openedAt: number;
  readonly audience: number | undefined;
  /** The other end has shown that it sends receipts. Without them what was sent is not sent again unasked: it would be seen twice. */
  readonly acknowledges: boolean;
}

/** Times are milliseconds since 1970. */
export type OutboxInput =
  | { readonly is: "queue"; readonly id: string; readonly text: string; readonly at: number }
  /** The channel carries from now on, and what was under way before may be lost. */
  | { readonly is: "open"; readonly at: number }
  | { readonly is: "closed" }
  /** Somebody else (or nobody) is at the other end. What was meant for the one before is held. */
  | { readonly is: "audience"; readonly audience: number | undefined }
  | { readonly is: "acknowledges"; readonly at: number }
  | { readonly is: "receipt"; readonly id: string }
  /** The message came back as an error: for now (`wait`) or for good. */
  | { readonly is: "refused"; readonly id: string; readonly wait: boolean; readonly at: number }
  /** The other end could not read what came last. */
  | { readonly is: "unreadable"; readonly at: number }
  /** The other end was away and is there again. */
  | { readonly is: "nudge"; readonly at: number }
  | { readonly is: "tick"; readonly at: number }
  /** The person decided about what is held. */
  | { readonly is: "release"; readonly at: number }
  | { readonly is: "discard" }
  /** Nothing will ever be sent any more. */
  | { readonly is: "ended" };

export type OutboxEffect =
  | { readonly do: "transmit"; readonly id: string; readonly text: string }
  | { readonly do: "mark"; readonly id: string; readonly delivery: Delivery };

export interface OutboxStep {
  readonly outbox: Outbox;
  readonly effects: readonly OutboxEffect[];
}

const AGAIN = { first: 10_000, most: 60_000 }; // after a silence
const RECEIPT_WITHIN = 2_000;
const REFUSED = { first: 2_000, most: 30_000 };
const JUST_SENT = 1_000; // the OTR session does not send the same text twice within this
const UNREADABLE_WITHIN = 60_000; // as libotr's OTRL_RESEND_INTERVAL

export const emptyOutbox: Outbox = { entries: [], open: false, openedAt: 0, audience: undefined, acknowledges: false };

export function stepOutbox(outbox: Outbox, input: OutboxInput): OutboxStep {
  switch (input.is) {
    case "queue":
      return flush({ ...outbox, entries: [...outbox.entries, newEntry(input.id, input.text, outbox.audience)] }, input.at, [mark(input.id, "waiting")]);
    case "open":
      return flush(again({ ...outbox, open: true, openedAt: input.at }, () => outbox.acknowledges), input.at);
    case "closed":
      return { outbox: { ...outbox, open: false }, effects: [] };
    case "audience":
      return changeAudience(outbox, input.audience);
    case "acknowledges":
      return outbox.acknowledges ? same(outbox) : beginAcknowledged(outbox, input.at);
    case "receipt":
      return settle(outbox, ({ id }) => id === input.id, "delivered");
    case "refused":
      return input.wait ? postpone(outbox, input.id, input.at) : settle(outbox, ({ id }) => id === input.id, "failed");
    case "unreadable":
      return flush(again(outbox, (entry) => input.at - entry.sentAt < UNREADABLE_WITHIN), input.at);
    case "nudge":
      return flush(again(outbox, ({ dueAt }) => dueAt !== undefined), input.at);
    case "tick":
      return flush(again(outbox, ({ dueAt }) => dueAt !== undefined && dueAt <= input.at), input.at);
    case "release":
      return release(outbox, input.at);
    case "discard":
      return settle(outbox, ({ state }) => state === "held", "failed");
    case "ended":
      return settle({ ...outbox, open: false }, () => true, "failed");
    default:
      return input satisfies never;
  }
}

const same = (outbox: Outbox): OutboxStep => ({ outbox, effects: [] });
const mark = (id: string, delivery: Delivery): OutboxEffect => ({ do: "mark", id, delivery });
const newEntry = (id: string, text: string, audience: number | undefined): OutboxEntry => ({ id, text, state: "waiting", audience, sentAt: 0, tries: 0, dueAt: undefined });

/** Puts what was sent, and fits, back among what waits; it keeps its place. */
function again(outbox: Outbox, fits: (entry: OutboxEntry) => boolean): Outbox {
  if (!outbox.open || !outbox.entries.some((e) => e.state === "sent" && fits(e))) return outbox;
  return { ...outbox, entries: outbox.entries.map((e) => (e.state === "sent" && fits(e) ? { ...e, state: "waiting" } : e)) };
}

/** Sends all that waits and may go, in the order in which it was said. */
function flush(outbox: Outbox, at: number, first: readonly OutboxEffect[] = []): OutboxStep {
  const effects = [...first];
  if (!outbox.open) return { outbox, effects };
  const entries = outbox.entries.map((entry): OutboxEntry => {
    if (entry.state !== "waiting" || (entry.audience !== undefined && entry.audience !== outbox.audience)) return entry;
    if (entry.tries > 0 && at - entry.sentAt <= JUST_SENT) return { ...entry, state: "sent", dueAt: entry.sentAt + JUST_SENT + 1 };
    effects.push({ do: "transmit", id: entry.id, text: entry.text }, mark(entry.id, "sent"));
    const wait = Math.min(AGAIN.most, AGAIN.first * 2 ** entry.tries);
    return { ...entry, state: "sent", audience: outbox.audience, sentAt: at, tries: entry.tries + 1, dueAt: outbox.acknowledges ? at + wait : undefined };
  });
  return { outbox: entries.every((entry, i) => entry === outbox.entries[i]) ? outbox : { ...outbox, entries }, effects };
}

/** What went before this opening, or long enough ago for a receipt, may be lost; what went since has only to be watched. */
function beginAcknowledged(outbox: Outbox, at: number): OutboxStep {
  const entries = outbox.entries.map((e): OutboxEntry => (e.state === "sent" ? { ...e, dueAt: at + AGAIN.first } : e));
  return flush(again({ ...outbox, entries, acknowledges: true }, ({ sentAt }) => sentAt < outbox.openedAt || at - sentAt > RECEIPT_WITHIN), at);
}

function changeAudience(outbox: Outbox, audience: number | undefined): OutboxStep {
  const effects: OutboxEffect[] = [];
  const entries = outbox.entries.map((entry): OutboxEntry => {
    if (entry.state === "held" || entry.audience === undefined || entry.audience === audience || audience === undefined) return entry;
    effects.push(mark(entry.id, "held"));
    return { ...entry, state: "held", dueAt: undefined };
  });
  // Whoever is new has yet to show that they send receipts.
  return { outbox: { ...outbox, entries, audience, open: false, acknowledges: false }, effects };
}

function release(outbox: Outbox, at: number): OutboxStep {
  const effects: OutboxEffect[] = [];
  const entries = outbox.entries.map((entry): OutboxEntry => {
    if (entry.state !== "held") return entry;
    effects.push(mark(entry.id, "waiting"));
    return { ...entry, state: "waiting", audience: outbox.audience, tries: 0 };
  });
  return flush({ ...outbox, entries }, at, effects);
}

function settle(outbox: Outbox, fits: (entry: OutboxEntry) => boolean, delivery: Delivery): OutboxStep {
  const done = outbox.entries.filter(fits);
  if (done.length === 0) return same(outbox);
  return { outbox: { ...outbox, entries: outbox.entries.filter((e) => !fits(e)) }, effects: done.map(({ id }) => mark(id, delivery)) };
}

function postpone(outbox: Outbox, id: string, at: number): OutboxStep {
  const entries = outbox.entries.map((e): OutboxEntry => {
    if (e.id !== id || e.state !== "sent") return e;
    return { ...e, dueAt: at + Math.min(REFUSED.most, REFUSED.first * 2 ** (e.tries - 1)) };
  });
  return same({ ...outbox, entries });
}

const SEEN_MOST = 500;

/** The receiver's half: `undefined` where the id has been seen, else what has been seen now, bounded. */
export function remember(seen: readonly string[], id: string): readonly string[] | undefined {
  return seen.includes(id) ? undefined : [...seen.slice(1 - SEEN_MOST), id];
}

// The guest's side of a chat: joining a queue, coming back by the token, ending (docs/protocol.md, "Chats").
import { readJoin, writeTicket, type Ticket } from "#core/chat.ts";
import type { Chat, ChatInput } from "#core/chat-state.ts";
import { fault, isFault } from "#core/errors.ts";
import { NS } from "#core/namespaces.ts";
import { otrPolicy } from "#core/skin.ts";
import type { Allowance } from "./allowance.ts";
import type { Arrivals } from "./arrivals.ts";
import type { Clock } from "../clock.ts";
import type { Catalog, SkinEntry } from "../pubsub/catalog.ts";
import { isToken, tokenHash, type Random } from "../random.ts";
import type { Answer, Request, Router } from "../router.ts";
import type { ChatStore } from "../store/chats.ts";
import type { Counters } from "./counters.ts";
import { addressOf, statusOf } from "./perform.ts";
import type { Runner } from "./runner.ts";
import type { QueueInfo, Staff } from "./staff.ts";
import { faultOf } from "./verdict.ts";

export interface GuestParts {
  readonly service: string;
  readonly catalog: Catalog;
  readonly store: ChatStore;
  readonly runner: Runner;
  readonly staff: Staff;
  readonly clock: Clock;
  readonly random: Random;
  readonly counters: Counters;
  readonly arrivals: Pick<Arrivals, "joined">;
  /** Joins of one guest, and of all; requests at chats' addresses of one guest. */
  readonly joins: Allowance;
  readonly allJoins: Allowance;
  readonly requests: Allowance;
  readonly position: (chat: Chat) => number;
}

const CHAT_CHARACTERS = 26; // 130 bits
const TOKEN_CHARACTERS = 52; // 260 bits
const TRIES = 5; // of a join whose skin is published at that moment

export function addGuests(router: Router, parts: GuestParts): void {
  const { runner, store, staff, clock, random } = parts;

  const ticket = (chat: Chat, token: string): Ticket => ({ chat: addressOf(chat, parts.service), token, otr: chat.otr, status: statusOf(chat, parts.position) });

  async function join({ stanza, at, payload }: Request): Promise<Answer> {
    const wanted = readJoin(payload);
    if (isFault(wanted)) return wanted;
    const now = clock.now();
    if (!parts.joins.take(stanza.from, now) || !parts.allJoins.take("", now)) return fault("too-fast");
    const queue = at.place === "queue" ? staff.queue(at.queue) : undefined;
    if (queue === undefined) return fault("unknown-queue");
    for (let i = 0; i < TRIES; i++) {
      const entry = await parts.catalog.skin(wanted.skin);
      // A skin decides whether a chat is encrypted, so another library's does not count here.
      if (entry === undefined || entry.library !== queue.library) return fault("unknown-skin");
      if (staff.available(queue.name).length === 0) return fault("queue-offline");
      const opened = await open(queue, entry, stanza.from);
      if (opened !== undefined) return writeTicket(opened);
    }
    return fault("internal");
  }

  /** Undefined where the skin is no longer what was read: which policy a chat has and when its skin was published stand in one order for everybody. */
  async function open({ library, name }: QueueInfo, { node, skin, item }: SkinEntry, guest: string): Promise<Ticket | undefined> {
    const token = random.token(TOKEN_CHARACTERS);
    const chat = await runner.open({ id: `c-${random.token(CHAT_CHARACTERS)}`, queue: name, library, skin: node, otr: otrPolicy(skin), guest }, tokenHash(token), item);
    if (chat === undefined) return undefined;
    parts.counters.joins++;
    parts.arrivals.joined(guest, chat.id);
    return ticket(chat, token);
  }

  async function resume({ stanza, at, payload }: Request): Promise<Answer> {
    const token = payload.attrs["token"] ?? "";
    if (at.place !== "chat") return fault("unknown-address");
    if (!parts.requests.take(stanza.from, clock.now())) return fault("too-fast");
    const stored = await store.load(at.chat);
    if (stored === undefined) return fault("unknown-chat");
    if (!isToken(token, stored.token)) return fault("forbidden", "The token is not this chat's.");
    const outcome = await runner.ask(at.chat, () => ({ kind: "guest-here", jid: stanza.from }));
    return faultOf(outcome) ?? ("chat" in outcome ? writeTicket(ticket(outcome.chat, token)) : undefined);
  }

  /** A request that only the chat's guest may make. */
  const asGuest = (kind: "guest-ends" | "guest-verified") => async ({ stanza, at }: Request): Promise<Answer> => {
    if (at.place !== "chat") return fault("unknown-address");
    if (!parts.requests.take(stanza.from, clock.now())) return fault("too-fast");
    const input: ChatInput = { kind, jid: stanza.from };
    return faultOf(await runner.ask(at.chat, () => input));
  };

  const set = { kind: "iq", type: "set", namespace: NS.otterdesk } as const;
  router.add(
    { ...set, name: "join", at: "queue", handler: join },
    { ...set, name: "resume", at: "chat", handler: resume },
    { ...set, name: "end", at: "chat", handler: asGuest("guest-ends") },
    { ...set, name: "verified", at: "chat", handler: asGuest("guest-verified") },
  );
}

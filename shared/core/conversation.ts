// One end of a chat, guest's or operator's, as a pure machine: what is said, what is heard, when OTR has to start, and what may go out.
// In an OTR skin nothing leaves and nothing is shown that was not encrypted. docs/conversation.md draws it.
import type { ChatStatus, EndReason } from "./chat.ts";
import type { ConversationInput, ConversationStep, Envelope } from "./conversation-input.ts";
import { GREETING, GREETING_ANSWER, type ChatMessage } from "./conversation-message.ts";
import { isOpen, isRefused, type ConversationState, type Entry, type Verdict } from "./conversation-state.ts";
import { START_AGAIN, Work } from "./conversation-work.ts";
import type { ErrorCode } from "./errors.ts";
import { isOtr, withoutTag } from "./conversation-text.ts";
import { remember } from "./outbox.ts";

const GREETINGS = 4; // over one opening; then the other end is a client without receipts
const OPERATOR_WAITS = 8_000; // the guest starts; if not, the operator does
const FINISHED_WAITS = 2_000;
const PAUSED_AFTER = 5_000;
const PEER_TYPING = 30_000;
/** Errors that no second try can cure; every other one is a matter of time. */
const FOR_GOOD: readonly (ErrorCode | undefined)[] = ["malformed", "too-large", "forbidden", "clear-text", "unknown-chat"];

export function stepConversation(state: ConversationState, input: ConversationInput): ConversationStep {
  const work = new Work(state, input.at);
  apply(work, input);
  work.settle();
  return { state: work.state, effects: work.effects };
}

function apply(work: Work, input: ConversationInput): void {
  const { at, state } = work;
  switch (input.is) {
    case "attach":
      if (input.status !== undefined) readStatus(work, input.status);
      work.set({ attached: true });
      work.pay();
      return startIfNeeded(work);
    case "detach":
      return work.set({ attached: false, startAt: undefined, peerTypingUntil: 0, typedAt: undefined });
    case "status":
      return readStatus(work, input.status);
    case "ended":
      return end(work, input.reason);
    case "say":
      return say(work, input.id, input.text);
    case "typing":
      return type(work);
    case "message":
      return readMessage(work, input.message, input.fallbackId);
    case "presence":
      if (!input.available) return work.set({ peerTypingUntil: 0 });
      return work.outbox({ is: "nudge", at });
    case "session":
      return changeSession(work, input.state);
    case "encrypted":
      return encrypted(work, input.fingerprint, input.verdict);
    case "heard":
      return hear(work, input.text, input.envelope, input.fingerprint);
    case "not-taken":
      return work.outbox({ is: "refused", id: input.id, wait: input.forGood !== true, at });
    case "receipt-lost":
      return work.owe(input.id);
    case "retry":
      return retry(work, input.id);
    case "unreadable":
      return work.outbox({ is: "unreadable", at });
    case "renewed":
      work.set({ session: { is: "none" }, starts: 0, restored: true });
      return startIfNeeded(work);
    case "release":
      if (!state.present) return;
      if (state.otr !== "none") work.effects.push({ do: "release" });
      return work.outbox({ is: "release", at });
    case "discard":
      return work.outbox({ is: "discard" });
    case "accept-key":
      return state.role === "operator" && isRefused(state) ? work.set({ pinned: input.fingerprint }) : undefined;
    case "tick":
      return tick(work);
    default:
      return input satisfies never;
  }
}

/** The guest starts OTR, and so does who comes back from a reload; an operator who has just answered lets the guest start. */
function startIfNeeded(work: Work): void {
  const { otr, attached, present, ended, session, role, restored } = work.state;
  if (otr === "none" || !attached || !present || ended !== undefined || session.is === "encrypted") return;
  if (role === "guest" || restored) work.start();
  else work.set({ startAt: work.at + OPERATOR_WAITS });
}

function readStatus(work: Work, status: ChatStatus): void {
  const before = work.state.status;
  if (work.state.role !== "guest" || work.state.ended !== undefined) return;
  work.set({ status });
  if (status.state === "ended") return end(work, status.reason);
  if (status.state === "answered") {
    if (before?.state === "answered" && isSamePerson(before, status)) return;
    work.inform({ is: "answered", operator: status.operator });
    return welcome(work);
  }
  if (status.state === before?.state) return;
  if (status.state === "returning" || status.state === "transferring") work.inform({ is: status.state });
  work.set({ present: false, peerTypingUntil: 0, typedAt: undefined, startAt: undefined });
  work.outbox({ is: "audience", audience: undefined });
}

type AnsweredStatus = Extract<ChatStatus, { state: "answered" }>;

/** The count tells; where one of the two has none (COMPAT: an older service), the name has to do. */
function isSamePerson(before: AnsweredStatus, now: AnsweredStatus): boolean {
  if (before.answer === undefined || now.answer === undefined) return before.operator === now.operator;
  return before.answer === now.answer;
}

/** Somebody new is at the other end: fresh keys, and nothing that was meant for the one before. */
function welcome(work: Work): void {
  const audience = work.state.audience + 1;
  const gone = { session: { is: "none" }, owed: [], fingerprint: undefined, peerIsOurs: false, greetings: 0, peerTypingUntil: 0, typedAt: undefined, starts: 0, startAt: undefined } as const;
  const isFirst = work.state.audience === 0;
  work.set({ ...gone, present: true, audience });
  work.outbox({ is: "audience", audience });
  if (work.state.otr !== "none" && !isFirst) work.effects.push({ do: "new-session" });
  startIfNeeded(work);
}

function end(work: Work, reason: EndReason): void {
  if (work.state.ended !== undefined) return;
  work.outbox({ is: "ended" });
  work.inform({ is: "ended", reason });
  work.set({ ended: reason, peerTypingUntil: 0, typedAt: undefined, startAt: undefined });
}

function say(work: Work, id: string, text: string): void {
  const { at, state } = work;
  work.add({ kind: "text", from: "me", id, text, at, delivery: state.ended === undefined ? "waiting" : "failed" });
  work.set({ typedAt: undefined });
  if (state.ended === undefined) work.outbox({ is: "queue", id, text, at });
}

function retry(work: Work, id: string): void {
  const { entries, ended, outbox } = work.state;
  const failed = entries.find((e) => e.kind === "text" && e.from === "me" && e.id === id && e.delivery === "failed");
  if (failed?.kind !== "text" || ended !== undefined || outbox.entries.some((e) => e.id === id)) return;
  work.outbox({ is: "queue", id, text: failed.text, at: work.at });
}

function type(work: Work): void {
  if (!isOpen(work.state)) return;
  if (work.state.typedAt === undefined) work.effects.push({ do: "peer-state", state: "composing" });
  work.set({ typedAt: work.at });
}

function readMessage(work: Work, message: ChatMessage, fallbackId: string): void {
  const { at } = work;
  if (message.error !== undefined) {
    if (message.id !== undefined) work.outbox({ is: "refused", id: message.id, wait: !FOR_GOOD.includes(message.error.code), at });
    return;
  }
  if (message.received !== undefined) readReceipt(work, message.received);
  if (message.status !== undefined) readStatus(work, message.status);
  if (message.peerState !== undefined) work.set({ peerTypingUntil: message.peerState === "composing" ? at + PEER_TYPING : 0 });
  if (message.body === undefined) return;
  const sentAt = Math.min(at, message.delayedSince ?? at);
  const envelope = { id: message.id ?? fallbackId, asksReceipt: message.asksReceipt && message.id !== undefined, sentAt };
  if (work.state.otr === "none") {
    if (!isOtr(message.body)) hear(work, withoutTag(message.body), envelope);
  } else if (isOtr(message.body)) work.effects.push({ do: "read-otr", body: message.body, envelope });
}

function readReceipt(work: Work, id: string): void {
  if (id === GREETING || id === GREETING_ANSWER) work.set({ peerIsOurs: true });
  else work.outbox({ is: "receipt", id });
  if (id === GREETING && isOpen(work.state)) work.effects.push({ do: "receipt", id: GREETING_ANSWER });
  work.outbox({ is: "acknowledges", at: work.at });
}

function changeSession(work: Work, state: "plain" | "starting" | "finished"): void {
  if (state === "plain") return work.set({ session: { is: "none" } });
  if (state === "finished") return work.set({ session: { is: "finished" }, startAt: work.at + FINISHED_WAITS });
  work.set({ session: { is: "starting" }, startAt: Math.max(work.state.startAt ?? 0, work.at + START_AGAIN.first) });
}

function encrypted(work: Work, fingerprint: string, verdict: Verdict): void {
  const { role, pinned, session } = work.state;
  // Between two key exchanges a session is always `starting`: this is the same one, judged again.
  if (session.is === "encrypted" && work.state.fingerprint === fingerprint) return work.set({ session: { is: "encrypted", verdict } });
  work.outbox({ is: "closed" }); // what was under way in the session before may be lost
  work.set({ session: { is: "encrypted", verdict }, startAt: undefined, starts: 0, restored: false });
  if (role === "operator" && pinned === undefined) work.set({ pinned: fingerprint });
  if (isRefused(work.state)) return;
  const known = work.state.fingerprint;
  work.set({ fingerprint });
  if (known === undefined || known === fingerprint) return;
  // Another key is somebody else, until a person says otherwise.
  const audience = work.state.audience + 1;
  work.set({ audience, peerIsOurs: false, greetings: 0 });
  work.outbox({ is: "audience", audience });
}

function hear(work: Work, text: string, envelope: Envelope, fingerprint?: string): void {
  const { state, at } = work;
  if (envelope.asksReceipt) work.effects.push({ do: "receipt", id: envelope.id });
  if (envelope.isProven === true || (state.otr === "none" && state.peerIsOurs)) {
    // Only our clients send a message again, and only they are known not to give one id to two messages.
    const seen = remember(state.seen, envelope.id);
    if (seen === undefined) return;
    work.set({ seen });
  }
  work.set({ peerTypingUntil: 0 });
  if (text.trim() === "") return;
  const entry: Entry = { kind: "text", from: "peer", id: envelope.id, text, at: envelope.sentAt };
  work.add(entry);
  work.effects.push({ do: "notify", entry });
  // The text itself has to have come under the key that matches; what was still under way from before a new key proves nothing.
  const isProven = state.session.is === "encrypted" && state.session.verdict === "match" && fingerprint === state.fingerprint;
  if (state.role !== "guest" || !isProven || state.lineFor === state.audience) return;
  work.set({ lineFor: state.audience });
  work.add({ kind: "info", id: `info-${work.state.entries.length}`, info: { is: "end-to-end" }, at });
}

function tick(work: Work): void {
  const { at, state } = work;
  if (state.typedAt !== undefined && at - state.typedAt > PAUSED_AFTER) {
    work.set({ typedAt: undefined });
    work.effects.push({ do: "peer-state", state: "paused" });
  }
  if (state.startAt !== undefined && state.startAt <= at) {
    work.set({ restored: true }); // waiting was enough: now whoever's turn it is
    startIfNeeded(work);
  }
  work.pay();
  const { open, acknowledges, entries } = work.state.outbox;
  const isUnsure = open && !acknowledges && entries.some((e) => e.state === "sent");
  if (isUnsure && state.greetAt <= at && state.greetings < GREETINGS) work.greet();
  work.outbox({ is: "tick", at });
}

// What guests, operators and the component say to each other about a chat: the elements of urn:otterdesk:0 (docs/protocol.md, "Chats").
import { fault, type Fault } from "./errors.ts";
import { NS } from "./namespaces.ts";
import type { OtrPolicy } from "./skin.ts";
import { childOf, childrenOf, xml, type XmlElement } from "./xml.ts";

/** Nodes of the operator's ad-hoc commands (XEP-0050) at a chat's address. */
export const COMMANDS = {
  accept: "urn:otterdesk:0#accept",
  decline: "urn:otterdesk:0#decline",
  transfer: "urn:otterdesk:0#transfer",
  end: "urn:otterdesk:0#end",
} as const;

export type EndReason =
  | "guest-ended" // the guest said so
  | "guest-gone" // the guest did not come back in time
  | "operator-ended"
  | "no-operator" // nobody was there, or the queue closed while waiting
  | "expired"; // nobody answered in time

export const END_REASONS: readonly EndReason[] = ["guest-ended", "guest-gone", "operator-ended", "no-operator", "expired"];

/**
 * Where a chat stands, as the guest is told. `position` counts from 1; `operator` is the name shown to the guest; `answer` counts the answers of the chat,
 * so that another number is another person, be the name the same.
 */
export type ChatStatus =
  | { readonly state: "waiting"; readonly position: number }
  | { readonly state: "answered"; readonly operator: string; readonly answer?: number }
  | { readonly state: "returning" } // the operator is gone; the chat looks for another
  | { readonly state: "transferring" }
  | { readonly state: "ended"; readonly reason: EndReason };

export function writeStatus(status: ChatStatus): XmlElement {
  return xml("status", { xmlns: NS.otterdesk, ...status });
}

export function readStatus(element: XmlElement): ChatStatus | Fault {
  const { state, position, operator, answer, reason } = element.attrs;
  switch (state) {
    case "waiting":
      return { state, position: count(position) ?? 1 };
    case "answered":
      return { state, operator: operator ?? "", ...optional(count(answer)) };
    case "returning":
    case "transferring":
      return { state };
    case "ended":
      if (END_REASONS.includes(reason as EndReason)) return { state, reason: reason as EndReason };
      return fault("malformed", "The status has no reason that is known.");
    default:
      return fault("malformed", "The status has no state that is known.");
  }
}

const optional = (answer: number | undefined) => (answer === undefined ? {} : { answer });

/** A number from 1. */
function count(text: string | undefined): number | undefined {
  const number = Number.parseInt(text ?? "", 10);
  return number >= 1 ? number : undefined;
}

/** Guest to queue, iq set: opens a chat. Carries no text. */
export interface Join {
  /** The skin's node: `demo/skins/main`. */
  readonly skin: string;
}

export function writeJoin(join: Join): XmlElement {
  return xml("join", { xmlns: NS.otterdesk, skin: join.skin });
}

export function readJoin(element: XmlElement): Join | Fault {
  const skin = element.attrs["skin"];
  return skin === undefined || skin === "" ? fault("malformed", "The join names no skin.") : { skin };
}

/** Answer to a join or a resume: the chat's address, the token that proves one is its guest, and what is so now. */
export interface Ticket {
  readonly chat: string;
  readonly token: string;
  readonly otr: OtrPolicy;
  readonly status: ChatStatus;
}

export function writeTicket(ticket: Ticket): XmlElement {
  return xml("ticket", { xmlns: NS.otterdesk, chat: ticket.chat, token: ticket.token, otr: ticket.otr }, writeStatus(ticket.status));
}

export function readTicket(element: XmlElement): Ticket | Fault {
  const { chat, token, otr } = element.attrs;
  const status = childOf(element, "status", NS.otterdesk);
  if (!chat || !token || !isOtrPolicy(otr) || status === undefined) return fault("malformed", "The ticket is not complete.");
  const read = readStatus(status);
  return "fault" in read ? read : { chat, token, otr, status: read };
}

/** Guest to chat, iq set, after a reload or a new connection: takes the chat over. */
export const writeResume = (token: string): XmlElement => xml("resume", { xmlns: NS.otterdesk, token });
/** Guest to chat, iq set: ends it. */
export const writeEnd = (): XmlElement => xml("end", { xmlns: NS.otterdesk });

/** How an operator sees a chat: while it rings for them, and while they have it. */
export interface ChatCard {
  readonly chat: string;
  readonly queue: string;
  readonly skin: string;
  readonly otr: OtrPolicy;
  /** When the guest joined; ISO 8601, UTC. */
  readonly since: string;
  /** Set where a colleague hands the chat over: their bare JID. */
  readonly from?: string;
}

const writeCard = (name: string, { chat, queue, skin, otr, since, from }: ChatCard): XmlElement =>
  xml(name, { xmlns: NS.otterdesk, chat, queue, skin, otr, since, from });

/** Chat to each available operator, in a message that says in words what to do. */
export const writeRing = (card: ChatCard): XmlElement => writeCard("ring", card);
/** Chat to the operator who has it: in the result of `accept`, and in the desk. */
export const writeHeld = (card: ChatCard): XmlElement => writeCard("held", card);

export function readCard(element: XmlElement): ChatCard | Fault {
  const { chat, queue, skin, otr, since, from } = element.attrs;
  if (!chat || !queue || !skin || !isOtrPolicy(otr) || !since) return fault("malformed", `The <${element.name}/> is not complete.`);
  return { chat, queue, skin, otr, since, ...(from && { from }) };
}

/** Why a ring or a held chat is no longer the operator's: `by` is the colleague's name where one has it. */
export type Gone =
  | { readonly why: "answered"; readonly by: string }
  | { readonly why: "transferred" }
  | { readonly why: "withdrawn" } // the ring only: the guest left or time ran out
  | { readonly why: "ended"; readonly reason: EndReason };

export const writeGone = (gone: Gone): XmlElement => xml("gone", { xmlns: NS.otterdesk, ...gone });

export function readGone(element: XmlElement): Gone | Fault {
  const { why, by, reason } = element.attrs;
  if (why === "answered") return { why, by: by ?? "" };
  if (why === "transferred" || why === "withdrawn") return { why };
  if (why === "ended" && END_REASONS.includes(reason as EndReason)) return { why, reason: reason as EndReason };
  return fault("malformed", "The <gone/> has no reason that is known.");
}

/** A queue that the operator is assigned to. `operators` counts all who are available, `waiting` the chats that ring. */
export interface DeskQueue {
  readonly queue: string;
  readonly title: string;
  readonly operators: number;
  readonly waiting: number;
  /** Bare JIDs of the other operators who are available, so that a chat can be handed to one of them. */
  readonly colleagues: readonly string[];
  /** Whether chats of this queue do not ring for who asks. */
  readonly paused?: boolean;
}

/** Operator to service, iq get: everything that is theirs now. Asked after signing in; events keep it true. */
export interface Desk {
  readonly queues: readonly DeskQueue[];
  readonly rings: readonly ChatCard[];
  readonly held: readonly ChatCard[];
}

export function writeDesk(desk: Desk): XmlElement {
  const queues = desk.queues.map(({ colleagues, paused, ...queue }) => xml("queue", { ...queue, paused: paused ? "true" : undefined }, colleagues.map((jid) => xml("colleague", { jid }))));
  return xml("desk", { xmlns: NS.otterdesk }, queues, desk.rings.map(writeRing), desk.held.map(writeHeld));
}

export function readDesk(element: XmlElement): Desk {
  const cards = (name: string) => childrenOf(element, name).map(readCard).filter((c): c is ChatCard => !("fault" in c));
  return { queues: childrenOf(element, "queue").map(readDeskQueue), rings: cards("ring"), held: cards("held") };
}

function readDeskQueue(element: XmlElement): DeskQueue {
  const { queue = "", title = queue, operators, waiting, paused } = element.attrs;
  const colleagues = childrenOf(element, "colleague").map((c) => c.attrs["jid"] ?? "").filter((jid) => jid !== "");
  return { queue, title, operators: count(operators) ?? 0, waiting: count(waiting) ?? 0, colleagues, ...(paused === "true" && { paused: true }) };
}

function isOtrPolicy(text: string | undefined): text is OtrPolicy {
  return text === "none" || text === "required" || text === "verified-only";
}

// The operator's side of a chat: the commands at its address (XEP-0050) and the desk, everything that is theirs now.
import { writeDesk } from "#core/chat.ts";
import { readCommand, writeCanceled, writeCompleted, writeTransferForm, type Choice, type Command, type CommandName } from "#core/chat-command.ts";
import type { Chat, ChatInput, Sender, Target } from "#core/chat-state.ts";
import { fault, isFault, type Fault } from "#core/errors.ts";
import { bareJid, localPart, readJid } from "#core/jid.ts";
import { NS } from "#core/namespaces.ts";
import { NAME } from "#core/nodes.ts";
import type { Random } from "../random.ts";
import type { Answer, Request, Router } from "../router.ts";
import type { Ledger } from "./ledger.ts";
import { deskOf } from "./own-desk.ts";
import { cardOf } from "./perform.ts";
import type { Runner } from "./runner.ts";
import type { Staff } from "./staff.ts";
import { faultOf } from "./verdict.ts";

export interface OperatorParts {
  readonly service: string;
  readonly domain: string;
  readonly runner: Runner;
  readonly staff: Staff;
  readonly ledger: Ledger;
  readonly random: Random;
}

/** Whether an operator may have a chat: assigned to its queue, or the one it is handed to. */
export function isEntitled(staff: Staff, chat: Chat, bare: string): boolean {
  const { at } = chat;
  if (at.state !== "transferring") return staff.isAssigned(bare, chat.queue);
  return at.to.kind === "operator" ? at.to.jid === bare : staff.isAssigned(bare, at.to.queue);
}

export const senderOf = (staff: Staff, chat: Chat, jid: string): Sender => ({ jid, shown: staff.nick(jid), entitled: isEntitled(staff, chat, bareJid(jid)) });

/** Whether this operator has to do with a chat: has it, or may have it. */
export const isParty = (staff: Staff, chat: Chat, bare: string): boolean => ("pin" in chat.at && bareJid(chat.at.pin.jid) === bare) || isEntitled(staff, chat, bare);

/** Reads where a chat is to go: an address, or a name alone (a queue's first, then a colleague's). It stays in its library. */
export function readTarget(text: string, chat: Chat, { service, domain, staff }: Pick<OperatorParts, "service" | "domain" | "staff">): Target | Fault {
  const wanted = text.trim().toLowerCase();
  const jid = readJid(wanted.includes("@") || !NAME.test(wanted) ? wanted : staff.queue(wanted)?.library === chat.library ? `${wanted}@${service}` : `${wanted}@${domain}`);
  if (jid === undefined) return fault("malformed", "The address to hand the chat to cannot be read.");
  if (jid.domain === service) {
    const queue = staff.queue(jid.local);
    return queue?.library === chat.library ? { kind: "queue", queue: jid.local } : fault("unknown-queue");
  }
  const bare = `${jid.local}@${jid.domain}`;
  return staff.isColleague(bare, chat.library) ? { kind: "operator", jid: bare } : fault("unknown-address", "There is no such queue and no such colleague in this library.");
}

/** Who of the target can be rung. */
export const ringableAt = (staff: Staff, to: Target): string[] =>
  to.kind === "queue" ? staff.ringable(to.queue) : staff.resources(to.jid, true).length > 0 ? [to.jid] : [];

/** The input for a hand-over, made once the chat's turn has come. */
export function transferInput(parts: Pick<OperatorParts, "service" | "domain" | "staff">, jid: string, to: Target): ChatInput {
  return { kind: "transfer", jid, to, ringable: ringableAt(parts.staff, to).filter((bare) => bare !== bareJid(jid)) };
}

const NOTES: Record<CommandName, string> = {
  accept: "You have this chat.",
  decline: "The chat is left to your colleagues.",
  transfer: "The chat is offered. You have it until somebody takes it.",
  end: "The chat has ended.",
};

export function addOperators(router: Router, parts: OperatorParts): void {
  const { runner, staff, service, random } = parts;

  async function command(request: Request): Promise<Answer> {
    const { stanza, at, payload, bare } = request;
    if (at.place !== "chat") return fault("unknown-address");
    const asked = readCommand(payload);
    if (isFault(asked)) return asked;
    const session = asked.session ?? random.token(16);
    if (asked.action === "cancel") return writeCanceled(asked.name, session);
    if (asked.name === "transfer" && asked.to === undefined) {
      const chat = await runner.find(at.chat);
      if (chat === undefined) return fault("unknown-chat");
      return "pin" in chat.at && bareJid(chat.at.pin.jid) === bare ? writeTransferForm(session, choices(parts, chat, bare)) : fault("forbidden");
    }
    return carryOut(at.chat, asked, stanza.from, session);
  }

  async function carryOut(id: string, asked: Command, jid: string, session: string): Promise<Answer> {
    let to: Target | Fault | undefined;
    if (asked.name === "transfer") {
      const chat = await runner.find(id);
      if (chat === undefined) return fault("unknown-chat");
      to = readTarget(asked.to ?? "", chat, parts);
      if (isFault(to)) return to;
    }
    const target = to;
    const outcome = await runner.ask(id, (chat): ChatInput => {
      switch (asked.name) {
        case "accept":
          return { kind: "accept", by: senderOf(staff, chat, jid) };
        case "decline":
          return { kind: "decline", jid };
        case "end":
          return { kind: "operator-ends", jid };
        case "transfer":
          return transferInput(parts, jid, target as Target);
      }
    });
    const wrong = faultOf(outcome);
    if (wrong !== undefined) return wrong;
    const held = asked.name === "accept" && "chat" in outcome ? cardOf(outcome.chat, service) : undefined;
    return writeCompleted(asked.name, session, NOTES[asked.name], held);
  }

  router.add(
    { kind: "iq", type: "set", namespace: NS.commands, name: "command", at: "chat", handler: command },
    { kind: "iq", type: "get", namespace: NS.otterdesk, name: "desk", at: "service", handler: ({ bare }) => {
      const desk = deskOf(parts, bare);
      return desk === undefined ? fault("forbidden", "You are not assigned to any queue.") : writeDesk(desk);
    } },
  );
}

/** Where a chat can go: open queues and available colleagues of its library. */
function choices({ staff, service }: OperatorParts, chat: Chat, bare: string): Choice[] {
  const queues = staff.queues().filter((q) => q.library === chat.library);
  const open = queues.filter((q) => staff.ringable(q.name).some((b) => b !== bare));
  const people = new Set(queues.flatMap((q) => staff.available(q.name)).filter((b) => b !== bare));
  return [
    ...open.map((q) => ({ value: `${q.name}@${service}`, label: q.title })),
    ...[...people].sort().map((b) => ({ value: b, label: localPart(b) })),
  ];
}

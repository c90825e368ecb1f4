// The operator's commands at a chat's address, as ad-hoc commands (XEP-0050), so that clients which know nothing of ours can give them.
import { COMMANDS, writeHeld, type ChatCard } from "./chat.ts";
import { fault, type Fault } from "./errors.ts";
import { NS } from "./namespaces.ts";
import { childOf, childrenOf, textOf, xml, type XmlElement } from "./xml.ts";

export type CommandName = keyof typeof COMMANDS;

export const COMMAND_TITLES: Readonly<Record<CommandName, string>> = {
  accept: "Answer this chat",
  decline: "Leave this chat to a colleague",
  transfer: "Hand this chat over",
  end: "End this chat",
};

/** `to` is set where a transfer's form came with it: the address of a queue or an operator. */
export interface Command {
  readonly name: CommandName;
  readonly session: string | undefined;
  readonly action: "execute" | "cancel";
  readonly to: string | undefined;
}

export function readCommand(element: XmlElement): Command | Fault {
  const { node = "", action = "execute", sessionid: session } = element.attrs;
  const name = (Object.keys(COMMANDS) as CommandName[]).find((n) => COMMANDS[n] === node);
  if (name === undefined) return fault("unknown-request", "There is no such command at a chat's address.");
  if (action !== "execute" && action !== "cancel" && action !== "complete" && action !== "next") return fault("malformed", "The command's action is not known.");
  const form = childOf(element, "x", NS.forms);
  const field = form && childrenOf(form, "field").find((f) => f.attrs["var"] === "to");
  const to = field && textOf(childOf(field, "value")).trim();
  return { name, session, action: action === "cancel" ? "cancel" : "execute", to: to || undefined };
}

/** Client's side: asks for a command; `to` for a transfer. */
export function writeCommand(name: CommandName, to?: string): XmlElement {
  const form = to !== undefined && xml("x", { xmlns: NS.forms, type: "submit" }, xml("field", { var: "to" }, xml("value", {}, to)));
  return xml("command", { xmlns: NS.commands, node: COMMANDS[name], action: "execute" }, form);
}

/** Done; `held` beside says what the operator has now. */
export function writeCompleted(name: CommandName, session: string, note: string, held?: ChatCard): XmlElement {
  return xml(
    "command",
    { xmlns: NS.commands, node: COMMANDS[name], sessionid: session, status: "completed" },
    xml("note", { type: "info" }, note),
    held && writeHeld(held),
  );
}

export function writeCanceled(name: CommandName, session: string): XmlElement {
  return xml("command", { xmlns: NS.commands, node: COMMANDS[name], sessionid: session, status: "canceled" });
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** The form that asks where a chat is handed to. */
export function writeTransferForm(session: string, choices: readonly Choice[]): XmlElement {
  const options = choices.map(({ value, label }) => xml("option", { label }, xml("value", {}, value)));
  return xml(
    "command",
    { xmlns: NS.commands, node: COMMANDS.transfer, sessionid: session, status: "executing" },
    xml("actions", { execute: "complete" }, xml("complete")),
    xml(
      "x",
      { xmlns: NS.forms, type: "form" },
      xml("title", {}, COMMAND_TITLES.transfer),
      xml("instructions", {}, "Choose the queue or the colleague who takes this chat over."),
      xml("field", { var: "to", type: "list-single", label: "Hand over to" }, xml("required"), options),
    ),
  );
}

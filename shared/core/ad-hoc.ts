// Ad-hoc commands (XEP-0050) as plain data: what is asked for, and what comes back. Which commands there are is not this file's business.
import { fault, isFault, type Fault } from "./errors.ts";
import { readForm, writeForm, type Form } from "./forms.ts";
import { NS } from "./namespaces.ts";
import { childOf, textOf, xml, type XmlElement } from "./xml.ts";

export interface AdHocRequest {
  readonly node: string;
  readonly action: "execute" | "cancel";
  /** Set where the command goes on. */
  readonly session?: string;
  /** What was filled in; absent where the form is asked for. */
  readonly form?: Form;
}

export interface AdHocReply {
  readonly node: string;
  readonly session: string;
  readonly status: "executing" | "completed" | "canceled";
  readonly note?: { readonly type: "info" | "warn" | "error"; readonly text: string };
  /** To be filled in while it is executing; a result where it is completed. */
  readonly form?: Form;
}

export function writeAdHoc({ node, action, session, form }: AdHocRequest): XmlElement {
  return xml("command", { xmlns: NS.commands, node, action, sessionid: session }, form && writeForm(form));
}

export function readAdHoc(element: XmlElement): AdHocRequest | Fault {
  const { node = "", action = "execute", sessionid: session } = element.attrs;
  if (node === "") return fault("malformed", "The command has no node.");
  if (!["execute", "cancel", "complete", "next"].includes(action)) return fault("malformed", "The command's action is not known.");
  const form = formIn(element);
  if (isFault(form)) return form;
  return { node, action: action === "cancel" ? "cancel" : "execute", ...(session !== undefined && { session }), ...(form && { form }) };
}

export function writeAdHocReply({ node, session, status, note, form }: AdHocReply): XmlElement {
  return xml(
    "command",
    { xmlns: NS.commands, node, sessionid: session, status },
    status === "executing" && xml("actions", { execute: "complete" }, xml("complete")),
    note && xml("note", { type: note.type }, note.text),
    form && writeForm(form),
  );
}

export function readAdHocReply(element: XmlElement): AdHocReply | Fault {
  const { node = "", sessionid: session = "", status } = element.attrs;
  if (status !== "executing" && status !== "completed" && status !== "canceled") return fault("malformed", "The command's answer has no status that is known.");
  const note = childOf(element, "note");
  const type = note?.attrs["type"];
  const form = formIn(element);
  if (isFault(form)) return form;
  const noted = note && { note: { type: type === "warn" || type === "error" ? type : "info", text: textOf(note) } as const };
  return { node, session, status, ...noted, ...(form && { form }) };
}

function formIn(command: XmlElement): Form | Fault | undefined {
  const element = childOf(command, "x", NS.forms);
  return element && readForm(element);
}

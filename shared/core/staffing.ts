// An operator's leave from a queue: commands at the queue's address (XEP-0050), and what the service says about it in words.
import { NS } from "./namespaces.ts";
import { xml, type XmlElement } from "./xml.ts";

export const STAFFING = {
  pause: { node: `${NS.otterdesk}#pause`, title: "Take no chats of this queue for now" },
  resume: { node: `${NS.otterdesk}#resume`, title: "Take chats of this queue again" },
} as const;

export type Staffing = keyof typeof STAFFING;

export const writeStaffing = (wish: Staffing): XmlElement => xml("command", { xmlns: NS.commands, node: STAFFING[wish].node, action: "execute" });

/** What an operator is told; `titles` of the queues it is about. */
export function staffingWords(wish: Staffing, titles: readonly string[]): string {
  const where = titles.join(", ");
  return wish === "pause" ? `Chats in ${where} do not ring for you until you write /resume. Chats that you have go on.` : `Chats in ${where} ring for you again, whenever you are available.`;
}

export const QUEUE_HELP = "This is a queue's address. Write /pause here to take no chats of it for now, and /resume to take them again.";

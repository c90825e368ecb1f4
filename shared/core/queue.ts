// A queue and its pubsub payload. Its operators are the JIDs with the affiliation `member` on its node (docs/protocol.md, "Queues").
import { fault, type Fault } from "./errors.ts";
import { NS } from "./namespaces.ts";
import { childOf, childrenOf, textOf, xml, type XmlElement } from "./xml.ts";

export interface Queue {
  /** What people are shown; at most 80 characters. */
  readonly title: string;
  /** Chats an operator may hold before they count as busy; 0 means no limit. */
  readonly autoBusyAfter: number;
  readonly unknown: readonly XmlElement[];
}

export function writeQueue(queue: Queue): XmlElement {
  return xml(
    "queue",
    { xmlns: NS.otterdesk },
    xml("title", {}, queue.title),
    queue.autoBusyAfter > 0 && xml("auto-busy", { after: queue.autoBusyAfter }),
    queue.unknown,
  );
}

export function readQueue(element: XmlElement): Queue | Fault {
  if (element.name !== "queue" || element.attrs["xmlns"] !== NS.otterdesk) return fault("malformed", "The payload is not a <queue/> of urn:otterdesk:0.");
  const title = textOf(childOf(element, "title")).trim();
  if (title === "" || title.length > 80) return fault("malformed", "The queue's title is missing or longer than 80 characters.");
  const after = childOf(element, "auto-busy")?.attrs["after"] ?? "0";
  if (!/^\d{1,3}$/.test(after)) return fault("malformed", "auto-busy is not a number from 0 to 999.");
  return { title, autoBusyAfter: Number(after), unknown: childrenOf(element).filter((c) => c.name !== "title" && c.name !== "auto-busy") };
}

// Forms as they arrive, read into drafts or into complaints, field by field: what all have in common, and queues. Skins are in skin-draft.ts.
import { ERRORS, type Fault } from "#core/errors.ts";
import { NAME } from "#core/nodes.ts";
import type { Queue } from "#core/queue.ts";

/** The fields of a posted form; a field given twice or not at all is an empty text. */
export type Form = (field: string) => string;

export function readForm(body: unknown): Form {
  const fields = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  return (field) => {
    const value = Object.hasOwn(fields, field) ? fields[field] : undefined;
    return typeof value === "string" ? value : "";
  };
}

export type Complaints = Readonly<Record<string, string>>;

export const NAME_HINT = "Small letters, digits and hyphens, such as “main” or “law-library”. It cannot be changed later.";

export interface QueueDraft {
  readonly name: string;
  readonly title: string;
  readonly autoBusyAfter: string;
}

export function readQueueDraft(form: Form, name: string): QueueDraft {
  return { name, title: oneLine(form("title")), autoBusyAfter: form("auto-busy").trim() };
}

export function checkQueue(draft: QueueDraft): Complaints {
  return {
    ...(!NAME.test(draft.name) && { name: nameComplaint(draft.name) }),
    ...(draft.name.startsWith("c-") && { name: "A queue’s name cannot begin with “c-”: chats have such addresses." }),
    ...((draft.title === "" || draft.title.length > 80) && { title: "A title of 1 to 80 characters." }),
    ...(!/^\d{0,3}$/.test(draft.autoBusyAfter) && { "auto-busy": "A number from 0 to 999." }),
  };
}

export const applyQueueDraft = (draft: QueueDraft, queue: Queue): Queue => ({ ...queue, title: draft.title, autoBusyAfter: Number(draft.autoBusyAfter) });

export const faultText = ({ fault, text }: Fault): string => text ?? ERRORS[fault].text;

export const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();
export const nameComplaint = (name: string): string => (name === "" ? "Give it a name." : "Only small letters, digits and hyphens between them; at most 48 characters.");

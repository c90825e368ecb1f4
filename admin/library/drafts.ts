// Forms as they arrive, read into skins and queues or into complaints, field by field.
import { isFault, ERRORS, type Fault } from "#core/errors.ts";
import { NAME } from "#core/nodes.ts";
import type { Queue } from "#core/queue.ts";
import { readSkin, SKIN_TEXTS, writeSkin, type Appearance, type Skin } from "#core/skin.ts";

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

export interface SkinDraft {
  readonly name: string;
  readonly queue: string;
  readonly language: string;
  readonly title: string;
  readonly greeting: string;
  readonly accent: string;
  readonly scheme: string;
  readonly verifiedOnly: boolean;
}

export const ACCENT = "#1f5f7a";
export const LANGUAGES = {
  en: "English", ar: "العربية", "zh-Hans": "简体中文", cs: "Čeština", da: "Dansk", nl: "Nederlands", fi: "Suomi", fr: "Français", de: "Deutsch", he: "עברית",
  it: "Italiano", ja: "日本語", nb: "Norsk bokmål", pl: "Polski", pt: "Português", es: "Español", sv: "Svenska", uk: "Українська",
} as const;

export const emptyDraft = (queue: string): SkinDraft => ({ name: "", queue, language: "en", title: "", greeting: "", accent: ACCENT, scheme: "auto", verifiedOnly: false });

export function readSkinDraft(form: Form, name: string): SkinDraft {
  return {
    name, queue: form("queue"), language: form("language"), title: oneLine(form("title")), greeting: form("greeting").replaceAll("\r\n", "\n").trim(),
    accent: form("accent").toLowerCase(), scheme: form("scheme"), verifiedOnly: form("verified-only") === "yes",
  };
}

export function draftOf(name: string, skin: Skin): SkinDraft {
  const language = Object.keys(skin.texts)[0] ?? "en";
  const texts = skin.texts[language] ?? {};
  return {
    name, queue: skin.queue, language, title: texts["title"] ?? "", greeting: texts["greeting"] ?? "",
    accent: skin.appearance.accent ?? ACCENT, scheme: skin.appearance.scheme ?? "auto", verifiedOnly: skin.verifiedOnly,
  };
}

/** What is wrong with a draft; nothing where all is well. */
export function checkSkin(draft: SkinDraft, queues: readonly string[]): Complaints {
  return {
    ...(!NAME.test(draft.name) && { name: nameComplaint(draft.name) }),
    ...(!queues.includes(draft.queue) && { queue: "Choose one of your queues." }),
    ...(draft.title.length > SKIN_TEXTS.title && { title: `At most ${SKIN_TEXTS.title} characters.` }),
    ...(draft.greeting.length > SKIN_TEXTS.greeting && { greeting: `At most ${SKIN_TEXTS.greeting} characters.` }),
    ...(!/^#[0-9a-f]{6}$/.test(draft.accent) && { accent: "A colour looks like #1f5f7a." }),
    ...(!["auto", "light", "dark"].includes(draft.scheme) && { scheme: "Choose one of the three." }),
    ...(!Object.hasOwn(LANGUAGES, draft.language) && !/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/.test(draft.language) && { language: "Choose a language." }),
  };
}

/** The skin with the draft written over it; what the form does not show stays. */
export function applyDraft(draft: SkinDraft, skin: Skin): Skin {
  const { title: _title, greeting: _greeting, ...others } = skin.texts[draft.language] ?? {};
  const texts = { ...others, ...(draft.title !== "" && { title: draft.title }), ...(draft.greeting !== "" && { greeting: draft.greeting }) };
  const { [draft.language]: _old, ...rest } = skin.texts;
  const appearance: Appearance = { ...skin.appearance, accent: draft.accent, scheme: draft.scheme as "auto" | "light" | "dark" };
  return { ...skin, queue: draft.queue, verifiedOnly: draft.verifiedOnly, appearance, texts: Object.keys(texts).length === 0 ? rest : { [draft.language]: texts, ...rest } };
}

/** Last look before publishing: the codec's own rules. */
export function skinFault(skin: Skin): Fault | undefined {
  const read = readSkin(writeSkin(skin));
  return isFault(read) ? read : undefined;
}

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

const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();
const nameComplaint = (name: string): string => (name === "" ? "Give it a name." : "Only small letters, digits and hyphens between them; at most 48 characters.");

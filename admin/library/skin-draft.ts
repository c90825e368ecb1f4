// A skin's form as it arrives, read into a draft, looked over field by field, and written over the skin that there is.
import { isFault, type Fault } from "#core/errors.ts";
import { NAME } from "#core/nodes.ts";
import { CONTEXT_PIECES, readSkin, SKIN_TEXTS, writeSkin, type Appearance, type ContextPiece, type Skin } from "#core/skin.ts";
import { nameComplaint, oneLine, type Complaints, type Form } from "./drafts.ts";

export type TextName = keyof typeof SKIN_TEXTS;
export const TEXT_NAMES = Object.keys(SKIN_TEXTS) as TextName[];
const LONG: readonly TextName[] = ["greeting", "offline", "consent", "ended"];

/** The texts of one language. A field is named after the text and `suffix`: `title-de`; just `title` on the page of a new skin. */
export interface TextSection {
  readonly tag: string;
  readonly suffix: string;
  /** Those that the page has fields for; an empty one is not set. */
  readonly texts: Readonly<Partial<Record<TextName, string>>>;
}

export interface SkinDraft {
  readonly name: string;
  readonly queue: string;
  readonly sections: readonly TextSection[];
  readonly accent: string;
  readonly scheme: string;
  readonly corner: string;
  /** An image as a `data:` address; `keep` and `none` say what becomes of the one there is. */
  readonly logo: string;
  readonly context: readonly ContextPiece[];
  readonly verifiedOnly: boolean;
}

export const ACCENT = "#1f5f7a";
export const LANGUAGES = {
  en: "English", ar: "العربية", "zh-Hans": "简体中文", cs: "Čeština", da: "Dansk", nl: "Nederlands", fi: "Suomi", fr: "Français", de: "Deutsch", he: "עברית",
  it: "Italiano", ja: "日本語", nb: "Norsk bokmål", pl: "Polski", pt: "Português", es: "Español", sv: "Svenska", uk: "Українська",
} as const;
const TAG = /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/;

export const emptySection = (tag: string): TextSection => ({ tag, suffix: `-${tag}`, texts: Object.fromEntries(TEXT_NAMES.map((name) => [name, ""])) });

export const emptyDraft = (queue: string): SkinDraft => ({
  ...{ name: "", queue, accent: ACCENT, scheme: "auto", corner: "end", logo: "none", context: [], verifiedOnly: false },
  sections: [{ tag: "en", suffix: "", texts: { title: "", greeting: "" } }],
});

/** A new skin's form has one language to choose and two texts; a made one's names its languages in the field `languages`. */
export function readSkinDraft(form: Form, name: string): SkinDraft {
  const text = (field: string, as: TextName) => (LONG.includes(as) ? form(field).replaceAll("\r\n", "\n").trim() : oneLine(form(field)));
  const section = (tag: string, suffix: string, names: readonly TextName[]): TextSection => ({ tag, suffix, texts: Object.fromEntries(names.map((n) => [n, text(`${n}${suffix}`, n)])) });
  const made = form("languages").split(" ").filter((tag) => TAG.test(tag)).slice(0, 40);
  const logo = form("no-logo") === "yes" ? "none" : form("logo") === "" ? "keep" : form("logo");
  return {
    ...{ name, queue: form("queue"), logo, accent: form("accent").toLowerCase(), scheme: form("scheme"), corner: form("corner") === "" ? "end" : form("corner") },
    sections: [...made.map((tag) => section(tag, `-${tag}`, TEXT_NAMES)), ...(form("language") === "" ? [] : [section(form("language"), "", ["title", "greeting"])])],
    context: CONTEXT_PIECES.filter((piece) => form(`context-${piece}`) === "yes"),
    verifiedOnly: form("verified-only") === "yes",
  };
}

export function draftOf(name: string, skin: Skin): SkinDraft {
  const tags = Object.keys(skin.texts).length === 0 ? ["en"] : Object.keys(skin.texts);
  const { accent = ACCENT, scheme = "auto", corner = "end" } = skin.appearance;
  return {
    ...{ name, queue: skin.queue, accent, scheme, corner, logo: "keep", context: skin.context, verifiedOnly: skin.verifiedOnly },
    sections: tags.map((tag) => ({ ...emptySection(tag), texts: { ...emptySection(tag).texts, ...skin.texts[tag] } })),
  };
}

/** What is wrong with a draft, by field; nothing where all is well. */
export function checkSkin(draft: SkinDraft, queues: readonly string[]): Complaints {
  return {
    ...(!NAME.test(draft.name) && { name: nameComplaint(draft.name) }),
    ...(!queues.includes(draft.queue) && { queue: "Choose one of your queues." }),
    ...(!/^#[0-9a-f]{6}$/.test(draft.accent) && { accent: "A colour looks like #1f5f7a." }),
    ...(!["auto", "light", "dark"].includes(draft.scheme) && { scheme: "Choose one of the three." }),
    ...(!["start", "end"].includes(draft.corner) && { corner: "Choose one of the two." }),
    ...Object.assign({}, ...draft.sections.map(checkSection)),
  };
}

function checkSection({ tag, suffix, texts }: TextSection): Complaints {
  const long = TEXT_NAMES.filter((name) => (texts[name] ?? "").length > SKIN_TEXTS[name]);
  return {
    ...(!TAG.test(tag) && { language: "Choose a language." }),
    ...Object.fromEntries(long.map((name) => [`${name}${suffix}`, `At most ${SKIN_TEXTS[name]} characters.`])),
    ...(!isLink(texts.offlineLink ?? "") && { [`offlineLink${suffix}`]: "A web address (https://…) or a mail address." }),
  };
}

const isLink = (text: string): boolean =>
  text === "" || /^[^\s@/:]+@[^\s@/:]+$/.test(text) || (URL.canParse(text) && ["https:", "http:", "mailto:"].includes(new URL(text).protocol));

/** The skin with the draft written over it; what the form does not show stays. A language without a text is none. */
export function applyDraft(draft: SkinDraft, skin: Skin): Skin {
  const texts: Record<string, Record<string, string>> = { ...skin.texts };
  for (const section of draft.sections) {
    const kept = Object.entries({ ...texts[section.tag], ...section.texts }).filter(([, text]) => text !== "");
    if (kept.length === 0) delete texts[section.tag];
    else texts[section.tag] = Object.fromEntries(kept);
  }
  const { logo: before, ...looks } = skin.appearance;
  const logo = draft.logo === "keep" ? before : draft.logo === "none" ? undefined : draft.logo;
  const appearance = { ...looks, accent: draft.accent, scheme: draft.scheme, corner: draft.corner, ...(logo !== undefined && { logo }) } as Appearance;
  return { ...skin, queue: draft.queue, verifiedOnly: draft.verifiedOnly, appearance, texts, context: draft.context };
}

/** Last look before publishing: the codec's own rules. */
export function skinFault(skin: Skin): Fault | undefined {
  const read = readSkin(writeSkin(skin));
  return isFault(read) ? read : undefined;
}

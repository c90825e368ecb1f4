// A skin: looks, texts, languages and OTR fingerprint of a chat box, and its pubsub payload (docs/protocol.md, "Skins").
import { fault, type Fault } from "./errors.ts";
import { NS } from "./namespaces.ts";
import { NAME } from "./nodes.ts";
import { childOf, childrenOf, textOf, xml, type XmlElement } from "./xml.ts";

/** Of the key pair that the administrator made last: fingerprint (40 hex digits, lower case) and when (ISO 8601, UTC). */
export interface Fingerprint {
  readonly hex: string;
  readonly created: string;
}

/** `none`: chats without OTR. `required`: with OTR. `verified-only`: OTR, and no text is released unless the fingerprint matches. */
export type OtrPolicy = "none" | "required" | "verified-only";

/** A text of the box, by language tag (BCP 47); the key is one of `SKIN_TEXTS`. */
export type Texts = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface Skin {
  /** The queue that chats go to when the snippet names none. */
  readonly queue: string;
  readonly fingerprint?: Fingerprint;
  /** Meant only with a fingerprint: refuse to release text on a mismatch. */
  readonly verifiedOnly: boolean;
  readonly texts: Texts;
  readonly appearance: Appearance;
  /** Which pieces of context the guest is offered to send; struck pieces are not sent. */
  readonly context: readonly ContextPiece[];
  /** Elements of a later version, kept as they are. */
  readonly unknown: readonly XmlElement[];
}

export interface Appearance {
  readonly accent?: string; // #rrggbb
  readonly corner?: "start" | "end";
  readonly scheme?: "light" | "dark" | "auto";
  readonly logo?: string; // data:image/… or https URL on the box's own origin
}

export const CONTEXT_PIECES = ["page", "title", "language"] as const;
export type ContextPiece = (typeof CONTEXT_PIECES)[number];

/** The texts a skin may set, each with its greatest length in characters. */
export const SKIN_TEXTS = { button: 60, title: 80, greeting: 500, offline: 1000, offlineLink: 300, consent: 2000, ended: 300 } as const;

const MAX_LOGO = 24_000;
const FINGERPRINT = /^[0-9a-f]{40}$/;
const LANGUAGE = /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/;

export const emptySkin = (queue: string): Skin => ({ queue, verifiedOnly: false, texts: {}, appearance: {}, context: [], unknown: [] });

export function otrPolicy(skin: Skin): OtrPolicy {
  if (skin.fingerprint === undefined) return "none";
  return skin.verifiedOnly ? "verified-only" : "required";
}

export function writeSkin(skin: Skin): XmlElement {
  const { accent, corner, scheme, logo } = skin.appearance;
  return xml(
    "skin",
    { xmlns: NS.otterdesk, queue: skin.queue },
    skin.fingerprint && xml("fingerprint", { created: skin.fingerprint.created }, skin.fingerprint.hex),
    skin.verifiedOnly && xml("verified-only"),
    Object.entries(skin.texts).flatMap(([lang, texts]) => Object.entries(texts).map(([name, text]) => xml("text", { "xml:lang": lang, name }, text))),
    Object.keys(skin.appearance).length > 0 && xml("appearance", { accent, corner, scheme }, logo !== undefined && xml("logo", {}, logo)),
    skin.context.map((piece) => xml("context", { piece })),
    skin.unknown,
  );
}

/** The same skin with this fingerprint in place of the one it has, everything else untouched, unknown elements too. */
export function withFingerprint(skin: XmlElement, { hex, created }: Fingerprint): XmlElement {
  const rest = skin.children.filter((c) => typeof c === "string" || c.name !== "fingerprint" || !isOurs(c));
  return { ...skin, children: [xml("fingerprint", { created }, hex), ...rest] };
}

/** Reads a `<skin/>`; the fault names what is wrong with it. */
export function readSkin(element: XmlElement): Skin | Fault {
  if (element.name !== "skin" || element.attrs["xmlns"] !== NS.otterdesk) return fault("malformed", "The payload is not a <skin/> of urn:otterdesk:0.");
  const queue = element.attrs["queue"] ?? "";
  if (!NAME.test(queue)) return fault("malformed", "The skin's queue is missing or is not a name.");
  const fingerprint = readFingerprint(childOf(element, "fingerprint", NS.otterdesk));
  if (fingerprint !== undefined && "fault" in fingerprint) return fingerprint;
  const texts = readTexts(childrenOf(element, "text", NS.otterdesk));
  if ("fault" in texts) return texts as Fault;
  const appearance = readAppearance(childOf(element, "appearance", NS.otterdesk));
  if ("fault" in appearance) return appearance;
  const context = childrenOf(element, "context", NS.otterdesk).map((c) => c.attrs["piece"]);
  if (!context.every((p): p is ContextPiece => CONTEXT_PIECES.includes(p as ContextPiece))) return fault("malformed", "The skin offers a piece of context that is not known.");
  return {
    queue,
    ...(fingerprint && { fingerprint }),
    verifiedOnly: childOf(element, "verified-only", NS.otterdesk) !== undefined,
    texts: texts as Texts,
    appearance,
    context,
    unknown: childrenOf(element).filter((c) => !KNOWN.has(c.name) || !isOurs(c)),
  };
}

/** Whether a child of a skin is in our namespace; a stranger's element may bear a name of ours. */
const isOurs = (child: XmlElement): boolean => (child.attrs["xmlns"] ?? NS.otterdesk) === NS.otterdesk;
const KNOWN = new Set(["fingerprint", "verified-only", "text", "appearance", "context"]);

export function readFingerprint(element: XmlElement | undefined): Fingerprint | Fault | undefined {
  if (element === undefined) return undefined;
  const hex = textOf(element).trim().toLowerCase();
  const created = element.attrs["created"] ?? "";
  if (!FINGERPRINT.test(hex)) return fault("malformed", "The fingerprint is not 40 hexadecimal digits.");
  if (Number.isNaN(Date.parse(created))) return fault("malformed", "The fingerprint's date is missing or is no date.");
  return { hex, created };
}

function readTexts(elements: readonly XmlElement[]): Texts | Fault {
  const texts: Record<string, Record<string, string>> = {};
  for (const element of elements) {
    const lang = element.attrs["xml:lang"] ?? "";
    const name = element.attrs["name"] ?? "";
    if (!LANGUAGE.test(lang)) return fault("malformed", "A text of the skin has no language.");
    if (!Object.hasOwn(SKIN_TEXTS, name)) return fault("malformed", `The skin has no text named "${name.slice(0, 40)}".`);
    const text = textOf(element);
    const limit = SKIN_TEXTS[name as keyof typeof SKIN_TEXTS];
    if (text.length > limit) return fault("too-large", `The text "${name}" is longer than ${limit} characters.`);
    (texts[lang] ??= {})[name] = text;
  }
  return texts;
}

function readAppearance(element: XmlElement | undefined): Appearance | Fault {
  if (element === undefined) return {};
  const { accent, corner, scheme } = element.attrs;
  const logo = childOf(element, "logo") && textOf(childOf(element, "logo"));
  if (accent !== undefined && !/^#[0-9a-f]{6}$/i.test(accent)) return fault("malformed", "The accent colour is not of the form #rrggbb.");
  if (corner !== undefined && corner !== "start" && corner !== "end") return fault("malformed", "The corner is neither start nor end.");
  if (scheme !== undefined && scheme !== "light" && scheme !== "dark" && scheme !== "auto") return fault("malformed", "The scheme is none of light, dark, auto.");
  if (logo !== undefined && !/^data:image\/(?:png|jpeg|webp|gif);base64,[A-Za-z0-9+/=]+$/.test(logo)) return fault("malformed", "The logo is not a data: image (PNG, JPEG, WebP or GIF).");
  if (logo !== undefined && logo.length > MAX_LOGO) return fault("too-large", `The logo is larger than ${MAX_LOGO} characters.`);
  return { ...(accent && { accent: accent.toLowerCase() }), ...(corner && { corner }), ...(scheme && { scheme }), ...(logo && { logo }) };
}

/** A text of the skin in the best language: an exact tag, then its language alone; `undefined` where the skin sets none. */
export function skinText(skin: Skin, name: keyof typeof SKIN_TEXTS, languages: readonly string[]): string | undefined {
  for (const wanted of languages) {
    for (const tag of [wanted, wanted.split("-")[0] as string]) {
      const entry = Object.entries(skin.texts).find(([lang]) => lang.toLowerCase() === tag.toLowerCase());
      const text = entry?.[1][name];
      if (text !== undefined) return text;
    }
  }
  return undefined;
}

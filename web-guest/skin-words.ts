// A skin's words in the guest's language: the skin's own where it has them, else the box's.
import { skinText, type Skin } from "#core/skin.ts";
import type { Language } from "./texts.ts";
import type { SkinWords } from "./view.ts";

export function wordsOf(skin: Skin | undefined, { tag, texts }: Language): SkinWords {
  // A skin with words in one other language only still says more with them than with ours.
  const languages = [tag, "en", ...Object.keys(skin?.texts ?? {})];
  const own = (name: Parameters<typeof skinText>[1]) => {
    const text = skin && skinText(skin, name, languages)?.trim();
    return text === "" ? undefined : text;
  };
  const inLanguage = (name: Parameters<typeof skinText>[1]) => (skin && skinText(skin, name, [tag])?.trim()) || undefined;
  return {
    title: own("title") ?? texts.title,
    // What the box can say in the guest's own language it says so rather than in the skin's other one.
    greeting: inLanguage("greeting") ?? (tag.startsWith("en") ? own("greeting") : undefined) ?? texts.greeting,
    offline: own("offline") ?? texts.offline,
    offlineLink: readLink(own("offlineLink")),
    consent: own("consent"),
    ended: own("ended"),
    button: inLanguage("button") ?? texts.title,
    logo: skin?.appearance.logo,
  };
}

/** Only web and mail addresses; a bare mail address is taken as one. */
function readLink(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const link = /^[^\s@/:]+@[^\s@/:]+$/.test(text) ? `mailto:${text}` : text;
  if (!URL.canParse(link)) return undefined;
  return ["https:", "http:", "mailto:"].includes(new URL(link).protocol) ? link : undefined;
}

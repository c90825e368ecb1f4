// All languages of the box: for the build, which writes each into a page of its own, and for tests.
import { baseOf, languageOf, type BoxTexts, type Language } from "../texts.ts";

export const LOADERS: Readonly<Record<string, () => Promise<BoxTexts>>> = {
  en: async () => (await import("./en.ts")).en,
  es: async () => (await import("./es.ts")).es,
  fr: async () => (await import("./fr.ts")).fr,
  de: async () => (await import("./de.ts")).de,
  pt: async () => (await import("./pt.ts")).pt,
  it: async () => (await import("./it.ts")).it,
  nl: async () => (await import("./nl.ts")).nl,
  pl: async () => (await import("./pl.ts")).pl,
  cs: async () => (await import("./cs.ts")).cs,
  zh: async () => (await import("./zh.ts")).zh,
  ar: async () => (await import("./ar.ts")).ar,
  he: async () => (await import("./he.ts")).he,
};

/** English where there is none of this tag. */
export async function loadLanguage(tag: string): Promise<Language> {
  const load = LOADERS[baseOf(tag)] ?? (LOADERS["en"] as () => Promise<BoxTexts>);
  return languageOf(tag, await load());
}

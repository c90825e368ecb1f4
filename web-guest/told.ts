// What pages tell the program, as JSON in their `<meta>` elements. A page that something else than the component serves tells nothing.
import { baseOf, languageOf, type BoxTexts, type Language } from "./texts.ts";

export function told<T>(name: string, page = document): T | undefined {
  const meta = page.querySelector<HTMLMetaElement>(`meta[name=${name}]`);
  return meta === null ? undefined : (JSON.parse(meta.content) as T);
}

const TEXTS = "otterdesk-texts";

/** This page's words where they are in the wanted language, else those of the page which is in it; this page's again where that one does not come. */
export async function tellLanguage(tag: string): Promise<Language> {
  const own = told<BoxTexts>(TEXTS);
  const { lang } = document.documentElement;
  if (own !== undefined && baseOf(tag) === lang) return languageOf(tag, own);
  try {
    const answer = await fetch(`box.${baseOf(tag)}.html`);
    const other = told<BoxTexts>(TEXTS, new DOMParser().parseFromString(await answer.text(), "text/html"));
    if (other !== undefined) return languageOf(tag, other);
  } catch {
    // the network
  }
  if (own === undefined) throw new Error("The box has no words: neither its page nor the one in the guest's language brings them.");
  return languageOf(lang, own);
}

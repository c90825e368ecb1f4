// At build time: the box's page in each language, with the texts in it and the box drawn as it stands before anything is known, so that it is on the screen while the program is on its way.
import { renderToString } from "preact-render-to-string";
import { writeXml, xml } from "#core/xml.ts";
import { Box } from "./box-view.tsx";
import { loadLanguage } from "./languages/all.ts";
import { wordsOf } from "./skin-words.ts";
import { LANGUAGES, type Language } from "./texts.ts";
import type { BoxActions } from "./view.ts";
import { viewOf } from "./view-of.ts";

const NOBODY_ACTS = new Proxy({}, { get: () => () => undefined }) as BoxActions;

/** Pages by the tag of their language, made from the built page that is in none. */
export async function drawPages(built: string): Promise<ReadonlyMap<string, string>> {
  const languages = await Promise.all(LANGUAGES.map(loadLanguage));
  return new Map(languages.map((language) => [language.tag, drawPage(built, language)]));
}

function drawPage(built: string, language: Language): string {
  const { tag, dir, texts } = language;
  const words = wordsOf(undefined, language);
  const view = viewOf({
    ...{ language, words, chat: { at: "connecting", slow: false, held: undefined }, conversation: undefined, early: [], origins: new Map(), shared: [] },
    ...{ offers: [], agreed: false, agreeAsked: false, queueAvailable: false, sound: false, embedded: false, canPopOut: false, popOutRefused: false },
  });
  // Written by hand: a quotation mark would cost six characters each time.
  const content = JSON.stringify(texts).replaceAll("&", "&amp;").replaceAll("'", "&#39;").replaceAll("<", "&lt;");
  return built
    .replace('<html lang="en">', `<html lang="${tag}" dir="${dir}">`)
    .replace(/<title>.*<\/title>/, () => writeXml(xml("title", {}, words.title)))
    .replace("</head>", () => `<meta name="otterdesk-texts" content='${content}'></head>`)
    .replace("<body>", () => `<body>${renderToString(<Box view={view} actions={NOBODY_ACTS} />)}`);
}

// The box's words: complete in every language, with the forms that the language's plural rules ask for and the places that are filled in.
import { expect } from "chai";
import { LOADERS, loadLanguage } from "../../web-guest/languages/all.ts";
import { chooseLanguage, count, fill, LANGUAGES, type Language } from "../../web-guest/texts.ts";

const CATEGORIES = ["zero", "one", "two", "few", "many", "other"];
const isPlural = (value: object): boolean => "other" in value && Object.keys(value).every((key) => CATEGORIES.includes(key));

/** Every text by its path; a plural is one text. */
function flatten(value: unknown, path = ""): Map<string, string | Record<string, string>> {
  if (typeof value === "string") return new Map([[path, value]]);
  if (isPlural(value as object)) return new Map([[path, value as Record<string, string>]]);
  return new Map(Object.entries(value as object).flatMap(([key, inner]) => [...flatten(inner, path === "" ? key : `${path}.${key}`)]));
}

const places = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();

const ENGLISH = await loadLanguage("en");

describe("guest: languages", () => {
  const languages = new Map<string, Language>();
  before(async () => {
    for (const tag of LANGUAGES) languages.set(tag, await loadLanguage(tag));
  });

  it("are the twelve", () => {
    expect(Object.keys(LOADERS)).to.deep.equal(LANGUAGES);
    expect([...LANGUAGES].sort()).to.deep.equal(["ar", "cs", "de", "en", "es", "fr", "he", "it", "nl", "pl", "pt", "zh"]);
  });

  it("have every text, none empty, none left in English", () => {
    const english = flatten(ENGLISH.texts);
    for (const [tag, { texts }] of languages) {
      const own = flatten(texts);
      expect([...own.keys()], tag).to.have.members([...english.keys()]);
      let same = 0;
      for (const [path, text] of own) {
        for (const form of typeof text === "string" ? [text] : Object.values(text)) expect(form.trim(), `${tag} ${path}`).to.equal(form).and.not.equal("");
        if (text === english.get(path)) same++;
      }
      if (tag !== "en") expect(same, `texts of ${tag} that are the English ones`).to.be.at.most(2); // "Message", "Conversation" in French
    }
  });

  it("fill in the same places as English", () => {
    const english = flatten(ENGLISH.texts);
    for (const [tag, { texts }] of languages) {
      for (const [path, text] of flatten(texts)) {
        const wanted = english.get(path) as string | Record<string, string>;
        if (typeof text === "string") expect(places(text), `${tag} ${path}`).to.deep.equal(places(wanted as string));
        else expect(places(text["other"] as string), `${tag} ${path}`).to.deep.equal(places((wanted as Record<string, string>)["other"] as string));
      }
    }
  });

  it("have exactly the plural forms that their rules know", () => {
    for (const [tag, { texts }] of languages) {
      const wanted = new Intl.PluralRules(tag).resolvedOptions().pluralCategories;
      for (const [path, text] of flatten(texts)) if (typeof text !== "string") expect(Object.keys(text), `${tag} ${path}`).to.have.members(wanted);
    }
  });

  it("count in their own way", () => {
    const say = (tag: string, n: number) => count(languages.get(tag) as Language, (languages.get(tag) as Language).texts.newMessages, n);
    expect([1, 2, 5].map((n) => say("pl", n))).to.deep.equal(["1 nowa wiadomość", "2 nowe wiadomości", "5 nowych wiadomości"]);
    expect([1, 2].map((n) => say("en", n))).to.deep.equal(["1 new message", "2 new messages"]);
    expect(say("ar", 2)).to.equal("رسالتان جديدتان");
  });

  it("say promise 9 in English to the letter", () => {
    expect(ENGLISH.texts.encryptedLine).to.equal("This chat uses end-to-end encryption.");
  });

  it("are chosen by what is wanted first, with the region kept", () => {
    expect(chooseLanguage(["pt-BR", "en"])).to.equal("pt-BR");
    expect(chooseLanguage(["fi", "de-AT"])).to.equal("de-AT");
    expect(chooseLanguage(["fi"])).to.equal("en");
    expect(chooseLanguage([])).to.equal("en");
  });

  it("isolate what is filled into right-to-left text", async () => {
    expect(fill(await loadLanguage("he"), "{name} כאן", { name: "Amina" })).to.equal("\u2068Amina\u2069 כאן");
    expect(fill(ENGLISH, "{name} is here, {other}", { name: "Amina" })).to.equal("Amina is here, {other}");
  });
});

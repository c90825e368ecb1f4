// The reader of the component's stream: what it takes, what it refuses, and that it reads as the library's parser does.
import { expect } from "chai";
import { createRequire } from "node:module";
import type { LibraryElement } from "@xmpp/component";
import { xml, type XmlElement } from "#core/xml.ts";
import { makeReader } from "../../component/xmpp/reader.ts";
import { plain } from "../support/plain.ts";

interface Outcome {
  readonly stanzas: readonly XmlElement[];
  readonly over: "closed" | "not-well-formed" | undefined;
}

function read(chunks: readonly string[]): Outcome {
  const reader = makeReader();
  return { stanzas: chunks.flatMap((chunk) => reader.read(chunk)), over: reader.over() };
}

describe("the stream's reader", () => {
  const cases: [string, XmlElement][] = [
    ["<x:skin xmlns:x='urn:a' queue='q'><x:text/><y xmlns='urn:b'><x:z/></y></x:skin>", xml("skin", { queue: "q", xmlns: "urn:a" }, xml("text"), xml("y", { xmlns: "urn:b" }, xml("z", { xmlns: "urn:a" })))],
    ["<iq><query xmlns='urn:a'><item/></query></iq>", xml("iq", {}, xml("query", { xmlns: "urn:a" }, xml("item")))],
    ["<a xmlns='urn:a'><p:b xmlns:p='urn:a'/></a>", xml("a", { xmlns: "urn:a" }, xml("b"))],
    ["<m to=\"'&quot;\" ><b\n>&lt;&#65;&#x1F9A6;&amp;</b ></m>", xml("m", { to: "'\"" }, xml("b", {}, "<A🦦&"))],
    ["<m><![CDATA[a<b&]]>c</m>", xml("m", {}, "a<b&", "c")],
    ["<stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>", xml("error", { xmlns: "http://etherx.jabber.org/streams" }, xml("conflict", { xmlns: "urn:ietf:params:xml:ns:xmpp-streams" }))],
  ];
  for (const [text, expected] of cases) {
    it(`${text} is read, whole and letter by letter`, () => {
      expect(read([text]).stanzas).to.deep.equal([expected]);
      expect(read([...text]).stanzas).to.deep.equal([expected]);
    });
  }

  const refused = ["<a><b></a>", "<!-- --><a/>", "<?x?>", "<!DOCTYPE a>", "<a>&nonsense;</a>", "<a>&#0;</a>", "<a>& b</a>", "<a b='<'/>", "<a b=c/>", "<a b='1' b='2'/>", "<a b>", "</a>", "words", "< a/>", "<a/ >", "<'/>"];
  for (const text of refused) {
    it(`${text} is not read, and nothing after it`, () => {
      expect(read([`<m/>${text} `, "<n/>"])).to.deep.equal({ stanzas: [xml("m")], over: "not-well-formed" });
      expect(read([..."<m/>", ...text, ...' <n/>'])).to.deep.equal({ stanzas: [xml("m")], over: "not-well-formed" });
    });
  }

  it("what follows the end of the stream is not read", () => expect(read(["<m/> </stream:stream><n/>"])).to.deep.equal({ stanzas: [xml("m")], over: "closed" }));

  it("depth has no bound that a stanza could break", () => {
    const { stanzas, over } = read(["<a>".repeat(20_000) + "</a>".repeat(20_000), "<m/>"]);
    expect([stanzas.length, over]).to.deep.equal([2, undefined]);
  });

  it("reads documents as the library's parser does, however they are cut, and where the two differ it refuses", () => {
    const random = makeRandom(20_260_101);
    for (let i = 0; i < 800; i++) {
      const document = makeDocument(random);
      const spoiled = random(4) === 0 && !document.includes("CDATA");
      const text = spoiled ? spoil(document, random) : document;
      const ours = read([text]);
      expect(read(cut(text, random)), text).to.deep.equal(ours);
      if (ours.over !== "not-well-formed" || !spoiled) expect(ours, text).to.deep.equal(asLibrary(text));
    }
  });
});

type Random = (below: number) => number;

function makeRandom(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const pick = <T>(from: readonly T[], random: Random): T => from[random(from.length)] as T;
const NAMES = ["message", "body", "x:a", "y:b", "iq", "request"];
const KEYS = ["xmlns", "xmlns:x", "xmlns:y", "id", "to", "xml:lang", "constructor"];
const VALUES = ["", "a", "urn:a", "urn:b", "é🦦", "&lt;&amp;", "&#65;", "&#x1F9A6;", 'q"', "x>y"];
const WORDS = ["t", "&gt;x", "é🦦", " ", "<![CDATA[a<b&c]]><a/>"]; // text right after a CDATA section is lost by the library's parser

function makeElement(random: Random, depth = 0): string {
  const keys = new Set(Array.from({ length: random(4) }, () => pick(KEYS, random)));
  const attrs = [...keys].map((key) => ` ${key}${pick(["=", " = "], random)}'${pick(VALUES, random)}'`).join("");
  const name = pick(NAMES, random);
  const inside = Array.from({ length: depth > 3 ? 0 : random(4) }, () => (random(3) === 0 ? pick(WORDS, random) : makeElement(random, depth + 1))).join("");
  return inside === "" && random(2) === 0 ? `<${name}${attrs}/>` : `<${name}${attrs}>${inside}</${name}${pick(["", " "], random)}>`;
}

const makeDocument = (random: Random): string => Array.from({ length: 1 + random(3) }, () => makeElement(random)).join(pick(["", " ", "\n"], random)) + pick(["", "", "</stream:stream>"], random);

function spoil(text: string, random: Random): string {
  const at = random(text.length);
  return text.slice(0, at) + pick(["<", ">", "'", "&", "/", "]", ""], random) + text.slice(at + random(2));
}

function cut(text: string, random: Random): string[] {
  const chunks: string[] = [];
  for (let at = 0; at < text.length; at += chunks.at(-1)?.length ?? 1) chunks.push(text.slice(at, at + 1 + random(40)));
  return chunks;
}

interface LibraryParser {
  on(event: "element", listener: (element: LibraryElement) => void): void;
  on(event: "error" | "end", listener: () => void): void;
  write(text: string): void;
}

function asLibrary(text: string): Outcome {
  const { xml: library } = createRequire(import.meta.url)("@xmpp/component") as { xml: { Parser: new () => LibraryParser } };
  const parser = new library.Parser();
  const stanzas: XmlElement[] = [];
  let over: Outcome["over"];
  parser.on("element", (element) => stanzas.push(plain(element)));
  parser.on("error", () => (over = "not-well-formed"));
  parser.on("end", () => (over = "closed"));
  parser.write("<stream:stream>");
  parser.write(text);
  return { stanzas, over };
}

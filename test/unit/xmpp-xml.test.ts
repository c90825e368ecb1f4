// What stands in browsers for xmpp.js' XML package: frames are read with it as they are with the package itself, well-formed or not.
import RealParser from "@xmpp/websocket/lib/FramedParser.js";
import { expect } from "chai";
import { execFileSync } from "node:child_process";
import type { XmlElement, XmlNode } from "#core/xml.ts";

type ParserClass = typeof RealParser;

const FRAMES = [
  "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' version='1.0' from='guest.example.org' xml:lang='en'/>",
  "<stream:features xmlns:stream='http://etherx.jabber.org/streams'><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>ANONYMOUS</mechanism></mechanisms><sm xmlns='urn:xmpp:sm:3'/></stream:features>",
  `<message xmlns="jabber:client" from="c-1@chat.example.org" type='chat'><body> ?OTR:AAMK\n &lt;&amp;&#65;&#x1F9A6;&gt; "it's"</body><!-- a > b --><x><![CDATA[<raw> & ]]]]></x></message>`,
  "<iq xmlns='jabber:client' type='result' id='1'><pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='demo/skins/main'><item id='current'><skin xmlns='urn:otterdesk:0' queue='q'><text xml:lang='en' name='title'>Ask</text></skin></item></items></pubsub></iq>",
  "<stream:error xmlns:stream='http://etherx.jabber.org/streams'><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>",
  "<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>",
];
const BROKEN = ["text", "<a></b>", "</a>", "<a>&unknown;</a>", "<a>&#0;</a>", "<a><b></a>", "<a/><b/>", "", "<", "<a b='c", "<?xml version='1.0'?><a/>"];

/** Builds the framing parser as `npm run build` does, in a process without the tests' own loader. */
const BUILD = `
  import { createRequire } from "node:module";
  import { build } from "vite";
  import { LIGHTER } from "./component/launch/targets.mjs";
  const input = createRequire(import.meta.url).resolve("@xmpp/websocket/lib/FramedParser.js");
  const { output } = await build({ configFile: false, logLevel: "silent", resolve: { alias: LIGHTER }, build: { write: false, rolldownOptions: { input, preserveEntrySignatures: "strict" } } });
  process.stdout.write(output[0].code);
`;

async function builtParser(): Promise<ParserClass> {
  const code = execFileSync(process.execPath, ["--input-type=module", "-e", BUILD], { encoding: "utf8" });
  return ((await import(`data:text/javascript,${encodeURIComponent(code)}`)) as { default: ParserClass }).default;
}

/** As it was read, without parents and methods. */
const bare = (node: XmlNode): XmlNode => (typeof node === "string" ? node : { name: node.name, attrs: { ...node.attrs }, children: node.children.map(bare) });

/** All that a parser says to these writes, until it throws. */
function said(Parser: ParserClass, writes: readonly string[]): unknown[] {
  const parser = new Parser();
  const heard: unknown[] = [];
  parser.on("element", (element: XmlElement) => heard.push(bare(element)));
  for (const event of ["error", "end"] as const) parser.on(event, () => heard.push(event));
  try {
    for (const data of writes) parser.write(data);
  } catch {
    heard.push("thrown");
  }
  return heard;
}

describe("the XML that browsers get of xmpp.js", () => {
  let Built: ParserClass;
  before(async () => (Built = await builtParser()));

  it("is not the package's own, and reads what is well-formed", () => {
    expect(String(Object.getPrototypeOf(Built))).not.to.equal(String(Object.getPrototypeOf(RealParser)));
    expect(said(Built, FRAMES)).to.have.length(5).and.to.deep.equal(said(RealParser, FRAMES));
  });

  for (const text of BROKEN) it(`does as the package does with ${JSON.stringify(text)}`, () => expect(said(Built, [text, "<after/>"])).to.deep.equal(said(RealParser, [text, "<after/>"])));

  it("does as the package does with what is cut, doubled and changed", () => {
    let seed = 7;
    const random = (below: number) => (seed = (seed * 48271) % 2147483647) % below;
    for (let i = 0; i < 2_000; i++) {
      const frame = FRAMES[random(FRAMES.length)] as string;
      const at = random(frame.length);
      const changed = [frame.slice(0, at), frame.slice(0, at) + frame.slice(at + 1 + random(9)), frame.slice(0, at) + "<>&'\"/ ]!"[random(9)] + frame.slice(at), frame.slice(0, at) + frame][random(4)] as string;
      expect(said(Built, [changed, "<after/>"]), changed).to.deep.equal(said(RealParser, [changed, "<after/>"]));
    }
  });
});

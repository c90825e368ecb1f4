// XML text as plain elements, for fixtures; and the examples of docs/protocol.md, which are fixtures.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { LibraryElement } from "@xmpp/component";
import type { XmlElement } from "#core/xml.ts";
import { plain } from "./plain.ts";

interface LibraryParser {
  on(event: "start" | "element", listener: (element: LibraryElement & { append?(child: LibraryElement): void }) => void): void;
  on(event: "error", listener: (error: Error) => void): void;
  write(text: string): void;
}
const { xml } = createRequire(import.meta.url)("@xmpp/component") as { xml: { Parser: new () => LibraryParser } };

/** The element that a text is; white space between elements is left out. */
export function parseXml(text: string): XmlElement {
  const parser = new xml.Parser();
  let found: LibraryElement | undefined;
  parser.on("element", (element) => (found ??= element));
  parser.on("error", (error) => {
    throw error;
  });
  parser.write(`<stream>${text}</stream>`);
  if (found === undefined) throw new Error(`This is no element: ${text}`);
  return tight(plain(found));
}

function tight(element: XmlElement): XmlElement {
  const mixed = element.children.some((c) => typeof c !== "string");
  const children = element.children.filter((c) => !mixed || typeof c !== "string" || c.trim() !== "");
  return { ...element, children: children.map((c) => (typeof c === "string" ? c : tight(c))) };
}

export interface Example {
  readonly number: number;
  /** Of the second-level heading. */
  readonly section: string;
  readonly title: string;
  readonly element: XmlElement;
}

/** Every block of XML in docs/protocol.md, with the words above it. */
export function protocolExamples(): Example[] {
  const page = readFileSync(new URL("../../docs/protocol.md", import.meta.url), "utf8");
  const examples: Example[] = [];
  let section = "";
  for (const [, heading, number, title, block] of page.matchAll(/^## (.+)$|^\*\*Example (\d+)\. (.+)\*\*\n\n```xml\n([\s\S]+?)\n```$/gm)) {
    if (heading !== undefined) section = heading;
    else examples.push({ number: Number(number), section, title: title ?? "", element: parseXml(block ?? "") });
  }
  const blocks = page.match(/^```xml$/gm)?.length ?? 0;
  if (blocks !== examples.length) throw new Error("An XML block of docs/protocol.md has no line **Example N. Title** above it.");
  return examples;
}

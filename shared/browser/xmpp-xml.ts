// Stands in browser builds for the package "@xmpp/xml", of which the framing parser needs only this much (component/launch/targets.mjs has the alias): an element that
// holds what was read, and the wires from ltx's parser to it. 8 kB of writing, searching and copying that nobody calls here stay out.
import SaxParser from "ltx/lib/parsers/ltx.js";
import type { XmlElement, XmlNode } from "#core/xml.ts";
import { EventEmitter } from "./emitter.ts";

export const XMLError = Error;

export class Element implements XmlElement {
  readonly children: XmlNode[] = [];
  parent: Element | undefined;
  readonly name: string;
  readonly attrs: XmlElement["attrs"];

  constructor(name: string, attrs: XmlElement["attrs"]) {
    this.name = name;
    this.attrs = attrs;
  }

  is(name: string, ns: string): boolean {
    return this.name === name && this.attrs["xmlns"] === ns;
  }

  append(child: Element): void {
    child.parent = this;
    this.children.push(child);
  }
}

/** What extends it says what becomes of an element's start and end. */
export abstract class Parser extends EventEmitter {
  cursor: Element | null = null;
  readonly #sax = new SaxParser();

  constructor() {
    super();
    this.#sax.on("startElement", (name, attrs) => this.onStartElement(name, attrs));
    this.#sax.on("endElement", (name) => this.onEndElement(name));
    this.#sax.on("text", (text) => {
      if (this.cursor === null) this.emit("error", new XMLError("Text outside an element."));
      else this.cursor.children.push(text);
    });
  }

  abstract onStartElement(name: string, attrs: XmlElement["attrs"]): void;
  abstract onEndElement(name: string): void;

  /** Throws on what is no XML. */
  write(data: string): void {
    this.#sax.write(data);
  }
}

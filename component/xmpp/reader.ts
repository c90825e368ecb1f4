// Reads a stream's text, as it comes, into its stanzas as plain data, without prefixes (a server may pass on what a client wrote with them).
// Of XML only what a stream may hold (RFC 6120 section 11): no comments, no instructions, no document types, no entities but the five.
import { NS } from "#core/namespaces.ts";
import type { XmlElement, XmlNode } from "#core/xml.ts";

export interface Reader {
  /** Takes more of the text, wherever it was cut; gives the stanzas that are whole now, in order. */
  read(text: string): readonly XmlElement[];
  /** Why nothing more is read: the other side has closed the stream, or what it sent is no XML. */
  over(): "closed" | "not-well-formed" | undefined;
}

/** What an element's names mean: its prefixes, the default namespace in force, and the element's own namespace, as its children find it around them. */
interface Scope {
  readonly prefixes: Readonly<Record<string, string>>;
  readonly inForce: string;
  readonly around: string;
}

const OUTSIDE: Scope = { prefixes: { stream: NS.streams }, inForce: "", around: "" };

/** An element that has begun: its name as written, and where its children go. */
interface Open {
  readonly name: string;
  readonly scope: Scope;
  readonly element: XmlElement;
  readonly children: XmlNode[];
}

class NotWellFormed extends Error {}

const [SPACE, QUOTE, AMPERSAND, APOSTROPHE, SLASH, LESS, EQUALS, GREATER] = [32, 34, 38, 39, 47, 60, 61, 62] as const;
const [BANG, QUESTION] = [33, 63] as const;
const CDATA = "<![CDATA[";

export const makeReader = (): Reader => new StreamReader();

class StreamReader implements Reader {
  #over: "closed" | "not-well-formed" | undefined;
  #text = ""; // what has come and is not read yet
  #at = 0; // how far it is read
  #open: Open[] = [];
  #whole: XmlElement[] = [];

  over(): "closed" | "not-well-formed" | undefined {
    return this.#over;
  }

  read(text: string): readonly XmlElement[] {
    this.#whole = [];
    if (this.#over !== undefined) return this.#whole;
    this.#text = this.#at < this.#text.length ? this.#text.slice(this.#at) + text : text;
    this.#at = 0;
    try {
      while (this.#over === undefined && this.#one());
    } catch (error) {
      if (!(error instanceof NotWellFormed)) throw error;
      this.#over = "not-well-formed";
    }
    return this.#whole;
  }

  /** Reads the next text and the mark-up after it; false where they are not all there yet. */
  #one(): boolean {
    const start = this.#text.indexOf("<", this.#at);
    if (start < 0) return false;
    if (start > this.#at) this.#words(unescape(this.#text.slice(this.#at, start)));
    this.#at = start;
    const next = this.#text.charCodeAt(start + 1);
    if (next === SLASH) return this.#close(start);
    if (next === BANG) return this.#verbatim(start);
    if (next === QUESTION) throw new NotWellFormed();
    return this.#begin(start + 1);
  }

  #words(text: string): void {
    const inside = this.#open.at(-1);
    if (inside !== undefined) inside.children.push(text);
    else if (text.trim() !== "") throw new NotWellFormed();
  }

  #close(start: number): boolean {
    const end = this.#text.indexOf(">", start);
    if (end < 0) return false;
    this.#at = end + 1;
    this.#end(this.#text.slice(start + 2, end).trimEnd());
    return true;
  }

  #end(name: string): void {
    const open = this.#open.pop();
    if (open === undefined && name === "stream:stream") this.#over = "closed";
    else if (open?.name !== name) throw new NotWellFormed();
    else if (this.#open.length === 0) this.#whole.push(open.element);
  }

  #verbatim(start: number): boolean {
    if (!this.#text.startsWith(CDATA, start)) {
      if (CDATA.startsWith(this.#text.slice(start))) return false;
      throw new NotWellFormed();
    }
    const end = this.#text.indexOf("]]>", start);
    if (end < 0) return false;
    this.#words(this.#text.slice(start + CDATA.length, end));
    this.#at = end + 3;
    return true;
  }

  /** A tag that opens an element, from its name on. */
  #begin(from: number): boolean {
    const text = this.#text;
    const attrs: Record<string, string> = {};
    let at = nameEnd(text, from);
    const name = text.slice(from, at);
    let prefixed = name.includes(":");
    for (;;) {
      at = spaceEnd(text, at);
      const c = text.charCodeAt(at);
      if (c === GREATER) break;
      if (c === SLASH) {
        if (at + 1 >= text.length) return false;
        if (text.charCodeAt(at + 1) !== GREATER) throw new NotWellFormed();
        break;
      }
      const keyEnd = nameEnd(text, at);
      const equals = spaceEnd(text, keyEnd);
      if (equals >= text.length) return false;
      const open = spaceEnd(text, equals + 1);
      const quote = text.charCodeAt(open);
      if (text.charCodeAt(equals) !== EQUALS || (open < text.length && quote !== QUOTE && quote !== APOSTROPHE)) throw new NotWellFormed();
      const close = text.indexOf(quote === QUOTE ? '"' : "'", open + 1);
      if (close < 0) return false;
      const key = text.slice(at, keyEnd);
      if (Object.hasOwn(attrs, key)) throw new NotWellFormed();
      attrs[key] = value(text.slice(open + 1, close));
      prefixed ||= key.startsWith("xmlns:");
      at = close + 1;
    }
    const isEmpty = text.charCodeAt(at) === SLASH;
    this.#at = at + (isEmpty ? 2 : 1);
    this.#add(name, attrs, prefixed);
    if (isEmpty) this.#end(name);
    return true;
  }

  #add(written: string, attrs: Record<string, string>, prefixed: boolean): void {
    const inside = this.#open.at(-1);
    const outer = inside?.scope ?? OUTSIDE;
    const { name, scope } = prefixed ? withoutPrefixes(written, attrs, outer) : { name: written, scope: scopeOf(attrs, outer) };
    const children: XmlNode[] = [];
    const element: XmlElement = { name, attrs, children };
    inside?.children.push(element);
    this.#open.push({ name: written, scope, element, children });
  }
}

/** The scope of an element without a prefix; it names its namespace where that is not the one around it. */
function scopeOf(attrs: Record<string, string>, outer: Scope): Scope {
  const own = attrs["xmlns"] ?? outer.inForce;
  if (own === outer.around && own === outer.inForce) return outer;
  if (own !== outer.around) attrs["xmlns"] = own;
  return { prefixes: outer.prefixes, inForce: own, around: own };
}

/** `<x:skin xmlns:x="urn:a"/>` becomes `<skin xmlns="urn:a"/>`; all else stays as it is. */
function withoutPrefixes(written: string, attrs: Record<string, string>, outer: Scope): { name: string; scope: Scope } {
  const prefixes = { ...outer.prefixes };
  for (const key of Object.keys(attrs)) {
    if (!key.startsWith("xmlns:")) continue;
    prefixes[key.slice(6)] = attrs[key] as string;
    delete attrs[key];
  }
  const inForce = attrs["xmlns"] ?? outer.inForce;
  const colon = written.indexOf(":");
  const own = colon < 0 ? inForce : (prefixes[written.slice(0, colon)] ?? "");
  if (own === outer.around && colon >= 0) delete attrs["xmlns"];
  else if (own !== outer.around) attrs["xmlns"] = own;
  return { name: written.slice(colon + 1), scope: { prefixes, inForce, around: own } };
}

/** Where a name that begins here ends; the text's end where it may go on. */
function nameEnd(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (c <= SPACE || c === SLASH || c === EQUALS || c === GREATER) break;
    if (c === LESS || c === QUOTE || c === APOSTROPHE || c === AMPERSAND) throw new NotWellFormed();
  }
  if (at === from && at < text.length) throw new NotWellFormed();
  return at;
}

function spaceEnd(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) <= SPACE) at++;
  return at;
}

function value(raw: string): string {
  if (raw.includes("<")) throw new NotWellFormed();
  return unescape(raw);
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function unescape(text: string): string {
  return text.includes("&") ? text.replace(/&([^;&]*);?/g, (whole, name: string) => (whole.endsWith(";") ? (ENTITIES[name] ?? character(name)) : malformed())) : text;
}

function malformed(): never {
  throw new NotWellFormed();
}

/** A character reference; XML 1.0 section 2.2 says which characters there are. */
function character(name: string): string {
  const [, hex, decimal] = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(name) ?? malformed();
  const code = hex === undefined ? Number(decimal) : parseInt(hex, 16);
  const isLegal = code === 9 || code === 10 || code === 13 || (code >= 0x20 && code <= 0xd7ff) || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
  return isLegal ? String.fromCodePoint(code) : malformed();
}

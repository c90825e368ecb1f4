// The parts of xmpp.js that shared/browser/ uses; the packages come without types.
declare module "@xmpp/websocket/lib/FramedParser.js" {
  import type { XmlElement } from "#core/xml.ts";
  export default class FramedParser {
    /** Throws on what is no XML. */
    write(data: string): void;
    on(event: "element", listener: (element: XmlElement) => void): void;
    on(event: "error" | "end", listener: () => void): void;
  }
}
declare module "ltx/lib/parsers/ltx.js" {
  import type { XmlElement } from "#core/xml.ts";
  export default class SaxParser {
    write(data: string): void;
    on(event: "startElement", listener: (name: string, attrs: XmlElement["attrs"]) => void): void;
    on(event: "endElement" | "text", listener: (text: string) => void): void;
  }
}

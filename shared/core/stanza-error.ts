// Reading an error stanza (RFC 6120 section 8.3). Apart from the registry of errors, so that a page does not load words that it never shows.
import type { ErrorCode } from "./errors.ts";
import { NS } from "./namespaces.ts";
import { childOf, childrenOf, textOf, type XmlElement } from "./xml.ts";

export interface StanzaError {
  readonly type: string;
  readonly condition: string;
  /** Our own condition where there is one. A peer may have made it up: compare with it; who looks something up by it uses `readError`. */
  readonly code: ErrorCode | undefined;
  readonly text: string;
}

export function readStanzaError(stanza: XmlElement): StanzaError {
  const error = childOf(stanza, "error");
  if (error === undefined) return { type: "cancel", condition: "undefined-condition", code: undefined, text: "" };
  const all = childrenOf(error);
  const condition = all.find((c) => c.attrs["xmlns"] === NS.stanzas && c.name !== "text");
  return {
    type: error.attrs["type"] ?? "cancel",
    condition: condition?.name ?? "undefined-condition",
    code: all.find((c) => c.attrs["xmlns"] === NS.otterdesk)?.name as ErrorCode | undefined,
    text: textOf(all.find((c) => c.name === "text")),
  };
}

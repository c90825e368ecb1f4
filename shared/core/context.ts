// The context that a guest lets the librarian see: the first text of a chat, encrypted like every other, in words that any client can show as they are.
import type { ContextPiece } from "./skin.ts";

export interface Shared {
  readonly piece: ContextPiece;
  readonly value: string;
}

// In English, since it is not known what the librarian reads.
const HEADING = "Shared by the guest:";
const NAMES: Readonly<Record<ContextPiece, string>> = { page: "Page", title: "Title", language: "Language" };

/** One line for each piece; empty where nothing is shared. */
export function writeContext(pieces: readonly Shared[]): string {
  return pieces.length === 0 ? "" : [HEADING, ...pieces.map(({ piece, value }) => `${NAMES[piece]}: ${value.replace(/\s+/g, " ")}`)].join("\n");
}

/** Undefined where the text is anything else; a guest may write what looks like it, and so says no more than a guest may say anyway. */
export function readContext(text: string): readonly Shared[] | undefined {
  const [heading, ...lines] = text.split("\n");
  if (heading !== HEADING || lines.length === 0) return undefined;
  const pieces = lines.map((line): Shared | undefined => {
    const piece = (Object.keys(NAMES) as ContextPiece[]).find((one) => line.startsWith(`${NAMES[one]}: `));
    return piece && { piece, value: line.slice(NAMES[piece].length + 2) };
  });
  return pieces.every((piece) => piece !== undefined) ? pieces : undefined;
}

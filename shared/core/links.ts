// Which parts of a message are links. Text stays text: what comes back is pieces to be shown, never markup.
export interface Piece {
  readonly text: string;
  /** Set where the piece is a link; always http or https. */
  readonly href?: string;
}

const CANDIDATE = /\bhttps?:\/\/[^\s<>"'`{}|\\^\u0000-\u001f\u200e\u200f\u202a-\u202e\u2066-\u2069]{1,2000}/giu;
const TRAILING = /[.,;:!?…'"»”’)\]]+$/u;

export function splitLinks(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(CANDIDATE)) {
    const shown = trim(match[0]);
    const href = safeHref(shown);
    if (href === undefined) continue;
    if (match.index > from) pieces.push({ text: text.slice(from, match.index) });
    pieces.push({ text: shown, href });
    from = match.index + shown.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from) });
  return pieces;
}

/** The full stop that ends the sentence is not part of the link, nor is a bracket that was opened before it. */
function trim(link: string): string {
  const shorter = link.replace(TRAILING, "");
  const open = (shorter.match(/\(/g) ?? []).length - (shorter.match(/\)/g) ?? []).length;
  return open > 0 && link[shorter.length] === ")" ? link.slice(0, shorter.length + 1) : shorter;
}

function safeHref(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isWeb = url.protocol === "http:" || url.protocol === "https:";
  // A name and password before the host is how false addresses are dressed up as true ones.
  return isWeb && url.username === "" && url.password === "" ? url.href : undefined;
}

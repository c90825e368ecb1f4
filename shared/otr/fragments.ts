// Fragments put together (OTR version 3, "Fragmentation"). Nothing here is authenticated: one unfinished message for each sender, few senders, bounded sizes.
import { BOUNDS } from "./bounds.ts";
import type { FragmentFrame } from "./frame.ts";

const SENDERS = 4;

interface Unfinished {
  readonly total: number;
  readonly pieces: string[];
  length: number;
  readonly since: number;
}

export class Fragments {
  private readonly unfinished = new Map<number, Unfinished>();

  /** The whole message when this was its last piece. Pieces must come in order, as the specification wants; the first starts anew. */
  add({ index, total, piece, from }: FragmentFrame, now: number): string | undefined {
    this.expire(now);
    const known = this.unfinished.get(from);
    if (index !== 1 && (known === undefined || known.total !== total || known.pieces.length !== index - 1)) {
      // A repeated piece changes nothing; anything else is the end of this message.
      if (known !== undefined && !(known.total === total && known.pieces[index - 1] === piece)) this.unfinished.delete(from);
      return undefined;
    }
    const message = index === 1 ? { total, pieces: [], length: 0, since: now } : known!;
    message.length += piece.length;
    if (message.length > BOUNDS.frame) {
      this.unfinished.delete(from);
      return undefined;
    }
    message.pieces.push(piece);
    if (index < total) {
      this.unfinished.delete(from);
      if (this.unfinished.size >= SENDERS) this.unfinished.delete(this.unfinished.keys().next().value!);
      this.unfinished.set(from, message);
      return undefined;
    }
    this.unfinished.delete(from);
    return message.pieces.join("");
  }

  private expire(now: number): void {
    for (const [from, { since }] of this.unfinished) if (now - since > BOUNDS.fragmentMs) this.unfinished.delete(from);
  }
}

// What the guest has decided before joining: consent, and which pieces of context the librarian may see.
import type { ContextPiece, Skin } from "#core/skin.ts";
import { wordsOf } from "./skin-words.ts";
import type { Language } from "./texts.ts";
import type { Offer } from "./view.ts";
import type { Known } from "./view-of.ts";

/** The page that the box stands in. */
export interface HostPage {
  readonly path: string;
  readonly title: string;
}

export class Intake {
  agreed = false;
  /** The guest tried to begin without agreeing. */
  agreeAsked = false;
  page: HostPage | undefined;
  readonly #struck = new Set<ContextPiece>();
  readonly #language: () => Language;

  constructor(language: () => Language) {
    this.#language = language;
  }

  known(skin: Skin | undefined): Pick<Known, "offers" | "agreed" | "agreeAsked"> {
    return { offers: this.offers(skin), agreed: this.agreed, agreeAsked: this.agreeAsked };
  }

  agree(agreed: boolean): void {
    this.agreed = agreed;
    this.agreeAsked = false;
  }

  strike(piece: ContextPiece, on: boolean): void {
    if (on) this.#struck.delete(piece);
    else this.#struck.add(piece);
  }

  /** Whether the skin may have something to ask, whatever the page that embeds the box says of itself. */
  mayAsk(skin: Skin): boolean {
    return skin.context.length > 0 || wordsOf(skin, this.#language()).consent !== undefined;
  }

  /** Whether the skin has something to ask before a chat is joined. */
  asks(skin: Skin): boolean {
    return wordsOf(skin, this.#language()).consent !== undefined || this.offers(skin).length > 0;
  }

  mayBegin(skin: Skin | undefined): boolean {
    this.agreeAsked = !this.agreed && wordsOf(skin, this.#language()).consent !== undefined;
    return !this.agreeAsked;
  }

  offers(skin: Skin | undefined): Offer[] {
    return (skin?.context ?? []).flatMap((piece) => {
      const value = this.#valueOf(piece);
      return value ? [{ piece, value, on: !this.#struck.has(piece) }] : [];
    });
  }

  /** The name of a language is looked up only where it is asked for: the browser takes its time over the first. */
  #valueOf(piece: ContextPiece): string | undefined {
    switch (piece) {
      case "page":
        return this.page?.path;
      case "title":
        return this.page?.title;
      case "language": {
        const { tag } = this.#language();
        return new Intl.DisplayNames(tag, { type: "language", fallback: "code" }).of(navigator.language || tag);
      }
    }
  }
}

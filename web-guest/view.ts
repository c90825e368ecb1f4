// What the box shows, as plain data: the shell makes a `BoxView` of the machine, the conversation and the skin; the components draw it and call `BoxActions`.
import type { ChatState } from "./chat-machine.ts";
import type { ContextPiece } from "#core/skin.ts";
import type { Language } from "./texts.ts";

/** A line of the transcript, oldest first. */
export type Line =
  | { readonly kind: "message"; readonly id: string; readonly mine: boolean; readonly name: string; readonly text: string; readonly at: number; readonly delivery?: Delivery }
  /** `safe`: promise 9's line. */
  | { readonly kind: "info"; readonly id: string; readonly text: string; readonly at: number; readonly safe?: boolean };

/** `held`: still in this browser. */
export type Delivery = "held" | "sent" | "delivered" | "failed";

export type Trust = "verified" | "encrypted" | "clear";

/** What keeps waiting messages from being sent, where it takes a word about it. */
export type Hindrance = "verified-only" | "key-changed";

/** A piece of context that the guest may strike before joining. */
export interface Offer {
  readonly piece: ContextPiece;
  readonly value: string;
  readonly on: boolean;
}

/** The skin's words in the guest's language, with the box's own where the skin has none. */
export interface SkinWords {
  readonly title: string;
  readonly greeting: string;
  readonly offline: string;
  /** A web or mail address. */
  readonly offlineLink: string | undefined;
  readonly consent: string | undefined;
  readonly ended: string | undefined;
  /** On the button of the page that embeds the box. */
  readonly button: string;
  readonly logo: string | undefined;
}

export interface BoxView {
  readonly language: Language;
  readonly words: SkinWords;
  readonly chat: ChatState;
  readonly lines: readonly Line[];
  /** The name of who is writing now. */
  readonly typing: string | undefined;
  /** Undefined until the chat is answered. */
  readonly trust: Trust | undefined;
  readonly hindrance: Hindrance | undefined;
  readonly offers: readonly Offer[];
  readonly agreed: boolean;
  /** The guest tried to send without agreeing. */
  readonly agreeAsked: boolean;
  readonly queueAvailable: boolean;
  readonly sound: boolean;
  /** In a page's iframe: it can be minimised; in a window of its own it cannot. */
  readonly embedded: boolean;
  readonly canPopOut: boolean;
  /** The browser has refused the window that was asked for; until the guest writes on. */
  readonly popOutRefused: boolean;
}

export interface BoxActions {
  /** False: not taken, the text stays in the field. */
  send(text: string): boolean;
  resend(id: string): void;
  /** What stands in the field. */
  typing(text: string): void;
  begin(): void;
  agree(agreed: boolean): void;
  strike(piece: ContextPiece, on: boolean): void;
  release(): void;
  discard(): void;
  retry(): void;
  takeHere(): void;
  end(): void;
  save(): void;
  close(): void;
  minimise(): void;
  popOut(): void;
  setSound(on: boolean): void;
}

/** A guest's message may have so many characters. */
export const LONGEST_MESSAGE = 8000;

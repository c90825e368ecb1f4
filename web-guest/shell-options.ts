// What the shell is given.
import type { Skin } from "#core/skin.ts";
import type { Link } from "./link.ts";
import type { BoxOptions } from "./options.ts";
import type { Keeper } from "./tab.ts";
import type { Language } from "./texts.ts";

export interface ShellOptions {
  readonly options: BoxOptions;
  /** A way to the service on which the box set out already. */
  readonly link: Link;
  /** The skin as the page brings it: for its looks, and for what it asks. What it promises is read from the service. */
  readonly skin: Skin | undefined;
  /** Comes while the connection is made; nothing is drawn and no skin is read without it. */
  readonly language: Promise<Language>;
  readonly keeper: Keeper | undefined;
  /** After every change. */
  readonly onChange: () => void;
  /** The librarian said something. */
  readonly onHeard: () => void;
}

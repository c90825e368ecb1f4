// What this tab knows of its chat across reloads and page changes, and how another tab or window gets it.
// sessionStorage belongs to one tab and one site; Web Locks say who has a chat; a snapshot moves from tab to tab in memory only.
import { claim } from "#browser/claim.ts";
import { openSealedShelf } from "#browser/sealed-shelf.ts";
import { openShelf, slotOf, type Shelf, type Slot } from "#browser/storage.ts";
import type { Held } from "./chat-machine.ts";

/** A chat on its way to another tab: what is needed to come back to it, and the conversation as it stands. */
export interface Parcel {
  readonly held: Held;
  readonly conversation: unknown;
}

/** What `keep` is where the tab keeps the chat itself. */
export const KEPT_HERE = "kept";
const ANSWER_WITHIN = 3_000;
const PAGE_ANSWERS_WITHIN = 1_000;

/** The page that embeds the box by the loader: it keeps for the box what the box may not store. */
export interface Keeper {
  /** What it has kept, "" if nothing. */
  readonly kept: Promise<string>;
  /** What it is to keep has changed. */
  readonly onChange: () => void;
}

export class Tab {
  /** For the embedding page to keep: what is sealed, or a word where the tab keeps it itself. Empty: a reload loses the chat. */
  keep = "";
  slot!: Slot;
  /** What the guest has written and not sent. */
  draft!: Slot;
  #held!: Slot;
  #mark: Slot | undefined; // none where what is kept is sealed: its key is with one tab alone
  #isCopied = false;
  readonly #box: string;
  #keeper: Keeper | undefined;
  readonly #lock: string;
  readonly #channel: BroadcastChannel | undefined;
  #release: (() => void) | undefined;
  #popup: Window | null = null;
  #left: Partial<Parcel> | undefined; // what the window had that was opened from here, when it was closed
  #isLeft = false; // the next page may have the chat by now: what a page still hears that the browser keeps as it was is not for the tab

  /** `box` names the box: its queue and its skin. `give` hands over the chat, if this tab has one. */
  constructor(box: string, give: () => Promise<Parcel | undefined>, keeper: Keeper | undefined) {
    this.#box = box;
    const shelf = openShelf("tab", "otterdesk ");
    if (shelf.isKept) this.keep = KEPT_HERE;
    else this.#keeper = keeper;
    this.#use(shelf);
    this.#mark = slotOf(shelf, `mark ${box}`);
    this.#lock = `otterdesk ${box}`;
    this.#channel = openChannel(this.#lock);
    this.#channel?.addEventListener("message", async ({ data }) => {
      if (data !== "want") return;
      const parcel = await give();
      if (parcel !== undefined) this.#channel?.postMessage({ parcel });
    });
    // The page after this one may be here before this one is quite gone.
    window.addEventListener("pagehide", () => {
      this.#isLeft = true;
      this.#release?.();
      (window.opener as Window | null)?.postMessage({ left: { held: this.#held.read(), conversation: this.slot.read() } }, location.origin);
    });
    window.addEventListener("pageshow", ({ persisted }) => {
      if (persisted && this.#release !== undefined && this.keep !== "") return location.reload(); // the browser kept this page as it was, and the chat has gone on in others
      this.#isLeft = false;
      const held = persisted ? readHeld(this.#held.read()) : undefined;
      if (held !== undefined) void this.#claim(held).then((release) => (this.#release = release));
    });
    // Windows of this origin only, and of those only the one that this box opened, or that opened it.
    window.addEventListener("message", async ({ origin, source, data }) => {
      if (origin !== location.origin || (source !== this.#popup && source !== window.opener)) return;
      if (data?.left !== undefined) this.#left = data.left as Partial<Parcel>;
      if (source === null || data !== "want") return;
      const parcel = await give();
      if (parcel !== undefined) (source as Window).postMessage({ parcel }, location.origin);
    });
  }

  /** The chat of before the reload; in a window that was opened from the box (`popped`), the box's. `elsewhere`: another tab has it, or has one of its own for this box. */
  async recall(popped = false): Promise<{ readonly held?: Held | undefined; readonly elsewhere?: boolean }> {
    await this.#askKeeper();
    const held = readHeld(this.#held.read());
    if (held !== undefined && (this.#release = await this.#claim(held)) !== undefined) return { held };
    if (popped) return { held: await this.ask() };
    return { elsewhere: held !== undefined || this.#isCopied || (await this.#isTaken()) }; // a duplicated tab: what was copied with it belongs to the other, as long as that is there
  }

  async #askKeeper(): Promise<void> {
    if (this.#keeper === undefined) return;
    const { kept, onChange } = this.#keeper;
    this.#keeper = undefined;
    const nothing = new Promise<string>((resolve) => setTimeout(resolve, PAGE_ANSWERS_WITHIN, ""));
    const shelf = await openSealedShelf(await Promise.race([kept, nothing]), (sealed) => ((this.keep = sealed), onChange()));
    this.#use(shelf);
    this.#mark = undefined;
    this.#isCopied = shelf.isElsewhere;
  }

  #use(shelf: Shelf): void {
    this.#held = slotOf(shelf, `held ${this.#box}`);
    this.draft = slotOf(shelf, `draft ${this.#box}`);
    const slot = slotOf(shelf, `chat ${this.#box}`);
    this.slot = { ...slot, write: (value) => !this.#isLeft && slot.write(value) };
  }

  async remember(held: Held): Promise<void> {
    this.#left = undefined;
    this.#held.write(held);
    this.#release ??= await this.#claim(held);
  }

  #claim({ chat }: Held): Promise<(() => void) | undefined> {
    return claim(`${this.#lock} ${chat}`, this.#lock, this.#mark);
  }

  /** Whether another tab has a chat for this box. */
  async #isTaken(): Promise<boolean> {
    const release = await claim(this.#lock);
    release?.();
    return release === undefined;
  }

  forget(): void {
    this.#held.remove();
    this.draft.remove();
    this.slot.remove();
    this.#release?.();
    this.#release = undefined;
  }

  /** Asks the tab or window that has the chat for it; undefined where nobody answers. */
  async ask(): Promise<Held | undefined> {
    const parcel = this.#popup?.closed === true && readHeld(this.#left?.held) !== undefined ? this.#left : await this.#request();
    const held = readHeld(parcel?.held);
    if (held === undefined) return (await this.recall()).held; // who had it is gone
    this.slot.write(parcel?.conversation);
    await this.remember(held);
    return held;
  }

  /** Opens the box in a window of its own, which then asks this one for the chat. */
  popOut(address: string): boolean {
    this.#popup = window.open(address, "_blank", "popup,width=420,height=660");
    return this.#popup !== null;
  }

  #request(): Promise<Partial<Parcel> | undefined> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => done(undefined), ANSWER_WITHIN);
      const hear = ({ data, origin }: MessageEvent) => {
        if (origin !== "" && origin !== location.origin) return;
        const parcel: unknown = data?.parcel;
        if (typeof parcel === "object" && parcel !== null) done(parcel);
      };
      const done = (parcel: Partial<Parcel> | undefined) => {
        clearTimeout(timer);
        this.#channel?.removeEventListener("message", hear);
        window.removeEventListener("message", hear);
        resolve(parcel);
      };
      this.#channel?.addEventListener("message", hear);
      window.addEventListener("message", hear);
      this.#channel?.postMessage("want");
      for (const other of [window.opener as Window | null, this.#popup]) if (other !== null && !other.closed) other.postMessage("want", location.origin);
    });
  }
}

function readHeld(value: unknown): Held | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { chat, token, otr } = value as Record<string, unknown>;
  if (typeof chat !== "string" || typeof token !== "string") return undefined;
  return otr === "none" || otr === "required" || otr === "verified-only" ? { chat, token, otr } : undefined;
}

function openChannel(name: string): BroadcastChannel | undefined {
  try {
    return new BroadcastChannel(name);
  } catch {
    return undefined;
  }
}

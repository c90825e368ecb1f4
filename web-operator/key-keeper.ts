// The administrator's private key in this browser: checked when it comes in, kept, removed with a way back as long as the preferences are open.
import type { Shelf } from "#browser/storage.ts";
import { readPrivateKey, type PrivateKey } from "#otr/key.ts";
import type { KeyOutcome } from "./model.ts";
import { keepKey, readStoredKey, removeKey, type StoredKey } from "./preferences.ts";

export class KeyKeeper {
  stored: StoredKey | undefined;
  key: PrivateKey | undefined;
  #removed: StoredKey | undefined;
  readonly #shelf: Shelf;
  readonly #onChange: () => void;

  constructor(shelf: Shelf, onChange: () => void) {
    this.#shelf = shelf;
    this.#onChange = onChange;
    this.#take(readStoredKey(shelf));
  }

  get canRestore(): boolean {
    return this.#removed !== undefined;
  }

  save(text: string, now: number): KeyOutcome {
    const check = readPrivateKey(text);
    if (!check.ok) return { ok: false, message: check.message };
    this.#removed = undefined;
    return { ok: true, kept: this.#keep({ text: check.key.text, since: now }) };
  }

  remove(): void {
    this.#removed = this.stored;
    removeKey(this.#shelf);
    this.#take(undefined);
    this.#onChange();
  }

  restore(): void {
    if (this.#removed) this.#keep(this.#removed);
    this.#removed = undefined;
  }

  forgetRemoved(): void {
    this.#removed = undefined;
  }

  /** Another tab of this browser may have changed it. */
  reread(): void {
    const other = readStoredKey(this.#shelf);
    if (other?.text === this.stored?.text) return;
    this.#take(other);
    this.#onChange();
  }

  #keep(key: StoredKey): boolean {
    const kept = keepKey(this.#shelf, key);
    this.#take(key);
    this.#onChange();
    return kept;
  }

  #take(key: StoredKey | undefined): void {
    const check = key && readPrivateKey(key.text);
    this.stored = check?.ok ? key : undefined;
    this.key = check?.ok ? check.key : undefined;
  }
}

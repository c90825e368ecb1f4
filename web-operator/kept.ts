// What this tab keeps so that a reload costs nothing (sessionStorage, gone with the tab): the way in without the password, availability, drafts, the chat that is shown.
// Conversations keep themselves beside it, under "chat …".
import { readScramKeys, type ScramKeys } from "#browser/scram.ts";
import type { Shelf } from "#browser/storage.ts";
import type { Availability } from "./desk-state.ts";

export interface SignIn {
  readonly address: string;
  /** What stands for the password at this server; the password itself is never kept. */
  readonly keys: ScramKeys;
}

const SIGN_IN = "sign-in";
const AVAILABILITY = "availability";
const DRAFT = "draft ";
const SHOWN = "shown";

export function readSignIn(tab: Shelf): SignIn | undefined {
  const value = tab.read(SIGN_IN) as Partial<SignIn> | undefined;
  const keys = readScramKeys(value?.keys);
  return keys && typeof value?.address === "string" ? { address: value.address, keys } : undefined;
}

export const keepSignIn = (tab: Shelf, signIn: SignIn): boolean => tab.write(SIGN_IN, signIn);

export function readKept(tab: Shelf): { readonly address: string; readonly availability: Availability } | undefined {
  const signIn = readSignIn(tab);
  return signIn && { address: signIn.address, availability: readAvailability(tab.read(AVAILABILITY)) };
}

export function keepAvailability(tab: Shelf, availability: Availability): void {
  tab.write(AVAILABILITY, availability);
}

const readAvailability = (value: unknown): Availability => (value === "away" || value === "busy" ? value : "available");

export function readDraft(tab: Shelf, chat: string): string {
  const value = tab.read(DRAFT + chat);
  return typeof value === "string" ? value : "";
}

export function keepDraft(tab: Shelf, chat: string, text: string): void {
  if (text === "") tab.remove(DRAFT + chat);
  else tab.write(DRAFT + chat, text);
}

export const wasShown = (tab: Shelf, chat: string): boolean => tab.read(SHOWN) === chat;

export function keepShown(tab: Shelf, chat: string | undefined): void {
  if (chat === undefined) tab.remove(SHOWN);
  else tab.write(SHOWN, chat);
}

export function forgetTab(tab: Shelf): void {
  for (const name of tab.names()) tab.remove(name);
}

// What this browser keeps for its operator: the administrator's private key, alerts, a name, replies. Read strictly: what is spoilt counts as absent.
import type { Shelf } from "#browser/storage.ts";
import { DEFAULT_REPLIES } from "./words.ts";

export interface StoredKey {
  /** In the form that `#otr/key.ts` reads. Never shown again. */
  readonly text: string;
  /** When it was put in, ms. */
  readonly since: number;
}

export interface Settings {
  readonly sound: boolean;
  readonly notifications: boolean;
  /** What guests are shown; empty: nothing. */
  readonly name: string;
  readonly replies: readonly string[];
}

const NAMES = { key: "key", settings: "settings" };
const MAX_REPLIES = 50;
export const MAX_NAME = 60; // as the service cuts it

export const DEFAULT_SETTINGS: Settings = { sound: true, notifications: false, name: "", replies: DEFAULT_REPLIES };

export const readStoredKey = (shelf: Shelf): StoredKey | undefined => asKey(shelf.read(NAMES.key));
export const keepKey = (shelf: Shelf, key: StoredKey): boolean => shelf.write(NAMES.key, key);
export const removeKey = (shelf: Shelf): void => shelf.remove(NAMES.key);

export function readSettings(shelf: Shelf): Settings {
  const value = shelf.read(NAMES.settings);
  if (!isRecord(value)) return DEFAULT_SETTINGS;
  const { sound, notifications, name, replies } = value;
  return {
    sound: typeof sound === "boolean" ? sound : DEFAULT_SETTINGS.sound,
    notifications: typeof notifications === "boolean" ? notifications : DEFAULT_SETTINGS.notifications,
    name: typeof name === "string" ? name.slice(0, MAX_NAME) : DEFAULT_SETTINGS.name,
    replies: Array.isArray(replies) ? replies.filter((r): r is string => typeof r === "string").slice(0, MAX_REPLIES) : DEFAULT_SETTINGS.replies,
  };
}

export const keepSettings = (shelf: Shelf, settings: Settings): boolean => shelf.write(NAMES.settings, settings);

/** Replies as they are edited: one on each line. */
export const writeReplies = (replies: readonly string[]): string => replies.join("\n");
export const readReplies = (text: string): string[] => text.split("\n").map((r) => r.trim()).filter((r) => r !== "").slice(0, MAX_REPLIES);

function asKey(value: unknown): StoredKey | undefined {
  if (!isRecord(value)) return undefined;
  const { text, since } = value;
  return typeof text === "string" && text !== "" && typeof since === "number" ? { text, since } : undefined;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

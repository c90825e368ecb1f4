// What this browser keeps for its operator: the administrator's private key, a key of its own, alerts, replies. Read strictly: what is spoilt counts as absent.
import { DEFAULT_REPLIES } from "./words.ts";

/** A place for texts that outlives the page: `#browser/storage.ts` in a browser, a Map in tests. */
export interface Shelf {
  read(name: string): string | undefined;
  /** `false` where the browser does not let us keep anything. */
  write(name: string, text: string): boolean;
  remove(name: string): void;
}

export interface StoredKey {
  /** In the form that `#otr/key.ts` reads. Never shown again. */
  readonly text: string;
  /** When it was put in, ms. */
  readonly since: number;
}

export interface Settings {
  readonly sound: boolean;
  readonly notifications: boolean;
  readonly replies: readonly string[];
}

const NAMES = { key: "operator.key", own: "operator.own-key", settings: "operator.settings" };
const MAX_REPLIES = 50;

export const DEFAULT_SETTINGS: Settings = { sound: true, notifications: false, replies: DEFAULT_REPLIES };

export const readStoredKey = (shelf: Shelf): StoredKey | undefined => asKey(parse(shelf.read(NAMES.key)));
export const keepKey = (shelf: Shelf, key: StoredKey): boolean => shelf.write(NAMES.key, JSON.stringify(key));
export const removeKey = (shelf: Shelf): void => shelf.remove(NAMES.key);

/** The key that this browser made for itself, for an operator who was given none. It proves nothing to a guest. */
export const readOwnKey = (shelf: Shelf): StoredKey | undefined => asKey(parse(shelf.read(NAMES.own)));
export const keepOwnKey = (shelf: Shelf, key: StoredKey): boolean => shelf.write(NAMES.own, JSON.stringify(key));

export function readSettings(shelf: Shelf): Settings {
  const value = parse(shelf.read(NAMES.settings));
  if (!isRecord(value)) return DEFAULT_SETTINGS;
  const { sound, notifications, replies } = value;
  return {
    sound: typeof sound === "boolean" ? sound : DEFAULT_SETTINGS.sound,
    notifications: typeof notifications === "boolean" ? notifications : DEFAULT_SETTINGS.notifications,
    replies: Array.isArray(replies) ? replies.filter((r): r is string => typeof r === "string").slice(0, MAX_REPLIES) : DEFAULT_SETTINGS.replies,
  };
}

export const keepSettings = (shelf: Shelf, settings: Settings): boolean => shelf.write(NAMES.settings, JSON.stringify(settings));

/** Replies as they are edited: one on each line. */
export const writeReplies = (replies: readonly string[]): string => replies.join("\n");
export const readReplies = (text: string): string[] => text.split("\n").map((r) => r.trim()).filter((r) => r !== "").slice(0, MAX_REPLIES);

function asKey(value: unknown): StoredKey | undefined {
  if (!isRecord(value)) return undefined;
  const { text, since } = value;
  return typeof text === "string" && text !== "" && typeof since === "number" ? { text, since } : undefined;
}

function parse(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

// The component's database: one file, each part's tables and queries in a file of its own beside this one.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ACCOUNT_MIGRATIONS } from "./accounts.ts";
import { CHAT_MIGRATIONS } from "./chats.ts";
import type { Clock } from "../clock.ts";
import { holdFile, openDatabase, type Database, type Migration } from "./database.ts";
import { NODE_MIGRATIONS } from "./nodes.ts";
import { RECORD_MIGRATIONS } from "./records.ts";

/** In this order; a part adds its own list here. */
const MIGRATIONS: readonly Migration[] = [...NODE_MIGRATIONS, ...CHAT_MIGRATIONS, ...ACCOUNT_MIGRATIONS, ...RECORD_MIGRATIONS];

const TRY_AGAIN = 250; // ms

/** One process at a time serves a store: the next one waits until this one has ended, in order or not. `onWait` is told once. */
export async function takeTurn(folder: string, clock: Clock, onWait: () => void): Promise<{ close(): Promise<void> }> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  let told = false;
  return holdFile(join(folder, "component.lock"), () => {
    if (!told) onWait();
    told = true;
    return new Promise((resolve) => clock.after(TRY_AGAIN, resolve));
  });
}

export async function openStore(folder: string): Promise<Database> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return openDatabase(join(folder, "component.sqlite"), MIGRATIONS);
}

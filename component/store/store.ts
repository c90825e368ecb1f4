// The component's database: one file, each part's tables and queries in a file of its own beside this one.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ACCOUNT_MIGRATIONS } from "./accounts.ts";
import { CHAT_MIGRATIONS } from "./chats.ts";
import { openDatabase, type Database, type Migration } from "./database.ts";
import { NODE_MIGRATIONS } from "./nodes.ts";
import { RECORD_MIGRATIONS } from "./records.ts";

/** In this order; a part adds its own list here. */
const MIGRATIONS: readonly Migration[] = [...NODE_MIGRATIONS, ...CHAT_MIGRATIONS, ...ACCOUNT_MIGRATIONS, ...RECORD_MIGRATIONS];

export async function openStore(folder: string): Promise<Database> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return openDatabase(join(folder, "component.sqlite"), MIGRATIONS);
}

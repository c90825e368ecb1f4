// `main.js --config FILE add-administrator NAME LIBRARY`: makes an administrator, whose password comes on standard input.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { NAME } from "#core/nodes.ts";
import { openAdministrators } from "./store/administrators.ts";
import { openDatabase } from "./store/database.ts";
import { MIN_PASSWORD } from "./store/passwords.ts";

/** The name and the library, or what is wrong with the arguments; `undefined` where no command is given. */
export function readCommand(args: readonly string[]): { readonly name: string; readonly library: string } | string | undefined {
  const at = args.indexOf("add-administrator");
  if (at < 0) return undefined;
  const [name = "", library = "", ...rest] = args.slice(at + 1).filter((arg, i, all) => arg !== "--config" && all[i - 1] !== "--config");
  if (name.trim() === "" || library === "" || rest.length > 0) return "After add-administrator come a name and a library; the password is read from standard input.";
  return NAME.test(library) ? { name, library } : "A library's name has small letters, digits and hyphens only.";
}

/** One sentence for the person, and whether it was done. */
export async function addAdministrator(data: string, { name, library }: { readonly name: string; readonly library: string }): Promise<{ readonly done: boolean; readonly sentence: string }> {
  const password = readFileSync(0, "utf8").replace(/\r?\n$/, "");
  if ([...password].length < MIN_PASSWORD) return { done: false, sentence: `The password on standard input needs at least ${MIN_PASSWORD} characters.` };
  const database = await openDatabase(join(data, "panel.sqlite"));
  try {
    const done = await openAdministrators(database, Date.now).add(name, library, password);
    return { done, sentence: done ? `${name} is an administrator of ${library} now.` : `There is an administrator named ${name} already.` };
  } finally {
    await database.close();
  }
}

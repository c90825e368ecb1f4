// Commands of the panel's program: `main.js --config FILE add-administrator NAME LIBRARY`, whose password comes on standard input, and `remove-administrator NAME`.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { NAME } from "#core/nodes.ts";
import { openAdministrators } from "./store/administrators.ts";
import { openDatabase } from "./store/database.ts";
import { MIN_PASSWORD } from "./store/passwords.ts";

export type Command = { readonly command: "add"; readonly name: string; readonly library: string } | { readonly command: "remove"; readonly name: string };

/** The command, or what is wrong with the arguments; `undefined` where none is given. */
export function readCommand(args: readonly string[]): Command | string | undefined {
  const words = args.filter((arg, i, all) => arg !== "--config" && all[i - 1] !== "--config");
  const [command, name = "", library = "", ...rest] = words;
  if (command === "remove-administrator") return name.trim() === "" || library !== "" ? "After remove-administrator comes a name." : { command: "remove", name };
  if (command !== "add-administrator") return undefined;
  if (name.trim() === "" || library === "" || rest.length > 0) return "After add-administrator come a name and a library; the password is read from standard input.";
  return NAME.test(library) ? { command: "add", name, library } : "A library's name has small letters, digits and hyphens only.";
}

export interface Done {
  readonly done: boolean;
  /** For the person. */
  readonly sentence: string;
}

export async function carryOut(data: string, command: Command): Promise<Done> {
  const password = command.command === "add" ? readFileSync(0, "utf8").replace(/\r?\n$/, "") : "";
  if (command.command === "add" && [...password].length < MIN_PASSWORD) return { done: false, sentence: `The password on standard input needs at least ${MIN_PASSWORD} characters.` };
  const database = await openDatabase(join(data, "panel.sqlite"));
  const administrators = openAdministrators(database, Date.now);
  try {
    if (command.command === "remove") {
      const done = await administrators.remove(command.name);
      return { done, sentence: done ? `${command.name} is no administrator any more, and is signed out.` : `There is no administrator named ${command.name}.` };
    }
    const done = await administrators.add(command.name, command.library, password);
    return { done, sentence: done ? `${command.name} is an administrator of ${command.library} now.` : `There is an administrator named ${command.name} already.` };
  } finally {
    await database.close();
  }
}

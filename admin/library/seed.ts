// Makes the library that a file describes (the demo's), as far as it is not there: its administrator at once, the rest when the service answers.
import { fault, isFault, type Fault } from "#core/errors.ts";
import { NAME } from "#core/nodes.ts";
import type { Queue } from "#core/queue.ts";
import { emptySkin, type Skin } from "#core/skin.ts";
import { isObject } from "../config.ts";
import type { Administrators } from "../store/administrators.ts";
import type { Library } from "./library.ts";

export interface Seed {
  readonly library: string;
  readonly skin: string;
  readonly queue: string;
  readonly admin: { readonly name: string; readonly password: string };
  readonly operators: readonly string[];
}

/** The fault names what is missing. Skin and queue may be names, nodes or addresses. */
export function readSeed(json: unknown): Seed | Fault {
  if (!isObject(json)) return fault("malformed", "The seed is not a JSON object.");
  const { admin, operators } = json;
  if (!isObject(admin) || typeof admin["name"] !== "string" || typeof admin["password"] !== "string") return fault("malformed", "The seed has no admin with name and password.");
  if (!Array.isArray(operators) || !operators.every((o): o is { jid: string } => isObject(o) && typeof o["jid"] === "string")) return fault("malformed", "The seed's operators are not a list with a jid in each entry.");
  const names = (["library", "skin", "queue"] as const).map((key) => [key, nameIn(json[key])] as const);
  const wrong = names.find(([, name]) => !NAME.test(name));
  if (wrong !== undefined) return fault("malformed", `The seed's ${wrong[0]} is missing or is not a name.`);
  const [library, skin, queue] = names.map(([, name]) => name) as [string, string, string];
  return { library, skin, queue, admin: { name: admin["name"], password: admin["password"] }, operators: operators.map((o) => o.jid) };
}

const nameIn = (value: unknown): string => (typeof value === "string" ? (value.split("/").at(-1) ?? "").split("@")[0] ?? "" : "");

export async function seedAdministrator({ admin, library }: Seed, administrators: Administrators): Promise<void> {
  if (!(await administrators.has(admin.name))) await administrators.add(admin.name, library, admin.password);
}

/** Queue, operators and skin; may be done again at each start. What is there already, and what a person has changed, stays as it is. */
export async function seedLibrary(seed: Seed, library: Library): Promise<Fault | undefined> {
  const queueFailed = await library.queues.create(seed.queue, QUEUE);
  if (queueFailed !== undefined && queueFailed.fault !== "conflict") return queueFailed;
  // Only with a new queue: an operator whom somebody took off it must not be back after a restart. Half-done work is seen by its emptiness.
  const queue = await library.queues.read(seed.queue);
  if (isFault(queue)) return queue;
  const missing = queueFailed === undefined || queue.operators.length === 0 ? seed.operators : [];
  for (const operator of missing) {
    const failed = await library.queues.assign(seed.queue, operator);
    if (failed !== undefined) return failed;
  }
  const skinFailed = await library.skins.create(seed.skin, demoSkin(seed.queue));
  return skinFailed?.fault === "conflict" ? undefined : skinFailed;
}

const QUEUE: Queue = { title: "Reference", autoBusyAfter: 0, unknown: [] };

function demoSkin(queue: string): Skin {
  return {
    ...emptySkin(queue),
    texts: {
      en: {
        title: "Ask a librarian",
        greeting: "Welcome! What can we help you find?",
        offline: "Nobody is at the desk just now. Please come back during our opening hours.",
        ended: "Thank you for asking. Come back any time.",
      },
    },
    appearance: { accent: "#1f5f7a", corner: "end", scheme: "auto" },
  };
}

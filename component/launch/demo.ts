// The demo library: what the first start makes up, in `demo.json`, and how people are told.
import { randomInt } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Addresses } from "./addresses.ts";
import { writePrivate } from "./data-folder.ts";
import { Problem } from "./problem.ts";
import { writeAccount, type StoreFile } from "./prosody-accounts.ts";

export interface Demo {
  readonly domain: string;
  readonly urls: { readonly guest: string; readonly operator: string; readonly panel: string };
  readonly xmpp: { readonly host: string; readonly c2sPort: number; readonly websocket: string };
  readonly service: string;
  readonly library: string;
  readonly skin: string;
  readonly queue: string;
  readonly admin: { readonly name: string; readonly password: string };
  readonly operators: readonly { readonly jid: string; readonly password: string }[];
}

export const demoFile = (data: string): string => join(data, "demo.json");

/** A new demo library with random passwords. */
export function makeDemo(addresses: Addresses): Demo {
  const operator = (name: string) => ({ jid: `${name}@${addresses.domain}`, password: randomPassword() });
  return {
    ...where(addresses),
    library: "demo",
    skin: "main",
    queue: "reference",
    admin: { name: "admin", password: randomPassword() },
    operators: [operator("desk1"), operator("desk2")],
  };
}

const where = ({ domain, urls, xmpp, service }: Addresses) => ({ domain, urls, xmpp, service });

/** The demo library of an earlier start, at the addresses of this one. */
export function readDemo(data: string, addresses: Addresses): Demo {
  const file = demoFile(data);
  if (!existsSync(file)) throw new Problem(`${file} is gone: put it back, or begin anew in another folder with npm start -- --data DIR.`);
  try {
    return { ...(JSON.parse(readFileSync(file, "utf8")) as Demo), ...where(addresses) };
  } catch {
    throw new Problem(`${file} is damaged: put back a copy of it, or begin anew in another folder with npm start -- --data DIR.`);
  }
}

export const writeDemo = (data: string, demo: Demo): void => writePrivate(demoFile(data), demo);

/** The operators' accounts. The queue may see their presence, so that the demo needs no approval. */
export function demoAccounts({ operators, queue, service }: Demo): StoreFile[] {
  return operators.flatMap(({ jid, password }) => writeAccount(jid, password, [{ jid: `${queue}@${service}`, name: queue }]));
}

/** What a person is told once, on the first start. */
export function describeDemo(demo: Demo, data: string): string {
  const operators = demo.operators.map(({ jid, password }) => `              ${jid}  ${password}`).join("\n");
  return `
A demo library has been made. This is shown once; it is kept in ${demoFile(data)}.

  guest     ${demo.urls.guest}
  operator  ${demo.urls.operator}
${operators}
  panel     ${demo.urls.panel}
              ${demo.admin.name}  ${demo.admin.password}
`;
}

// Without letters and digits that look alike; 16 of 31 are 79 bits.
const LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

function randomPassword(): string {
  const letters = Array.from({ length: 16 }, () => LETTERS[randomInt(LETTERS.length)]);
  return [0, 4, 8, 12].map((at) => letters.slice(at, at + 4).join("")).join("-");
}

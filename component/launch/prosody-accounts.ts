// Accounts written into Prosody's own store before it starts: what SCRAM (RFC 5802) needs, never the password; and a roster.
import { createHash, createHmac, pbkdf2Sync, randomUUID } from "node:crypto";
import { text } from "./prosody-config.ts";

const ITERATIONS = 10_000;

/** A file below Prosody's data folder. */
export interface StoreFile {
  readonly path: readonly string[];
  readonly content: string;
}

/** `subscribers` may see the account's presence: their request counts as approved. */
export function writeAccount(jid: string, password: string, subscribers: readonly { readonly jid: string; readonly name: string }[]): StoreFile[] {
  const [local = "", domain = ""] = jid.split("@");
  const file = (store: string) => [encode(domain), store, `${encode(local)}.dat`];
  return [
    { path: file("accounts"), content: table(scram(password, randomUUID())) },
    { path: file("roster"), content: writeRoster(subscribers) },
  ];
}

function scram(password: string, salt: string): Record<string, string | number> {
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 20, "sha1");
  const hmac = (data: string) => createHmac("sha1", salted).update(data).digest();
  return {
    salt,
    iteration_count: ITERATIONS,
    stored_key: createHash("sha1").update(hmac("Client Key")).digest("hex"),
    server_key: hmac("Server Key").toString("hex"),
  };
}

const table = (entries: Record<string, string | number>): string =>
  `return {\n${Object.entries(entries).map(([key, value]) => `\t[${text(key)}] = ${typeof value === "number" ? value : text(value)};\n`).join("")}};\n`;

function writeRoster(subscribers: readonly { readonly jid: string; readonly name: string }[]): string {
  const item = ({ jid, name }: { readonly jid: string; readonly name: string }) => `\t[${text(jid)}] = { subscription = "from"; name = ${text(name)}; groups = {} };\n`;
  return `return {\n\t[false] = { version = 1; pending = {} };\n${subscribers.map(item).join("")}};\n`;
}

/** As Prosody names files: all but letters and digits as %xx. */
const encode = (part: string): string => Array.from(Buffer.from(part, "utf8"), (b) => (/\w/.test(String.fromCharCode(b)) && b < 128 && b !== 95 ? String.fromCharCode(b) : `%${b.toString(16).padStart(2, "0")}`)).join("");

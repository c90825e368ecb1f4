// What is said to Prosody's admin shell (mod_admin_shell, 0.12) and what it answers, as text. The shell runs Lua: nothing that came from a person may stand in it as it is.
import { fault, type Fault } from "#core/errors.ts";
import { escapeText } from "#core/xml.ts";

export const SHELL_OPENS = "<stream:stream xmlns:stream='http://etherx.jabber.org/streams' xmlns='xmpp:prosody.im/admin' version='1.0'>";
export const SHELL_CLOSES = "</stream:stream>";

/** One call, such as `user:create("…", "…")`. */
export function writeCall(method: "create" | "password" | "delete", ...args: readonly string[]): string {
  return `<repl-input>${escapeText(`user:${method}(${args.map(luaText).join(", ")})`)}</repl-input>`;
}

/** A text in Lua: every byte but letters and digits by its number. */
const luaText = (value: string): string =>
  `"${Array.from(Buffer.from(value, "utf8"), (b) => (/[A-Za-z0-9]/.test(String.fromCharCode(b)) ? String.fromCharCode(b) : `\\${String(b).padStart(3, "0")}`)).join("")}"`;

/** The answer to a call: `pending` until it is whole. */
export function readResult(received: string): "pending" | "done" | Fault {
  const found = /<repl-result([^>]*?)(?:\/>|>([^<]*)<\/repl-result>)/.exec(received);
  if (found === null) return "pending";
  const [, attributes = "", text = ""] = found;
  if (!/type=["']error["']/.test(attributes)) return "done";
  if (text.includes("User exists")) return fault("account-exists");
  if (text.includes("No such user")) return fault("account-unknown");
  if (text.includes("No such host")) return fault("accounts-refused", "The XMPP server does not have the operators' domain (option domain).");
  return fault("accounts-refused", "The XMPP server could not carry this out; its log says why.");
}

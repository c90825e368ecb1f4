// libotr's `otr.private_key`: an s-expression with one key for each account, as Pidgin, Adium, Profanity, BitlBee and mcabber keep it.
import { toBytes } from "./arithmetic.ts";
import { hex } from "./bytes.ts";
import type { KeyNumbers, PrivateKey } from "./private-key.ts";

export interface LibotrAccount {
  readonly name: string;
  readonly protocol: string;
}

export type LibotrClient = "pidgin" | "adium" | "profanity" | "bitlbee" | "mcabber";

/** How a client names the account of a JID in its key file. Adium numbers its accounts: the number is in its own file already. */
export function libotrAccount(client: LibotrClient, jid: string, adiumNumber = 1): LibotrAccount {
  const bare = jid.split("/", 1)[0] ?? jid;
  switch (client) {
    case "pidgin":
      return { name: jid.includes("/") ? jid : `${jid}/`, protocol: "prpl-jabber" };
    case "adium":
      return { name: String(adiumNumber), protocol: "libpurple-Jabber" };
    case "profanity":
      return { name: bare, protocol: "xmpp" };
    case "bitlbee":
      return { name: bare, protocol: "jabber" };
    case "mcabber":
      return { name: bare, protocol: "jabber" };
  }
}

const number = (n: bigint): string => {
  const digits = hex(toBytes(n)).toUpperCase();
  // libgcrypt reads a first digit of 8 or more as a sign; a zero byte in front keeps the number positive.
  return /^[89A-F]/.test(digits) ? `00${digits}` : digits;
};

const quoted = (text: string): string => `"${text.replace(/[\\"]/g, "\\$&").replace(/[\r\n]/g, " ")}"`;

/** The file's text with the same key for each account. */
export function writeLibotrKeyFile(key: PrivateKey, accounts: readonly LibotrAccount[]): string {
  const numbers = (["p", "q", "g", "y", "x"] as const).map((name) => `  (${name} #${number(key[name])}#)`).join("\n");
  const entries = accounts.map(
    ({ name, protocol }) =>
      ` (account\n(name ${quoted(name)})\n(protocol ${/^[A-Za-z][\w.-]*$/.test(protocol) ? protocol : quoted(protocol)})\n(private-key \n (dsa \n${numbers}\n  )\n )\n )`,
  );
  return `(privkeys\n${entries.join("\n")}\n)\n`;
}

/** The numbers of the one key in such a file, whichever accounts it is for, or what is wrong. Not yet checked. */
export function readLibotrNumbers(text: string): KeyNumbers | "not-a-key" | "incomplete" | "several" {
  const blocks = text.split(/\(\s*dsa\s/).slice(1);
  if (blocks.length === 0) return "not-a-key";
  let first: KeyNumbers | undefined;
  for (const block of blocks) {
    const numbers = readBlock(block);
    if (numbers === undefined) return "incomplete";
    if (first !== undefined && (first.x !== numbers.x || first.p !== numbers.p)) return "several";
    first ??= numbers;
  }
  return first ?? "not-a-key";
}

function readBlock(block: string): KeyNumbers | undefined {
  const found = new Map<string, bigint>();
  for (const [, name, digits] of block.matchAll(/\(\s*([pqgyx])\s+#([0-9A-Fa-f\s]{1,400})#\s*\)/g)) {
    if (found.has(name!)) return undefined;
    found.set(name!, BigInt(`0x${digits!.replace(/\s/g, "") || "0"}`));
  }
  const [p, q, g, y, x] = ["p", "q", "g", "y", "x"].map((name) => found.get(name));
  if (p === undefined || q === undefined || g === undefined || y === undefined || x === undefined) return undefined;
  return { p, q, g, y, x };
}

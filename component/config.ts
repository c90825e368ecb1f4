// The component's configuration: its options, their types and bounds (docs/architecture.md, "Configuration").
import { readFileSync } from "node:fs";
import { NAME } from "#core/nodes.ts";
import { domain, filled, flag, port, readOptions, text, whole, type Option, type OptionValues, type Read } from "#core/options.ts";

const URL_WS = text({ like: /^wss?:\/\/\S+$/, called: "an address that begins with ws:// or wss://" });

/** A list, in the environment as JSON. */
function list<T>(isOne: (value: unknown) => value is T, called: string): Option<readonly T[]> {
  const parsed = (value: unknown): unknown => {
    if (typeof value !== "string") return value;
    try {
      return JSON.parse(value) as unknown;
    } catch {
      return undefined;
    }
  };
  return {
    option: true,
    otherwise: { value: [] },
    read(value) {
      const all = parsed(value);
      return Array.isArray(all) && all.every(isOne) ? { value: all } : called;
    },
  };
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
const isGiven = (value: unknown): value is { readonly jid: string; readonly library: string } =>
  typeof value === "object" && value !== null && "jid" in value && isText(value.jid) && "library" in value && typeof value.library === "string" && NAME.test(value.library);

export const OPTIONS = {
  /** The operators' domain, which is also the server's own name. */
  domain: domain(),
  service: domain(),
  panelDomain: domain(),
  guestDomain: domain(),
  xmpp: { host: filled("127.0.0.1"), port: port(5347), secret: filled() },
  /** The folder of the database. */
  data: filled(),
  /** Waits until no other process serves this store. */
  alone: flag(true),
  http: { host: filled("127.0.0.1"), guestPort: port(), operatorPort: port(), /** The folder of the built sites. */ sites: filled("dist") },
  /** Where browsers reach the server (RFC 7395). */
  websocket: URL_WS,
  /** The server signs guests in, binds and counts in one (XEP-0388 with XEP-0386 and XEP-0198), so that their boxes need not wait to hear so. */
  atOnce: flag(false),
  health: { host: filled("127.0.0.1"), port: whole(0, 65_535, 0) }, // 0: none
  /** Days that records of ended chats are kept. */
  retentionDays: whole(0, 3_650, 30),
  /** Seconds that a chat waits for a guest or an operator who is gone. */
  graceSeconds: whole(1, 3_600, 60),
  /** Seconds that a guest waits for an answer, and a chat that is handed over for somebody to take it. */
  answerSeconds: whole(5, 86_400, 600),
  transferSeconds: whole(1, 3_600, 60),
  /** Characters of a message (after encryption, where it is encrypted), messages of one guest, joins of all guests. */
  maxBody: whole(1_000, 1_000_000, 131_072),
  messagesPerSecond: whole(1, 100_000, 20),
  joinsPerSecond: whole(1, 100_000, 100),
  /** Operators' accounts: by the server's commands (XEP-0133), by the managed Prosody's admin socket, or not at all. */
  accounts: {
    way: text({ like: /^(?:commands|socket|none)$/, called: "one of commands, socket, none" }, "commands"),
    /** The file of Prosody's admin socket, for the way `socket`. */
    socket: text({ like: /^/, called: "the name of a file" }, ""),
    /** Accounts that one library may have. */
    most: whole(0, 10_000, 200),
    /** Names that no library may take, such as those of the server's administrators. */
    reserved: list(isText, "a list of names"),
    /** Accounts that are there already and belong to a library from now on. */
    given: list(isGiven, 'a list of { "jid": …, "library": … }'),
  },
  logLevel: text({ like: /^(?:debug|info|warn|error)$/, called: "one of debug, info, warn, error" }, "info"),
} as const;

export type Config = OptionValues<typeof OPTIONS>;

/** Reads the file that `--config` or OTTERDESK_CONFIG names, then the environment; the complaint is one sentence. */
export function readConfig(args: readonly string[], env: Readonly<Record<string, string | undefined>>): Read<Config> {
  const flagAt = args.indexOf("--config");
  const file = flagAt >= 0 ? args[flagAt + 1] : env["OTTERDESK_CONFIG"];
  if (flagAt >= 0 && file === undefined) return { complaint: "After --config comes the name of a file." };
  const content = file === undefined ? { values: undefined } : readJson(file);
  return "complaint" in content ? content : readOptions(OPTIONS, content.values, env);
}

function readJson(file: string): Read<unknown> {
  let content: string;
  try {
    content = readFileSync(file, "utf8");
  } catch (error) {
    return { complaint: `The configuration ${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown"}).` };
  }
  try {
    return { values: JSON.parse(content) as unknown };
  } catch {
    return { complaint: `The configuration ${file} is not valid JSON.` };
  }
}

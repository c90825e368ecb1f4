// The panel's configuration: its options, their types and bounds (docs/architecture.md, "Configuration").
import { readFileSync } from "node:fs";
import { domain, filled, port, readOptions, text, whole, type Option, type OptionValues, type Read } from "#core/options.ts";

export interface Region {
  readonly name: string;
  readonly url: string;
}

/** An address that may become a link: http or https, and nothing else. */
export const isWebAddress = (value: unknown): value is string => typeof value === "string" && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);

function webAddress(otherwise?: string): Option<string> {
  return {
    option: true,
    read: (value) => (isWebAddress(value) ? { value: value.replace(/\/$/, "") } : "an address that begins with http:// or https://"),
    ...(otherwise !== undefined && { otherwise: { value: otherwise } }),
  };
}

const regions: Option<readonly Region[]> = {
  option: true,
  otherwise: { value: [] },
  read(value) {
    const list: unknown = typeof value === "string" ? readJsonText(value) : value;
    const right = Array.isArray(list) && list.every((r): r is Region => isObject(r) && typeof r["name"] === "string" && r["name"] !== "" && isWebAddress(r["url"]));
    return right ? { value: list } : 'a list of { "name": …, "url": … }, each url beginning with http:// or https://';
  },
};

export const OPTIONS = {
  /** The operators' domain, which is also the server's own name. */
  domain: domain(),
  service: domain(),
  panelDomain: domain(),
  xmpp: { host: filled("127.0.0.1"), port: port(5347), secret: filled() },
  /** The folder of the panel's database. */
  data: filled(),
  http: {
    host: filled("127.0.0.1"),
    port: whole(0, 65_535),
    /** How many proxies stand before the panel, whose X-Forwarded-… headers count. */
    proxies: whole(0, 8, 0),
  },
  urls: {
    guest: webAddress(),
    operator: webAddress(),
    /** Where people reach the panel, if that is not the listener itself. With https the cookie is Secure. */
    panel: text({ like: /^(?:https?:\/\/\S+)?$/, called: "an address that begins with http:// or https://" }, ""),
  },
  /** Panels of other regions, as links. */
  regions,
  /** A file that describes a library to be made at start, if it is not there. */
  seed: text({ like: /^/, called: "the name of a file" }, ""),
} as const;

export type Config = OptionValues<typeof OPTIONS>;

/** Reads the file that `--config` or OTTERDESK_CONFIG names, then the environment; the complaint is one sentence. */
export function readConfig(args: readonly string[], env: Readonly<Record<string, string | undefined>>): Read<Config> {
  const flagAt = args.indexOf("--config");
  const file = flagAt >= 0 ? args[flagAt + 1] : env["OTTERDESK_CONFIG"];
  if (flagAt >= 0 && file === undefined) return { complaint: "After --config comes the name of a file." };
  const content = file === undefined ? { values: undefined } : readJsonFile(file, "configuration");
  return "complaint" in content ? content : readOptions(OPTIONS, content.values, env);
}

export function readJsonFile(file: string, called: string): Read<unknown> {
  let content: string;
  try {
    content = readFileSync(file, "utf8");
  } catch (error) {
    return { complaint: `The ${called} ${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown"}).` };
  }
  const values = readJsonText(content);
  return values === undefined ? { complaint: `The ${called} ${file} is not valid JSON.` } : { values };
}

function readJsonText(content: string): unknown {
  try {
    return JSON.parse(content) as unknown;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

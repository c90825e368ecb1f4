// JSON lines for the person who runs the service: who, what, which state; never a text, a key or a guest's address.
import type { Clock } from "./clock.ts";

export type Level = "debug" | "info" | "warn" | "error";

/** What a line may say. There is no field for a text, and what looks like an address of a guest or like OTR is cut out of the ones there are. */
export interface LogFields {
  readonly part?: string;
  readonly state?: string;
  readonly reason?: string;
  readonly node?: string;
  readonly library?: string;
  readonly queue?: string;
  readonly chat?: string;
  readonly operator?: string;
  readonly request?: string;
  readonly host?: string;
  readonly code?: string | number;
  readonly count?: number;
  readonly port?: number;
  readonly ms?: number;
  readonly error?: unknown;
}

export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

const ORDER: readonly Level[] = ["debug", "info", "warn", "error"];
const MAX_FIELD = 200;

export function openLog(options: { readonly guestDomain: string; readonly clock: Clock; readonly least: Level; readonly write: (line: string) => void }): Log {
  const least = ORDER.indexOf(options.least);
  const line = (level: Level) => (event: string, fields: LogFields = {}) => {
    if (ORDER.indexOf(level) < least) return;
    const entry: Record<string, unknown> = { time: new Date(options.clock.now()).toISOString(), level, event };
    for (const [name, value] of Object.entries(fields)) if (value !== undefined) entry[name] = safe(value, options.guestDomain);
    options.write(`${JSON.stringify(entry)}\n`);
  };
  return { debug: line("debug"), info: line("info"), warn: line("warn"), error: line("error") };
}

function safe(value: unknown, guestDomain: string): unknown {
  if (typeof value === "number" || typeof value === "boolean") return value;
  if (value instanceof Error) return describeError(value);
  if (typeof value !== "string") return typeof value;
  return withoutSecrets(value, guestDomain).slice(0, MAX_FIELD);
}

function withoutSecrets(text: string, guestDomain: string): string {
  const guest = guestDomain.replace(/\./g, "\\.");
  return text.replace(new RegExp(`[^\\s"'<>]*@${guest}(?:/\\S*)?`, "gi"), "(guest)").replace(/\?OTR\S*/g, "(otr)");
}

/** Name, code and place of an error. Its message is left out: a parser's quotes what it could not read. */
function describeError(error: Error): string {
  const code = "code" in error && typeof error.code === "string" ? ` ${error.code}` : "";
  const frames = (error.stack ?? "").split("\n").filter((l) => /^\s+at /.test(l)).slice(0, 4).map((l) => l.trim());
  return [`${error.name}${code}`, ...frames].join(" | ");
}

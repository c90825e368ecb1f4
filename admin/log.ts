// JSON lines on stdout: who, what and which state; never a password, a token, a key or a fingerprint.
export type LogFields = Readonly<Record<string, string | number | undefined>>;

export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
}

export function openLog(write: (line: string) => void, now: () => number = Date.now): Log {
  const line = (level: string) => (event: string, fields: LogFields = {}) => write(`${JSON.stringify({ time: new Date(now()).toISOString(), level, event, ...fields })}\n`);
  return { info: line("info"), warn: line("warn") };
}

/** Name, code and place of an error; its message may quote what a person wrote and stays out. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const code = "code" in error && typeof error.code === "string" ? ` ${error.code}` : "";
  const place = (error.stack ?? "").split("\n").find((frame) => /^\s+at /.test(frame));
  return `${error.name}${code}${place === undefined ? "" : ` ${place.trim()}`}`;
}

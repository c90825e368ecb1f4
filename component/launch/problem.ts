// What a person can do something about: its message is one sentence that says what to do, and is shown without a stack.
export class Problem extends Error {}

/** The code of a system error (`EACCES`), or an empty text. */
export function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

// What a part of the web listener is asked and what it answers; the listener alone speaks HTTP.
export interface Query {
  /** Decoded, without the query string: `/presence/jid/reference/chat.example.org/text`. */
  readonly path: string;
  readonly parameters: URLSearchParams;
  /** By its name in lower case. */
  header(name: string): string | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | string;
}

/** `undefined`: not mine; the next one is asked. */
export type Handler = (query: Query) => Answer | undefined | Promise<Answer | undefined>;

/** A sentence for people, as plain text. */
export const say = (status: number, text: string, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers: { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store", ...headers },
  body: `${text}\n`,
});

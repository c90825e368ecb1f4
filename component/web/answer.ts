// What a part of the web listener is asked and what it answers; the listener alone speaks HTTP.
export interface Query {
  /** Decoded, without the query string: `/presence/jid/reference/chat.example.org/text`. */
  readonly path: string;
  readonly parameters: URLSearchParams;
  /** Those that a site answers by. A cookie is none of them: on one host the panel's comes along (cookies know no ports), and is nobody's business here. */
  header(name: "accept-encoding" | "accept-language" | "if-none-match"): string | undefined;
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

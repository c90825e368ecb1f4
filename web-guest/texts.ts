// The box's words: their shape, which languages there are, and how one is chosen and filled in. The words are in languages/, a file each, and reach the box in its page.
/** A text that depends on a number; the rules of the language (Intl.PluralRules) say which form is taken. `{n}` is the number. */
export type Plural = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>;

export interface Explained {
  readonly label: string;
  readonly meaning: string;
}

/** Every text of the box. `{name}`, `{list}`, `{n}`, `{time}` are filled in. */
export interface BoxTexts {
  readonly title: string;
  readonly transcript: string;
  readonly message: string;
  readonly messageHint: string;
  readonly send: string;
  readonly tooLong: Plural;

  readonly greeting: string;
  readonly connecting: string;
  readonly unreachable: string;
  readonly next: string;
  readonly position: Plural;
  readonly joined: string;
  readonly joinedNameless: string;
  readonly returning: string;
  readonly transferring: string;
  readonly linkLost: string;

  readonly you: string;
  readonly librarian: string;
  readonly typing: string;
  readonly held: string;
  readonly sent: string;
  readonly delivered: string;
  readonly failed: string;
  readonly resend: string;
  readonly newMessages: Plural;

  /** Promise 9, shown once after the operator's first message and only if the key is the library's. */
  readonly encryptedLine: string;
  readonly trust: { readonly verified: Explained; readonly encrypted: Explained; readonly clear: Explained };
  readonly whatDoesThisMean: string;
  readonly verifiedOnly: string;
  readonly keyChanged: string;
  readonly release: string;
  readonly discard: string;

  readonly contextTitle: string;
  readonly contextNote: string;
  readonly context: { readonly page: string; readonly title: string; readonly language: string };
  readonly contextSent: string;
  readonly agree: string;
  readonly agreeFirst: string;
  readonly start: string;

  readonly offlineTitle: string;
  readonly offline: string;
  readonly offlineLink: string;
  readonly offlineMail: string;
  readonly onlineAgain: string;
  readonly retry: string;

  readonly ended: Readonly<Record<"guest-ended" | "guest-gone" | "operator-ended" | "no-operator" | "expired", string>>;
  readonly unsent: Plural;
  readonly newChat: string;
  readonly save: string;
  readonly savedFrom: string;
  readonly close: string;

  readonly end: string;
  readonly endQuestion: string;
  readonly endNote: string;
  readonly keepChatting: string;
  readonly minimise: string;
  readonly popOut: string;
  readonly popOutRefused: string;
  readonly soundOn: string;
  readonly soundOff: string;
  readonly menu: string;

  readonly elsewhere: string;
  readonly continueHere: string;
  readonly moved: string;
  readonly bringBack: string;

  readonly failures: Readonly<Record<"no-skin" | "unknown-skin" | "unknown-queue" | "too-fast" | "refused", string>>;
}

/** One language's words with what the browser needs to use them. */
export interface Language {
  readonly tag: string;
  readonly dir: "ltr" | "rtl";
  readonly texts: BoxTexts;
}

export const LANGUAGES: readonly string[] = ["en", "es", "fr", "de", "pt", "it", "nl", "pl", "cs", "zh", "ar", "he"];
const RIGHT_TO_LEFT = new Set(["ar", "he"]);

/** The first wanted language that there is; the tag keeps its region ("pt-BR"), which decides dates and numbers. */
export function chooseLanguage(wanted: readonly string[]): string {
  return wanted.find((tag) => LANGUAGES.includes(baseOf(tag))) ?? "en";
}

export const baseOf = (tag: string): string => (tag.split("-")[0] as string).toLowerCase().replace(/^iw$/, "he");

export const languageOf = (tag: string, texts: BoxTexts): Language => ({ tag, dir: RIGHT_TO_LEFT.has(baseOf(tag)) ? "rtl" : "ltr", texts });

/** Fills `{name}` and the like in. What is filled in keeps its own direction (Unicode isolates), so that a Latin name does not turn an Arabic sentence around. */
export function fill({ dir }: Language, text: string, values: Readonly<Record<string, string>>): string {
  const isolate = (value: string) => (dir === "rtl" ? `\u2068${value}\u2069` : value);
  return text.replace(/\{(\w+)\}/g, (all, name: string) => (values[name] === undefined ? all : isolate(values[name])));
}

export function count(language: Language, plural: Plural, n: number): string {
  const form = plural[new Intl.PluralRules(language.tag).select(n)] ?? plural.other;
  return fill(language, form, { n: new Intl.NumberFormat(language.tag).format(n) });
}

// What a page asks of the box: `/box.html?queue=…&skin=…`. Read once, at the start.
import { NAME, readSkinNode } from "#core/nodes.ts";
import type { Failure } from "./chat-machine.ts";

export interface BoxOptions {
  /** Set where the page names one; otherwise the skin does. */
  readonly queue: string | undefined;
  /** The skin's node, `demo/skins/main`; empty where none is named. */
  readonly skin: string;
  /** What is wrong with the two above, if anything. */
  readonly fault: Failure | undefined;
  /** Language tags, best first: the page's, then the visitor's. */
  readonly languages: readonly string[];
  /** The embedding page's origin, to whom alone messages are posted; undefined in a plain iframe, link or window. */
  readonly host: string | undefined;
  /** In a window of its own, opened from the box. */
  readonly popped: boolean;
}

export function readOptions(address: URL, navigatorLanguages: readonly string[]): BoxOptions {
  const from = (name: string) => address.searchParams.get(name) || undefined;
  const queue = from("queue")?.toLowerCase().split("@")[0];
  const skin = readSkinNode(from("skin") ?? "");
  return {
    queue,
    skin: skin ?? "",
    fault: skin === undefined ? (from("skin") ? "unknown-skin" : "no-skin") : queue !== undefined && !NAME.test(queue) ? "unknown-queue" : undefined,
    languages: [...(from("lang")?.split(",") ?? []), ...navigatorLanguages].flatMap(readTag),
    host: readOrigin(new URLSearchParams(address.hash.slice(1)).get("host")),
    popped: from("popped") !== undefined,
  };
}

/** Pages call their language anything: of what is no tag ("pt_BR", "en-US-UK") counts what it begins with. */
function readTag(text: string): readonly string[] {
  try {
    return Intl.getCanonicalLocales(text);
  } catch {
    return /^[a-z]{2,3}(?![a-z])/i.exec(text) ?? [];
  }
}

function readOrigin(text: string | null): string | undefined {
  if (text === null || !URL.canParse(text)) return undefined;
  const { origin, protocol } = new URL(text);
  return protocol === "https:" || protocol === "http:" ? origin : undefined;
}

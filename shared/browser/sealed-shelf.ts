// A shelf for a frame whose storage the browser blocks (another site's frame in a private window): what lies on it is sealed and kept by the page around the frame, which cannot read it.
// The key is in a cookie that is this frame's on this site alone and ends with the browser (CHIPS: "Partitioned"). docs/not-protected.md, "The guest's browser".
// The cookie is there between two pages only: a page takes it, and lays it down when it goes. The page around is copied when its tab is duplicated; the copy finds no key.
import type { Shelf } from "./storage.ts";

const ID = 8; // characters that name the cookie
const IV = 12; // bytes, AES-GCM (NIST SP 800-38D)
const TRIES = 6; // a page that is being reloaded has its key a moment longer
const PAUSE = 100;

export interface SealedShelf extends Shelf {
  /** What was kept belongs to another page, which has its key. */
  readonly isElsewhere: boolean;
}

/** `kept`: what `keep` was given before the reload; whatever does not open counts as nothing. `keep` hears the whole shelf after each change, "" where it is empty or no cookie can be set. */
export async function openSealedShelf(kept: string, keep: (sealed: string) => void): Promise<SealedShelf> {
  const laid = kept === "" ? undefined : await takeLaid(kept.slice(0, ID));
  const before = laid === undefined ? undefined : await unseal(kept, laid).catch(() => undefined);
  const items = new Map(before);
  const id = before ? kept.slice(0, ID) : crypto.randomUUID().slice(0, ID);
  let secret = before && laid;
  if (before !== undefined) keep(kept);
  let isStale = false;
  let isSealing = false;
  const changed = async () => {
    isStale = true;
    if (isSealing) return;
    isSealing = true;
    while (isStale) {
      isStale = false;
      if (items.size > 0) secret ??= newSecret(id);
      const sealed = await seal(id, secret, items).catch(() => "");
      if (!isStale) keep(sealed);
    }
    isSealing = false;
  };
  window.addEventListener("pagehide", () => secret !== undefined && items.size > 0 && writeCookie(id, secret));
  return {
    isKept: true,
    isElsewhere: kept !== "" && laid === undefined,
    read: (name) => items.get(name),
    write: (name, value) => (items.set(name, value), void changed(), true),
    remove: (name) => void (items.delete(name) && changed()),
    names: () => [...items.keys()],
  };
}

async function seal(id: string, secret: string | undefined, items: ReadonlyMap<string, unknown>): Promise<string> {
  if (items.size === 0 || secret === undefined) return "";
  const iv = crypto.getRandomValues(new Uint8Array(IV));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await keyOf(secret), new TextEncoder().encode(JSON.stringify([...items])));
  return id + textOf(iv) + textOf(new Uint8Array(sealed));
}

async function unseal(kept: string, secret: string): Promise<[string, unknown][]> {
  const bytes = Uint8Array.from(kept.slice(ID), (character) => character.charCodeAt(0));
  const items = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes.subarray(0, IV) }, await keyOf(secret), bytes.subarray(IV));
  return JSON.parse(new TextDecoder().decode(items)) as [string, unknown][];
}

/** Bytes as characters of the same numbers, which a page can store as text. */
const textOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");

const keyOf = async (secret: string): Promise<CryptoKey> =>
  crypto.subtle.importKey("raw", await crypto.subtle.digest("SHA-256", new TextEncoder().encode(secret)), "AES-GCM", false, ["encrypt", "decrypt"]);

/** What the page before laid down; undefined where another page has it, or that one ended without a word. */
async function takeLaid(id: string): Promise<string | undefined> {
  for (let i = 0; i < TRIES; i++) {
    const secret = takeCookie(id);
    if (secret !== undefined) return secret;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  return undefined;
}

/** Undefined where no cookie can be set: nobody could lay it down. */
function newSecret(id: string): string | undefined {
  writeCookie(id, crypto.randomUUID() + crypto.randomUUID());
  return takeCookie(id);
}

function takeCookie(id: string): string | undefined {
  const secret = new RegExp(`otterdesk-${id}=([^;]+)`).exec(document.cookie)?.[1];
  if (secret !== undefined) writeCookie(id, "; Max-Age=0");
  return secret;
}

/** The path is the page's own: the cookie goes to the server when this page is fetched, and with nothing else. */
function writeCookie(id: string, value: string): void {
  document.cookie = `otterdesk-${id}=${value}; Path=${location.pathname}; Secure; SameSite=None; Partitioned`;
}

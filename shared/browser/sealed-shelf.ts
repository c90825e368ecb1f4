// A shelf for a frame whose storage the browser blocks (another site's frame in a private window): what lies on it is sealed and kept by the page around the frame, which cannot read it.
// The key is in a cookie that is this frame's on this site alone and ends with the browser (CHIPS: "Partitioned"). docs/not-protected.md, "The guest's browser".
import type { Shelf } from "./storage.ts";

const ID = 8; // characters that name the cookie
const IV = 12; // bytes, AES-GCM (NIST SP 800-38D)

/** `kept`: what `keep` was given before the reload; whatever does not open counts as nothing. `keep` hears the whole shelf after each change, "" where it is empty or no cookie can be set. */
export async function openSealedShelf(kept: string, keep: (sealed: string) => void): Promise<Shelf> {
  const before = await unseal(kept).catch(() => undefined);
  const items = new Map(before?.items);
  const id = before?.id ?? crypto.randomUUID().slice(0, ID);
  if (before !== undefined) keep(kept);
  let isStale = false;
  let isSealing = false;
  const changed = async () => {
    isStale = true;
    if (isSealing) return;
    isSealing = true;
    while (isStale) {
      isStale = false;
      const sealed = await seal(id, items).catch(() => "");
      if (!isStale) keep(sealed);
    }
    isSealing = false;
  };
  return {
    isKept: true,
    read: (name) => items.get(name),
    write: (name, value) => (items.set(name, value), void changed(), true),
    remove: (name) => void (items.delete(name) && changed()),
    names: () => [...items.keys()],
  };
}

async function seal(id: string, items: ReadonlyMap<string, unknown>): Promise<string> {
  if (items.size === 0) return writeCookie(id, "; Max-Age=0"), "";
  if (readCookie(id) === undefined) writeCookie(id, crypto.randomUUID() + crypto.randomUUID());
  const iv = crypto.getRandomValues(new Uint8Array(IV));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await keyOf(id), new TextEncoder().encode(JSON.stringify([...items])));
  return id + textOf(iv) + textOf(new Uint8Array(sealed));
}

async function unseal(kept: string): Promise<{ id: string; items: [string, unknown][] }> {
  const id = kept.slice(0, ID);
  const bytes = Uint8Array.from(kept.slice(ID), (character) => character.charCodeAt(0));
  const items = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes.subarray(0, IV) }, await keyOf(id), bytes.subarray(IV));
  return { id, items: JSON.parse(new TextDecoder().decode(items)) as [string, unknown][] };
}

/** Bytes as characters of the same numbers, which a page can store as text. */
const textOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");

/** Rejects where there is no cookie. */
async function keyOf(id: string): Promise<CryptoKey> {
  const secret = readCookie(id);
  if (secret === undefined) throw new Error("The key is not there.");
  return crypto.subtle.importKey("raw", await crypto.subtle.digest("SHA-256", new TextEncoder().encode(secret)), "AES-GCM", false, ["encrypt", "decrypt"]);
}

const readCookie = (id: string): string | undefined => new RegExp(`otterdesk-${id}=([^;]+)`).exec(document.cookie)?.[1];

/** The path is the page's own: the cookie goes to the server when this page is fetched, and with nothing else. */
function writeCookie(id: string, value: string): void {
  document.cookie = `otterdesk-${id}=${value}; Path=${location.pathname}; Secure; SameSite=None; Partitioned`;
}

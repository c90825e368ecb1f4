// The box's side of the talk with the page that embeds it (loader.ts has the other): by postMessage, to and from that page's origin alone.
export interface PageNews {
  /** The page's path and title, offered as context; never its query. */
  readonly onPage: (page: { readonly path: string; readonly title: string }) => void;
  /** What `keep` was on the page before. */
  readonly onKept: (kept: string) => void;
  /** `pressed`: by the guest, and not because the chat goes on in a new page. */
  readonly onShown: (shown: boolean, pressed: boolean) => void;
}

/** What the button shows. `note` follows the label in its accessible name. `keep`: not empty where there is a chat, so that the box opens again by itself on the next page. */
export interface ButtonState {
  readonly unread: number | "";
  readonly note: string;
  readonly shown: boolean;
  readonly label: string;
  readonly accent: string;
  readonly keep: string;
}

export interface Host {
  readonly state: (state: ButtonState) => void;
  readonly minimise: () => void;
  readonly close: () => void;
}

const LONGEST = 300;
/** Query, fragment, and parameters of the path's parts (RFC 3986, 3.3): some catalogues have the session's number there. */
const NOT_PATH = /[?#].*|;[^/?#]*/gs;

/** The guest is not busy in the page around the box. */
export const isHere = (): boolean => window.parent === window || document.hasFocus();

/** `/שעות` instead of `/%D7%A9…`; what would end the path (`%3F`) stays as it is. */
function readable(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

/** Undefined where no page embeds the box by the loader. */
export function meetHost(origin: string | undefined, { onPage, onKept, onShown }: PageNews): Host | undefined {
  const page = window.parent;
  if (page === window) return undefined;
  if (origin === undefined) return void page.postMessage({ otterdesk: "ready" }, "*"); // all that a page hears whose origin is not known: one from the disk, one with a plain iframe
  let isKnown = false;
  window.addEventListener("message", (event) => {
    if (event.source !== page || event.origin !== origin) return;
    const data: unknown = event.data;
    if (typeof data !== "object" || data === null) return;
    const { otterdesk, path, title, shown, kept } = data as Record<string, unknown>;
    if (otterdesk !== "page" || typeof path !== "string" || typeof title !== "string" || typeof shown !== "boolean") return;
    onKept(typeof kept === "string" ? kept.slice(1) : ""); // the first character is the loader's: open or not
    onPage({ path: readable(path.replace(NOT_PATH, "")).slice(0, LONGEST), title: title.trim().slice(0, LONGEST) });
    onShown(shown, isKnown || !kept);
    isKnown = true;
  });
  const post = (otterdesk: string, more: object = {}) => page.postMessage({ otterdesk, ...more }, origin);
  let told = "";
  const tell = (state: ButtonState) => {
    if (told === (told = JSON.stringify(state))) return;
    post("state", state);
  };
  const close = () => {
    post("small"); // the button takes the focus back
    post("gone");
  };
  post("ready");
  return { state: tell, minimise: () => post("small"), close };
}

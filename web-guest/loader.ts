// What a web page loads: draws the button, and fetches the box (an iframe on our own origin) when it is pressed, not before.
// A classic script without dependencies, at most 2 kB gzip. It stores nothing and sends nothing until the guest opens the box. docs/web-masters.md lists the options.

const LABELS: Record<string, string> = {
  en: "Chat with a librarian",
  es: "Chat con la biblioteca",
  fr: "Discuter avec un bibliothécaire",
  de: "Mit der Bibliothek chatten",
  pt: "Falar com a biblioteca",
  it: "Chat con la biblioteca",
  nl: "Chat met de bibliotheek",
  pl: "Czat z biblioteką",
  cs: "Chat s knihovnou",
  zh: "咨询图书馆员",
  ar: "محادثة مع أمين المكتبة",
  he: "צ׳אט עם הספרייה",
};

// `!important` inside the shadow tree wins over whatever the page says about its <div>s. `--s` and `--b` are its place from the side and from below.
// The host makes no stacking context: an open box lies above the buttons of all others. Without line ends it is 10 bytes less.
// On a phone the box leaves the button free until it is there (`--h`): nobody has to stay before one that does not come.
// The text is black or white, whichever has more contrast: CIE lightness 49.4 is WCAG's luminance 0.18, where both have 4.5 to 1.
const CSS = `:host{all:initial!important;position:absolute!important}\
button,div{position:fixed;z-index:999999999;inset-inline:var(--s);bottom:var(--b);box-shadow:0 4px 24px #0004}\
button{font:600 16px/1.25 system-ui;display:flex;gap:12px;align-items:center;padding:12px 16px;border:2px solid #fff4;border-radius:24px;background:var(--a);color:#fff;color:lch(from var(--a) calc((49.4 - l)*9e9) 0 0);cursor:pointer}\
:focus-visible{outline:2px solid #fff;box-shadow:0 0 0 5px #000}\
i{width:16px;height:12px;border:2px solid;border-radius:24px 24px 24px 0}\
b{background:#fff;color:#000;border-radius:24px;min-width:24px;line-height:24px}\
b:empty,[hidden]{display:none!important}\
@media print{:host{display:none!important}}\
div{bottom:calc(var(--b) + 60px);z-index:9999999999;width:384px;height:min(640px,100dvh - var(--b) - 76px);border-radius:16px;overflow:hidden;background:Canvas}\
iframe{border:0;width:100%;height:100%}\
@media(width<=480px),(height<=480px){div{inset:var(--t,0) 0 auto;width:100%;height:calc(var(--h,100dvh - var(--b) - 76px));border-radius:0}}`;

interface Box extends HTMLElement { unread?: string; small?: () => unknown }

// Cut into functions it would not fit into 2 kB. The build puts a closure around it all.
const doc = document;
const script = (doc.currentScript || doc.querySelector("[src*='/loader.js']")) as HTMLScriptElement;
const { queue = "", skin, text, lang, corner, accent } = script.dataset;
const add = <K extends keyof HTMLElementTagNameMap>(name: K, to: Node) => to.appendChild(doc.createElement(name));
const load = (name: string) => (add("script", doc.head).src = new URL(name + ".js", script.src) as unknown as string);
const boxes = doc.getElementsByClassName("otterdesk") as HTMLCollectionOf<Box>;
const title = () => doc.title.replace(/^\(\d+\) /, "");

// eslint-disable-next-line max-lines-per-function
const draw = () => {
  if (doc.querySelector(".libraryh3lp[jid]")) load("libraryh3lp");
  const key = "otterdesk" + [queue, skin];
  if (!skin || key in boxes) return; // or the script stands there twice
  const ofPage = [lang, doc.documentElement.lang];
  const label = text || [...ofPage, ...navigator.languages, "en"].map((tag) => LABELS[tag?.slice(0, 2) as string]).find(Boolean)!;
  const box = new URL("box.html?" + new URLSearchParams({ skin, queue, lang: ofPage as unknown as string }), script.src);
  box.hash = "host=" + location.origin;

  const host = add("div", doc.body) as Box;
  const root = host.attachShadow({ mode: "open" });
  const setVar = (name: string, value: string) => host.style.setProperty(name, value);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  root.adoptedStyleSheets = [sheet];
  setVar("--s", corner === "start" ? "16px auto" : "auto 16px");
  setVar("--b", 16 + 60 * boxes.length + "px");
  host.className = "otterdesk";
  host.id = key;
  setVar("--a", accent || "#1f5f5b");

  const button = add("button", root);
  add("i", button);
  const words = add("span", button);
  const badge = add("b", button);
  words.textContent = label;
  button.ariaExpanded = false as unknown as string; // the browser makes it text, here and below
  let kept: Record<string, string> = {};
  try {
    kept = sessionStorage;
  } catch {
    // blocked
  }
  let panel: HTMLDivElement;
  let frame: HTMLIFrameElement;
  let isReady: boolean;
  let isOpen = false;

  // On a phone the virtual keyboard covers the page's lower end; the box ends above it.
  const view = visualViewport!;
  const fit = () => {
    if (view.scale > 1.1) return; // magnified with two fingers
    setVar("--h", view.height + "px");
    setVar("--t", view.offsetTop + "px");
  };
  const tell = () => {
    (view.onresize = view.onscroll = fit)();
    frame.contentWindow?.postMessage({ otterdesk: "page", path: location.pathname, title: title(), shown: isOpen, kept: kept[key] }, box.origin);
  };
  const show = (open: boolean, focus?: boolean) => {
    if (open) for (const other of boxes) other.small?.();
    isOpen = open;
    if (isReady) tell();
    else {
      panel?.remove(); // it did not come: once more
      panel = add("div", root);
      frame = add("iframe", panel);
      frame.title = label;
      frame.src = box as unknown as string;
    }
    panel.hidden = !open;
    button.ariaExpanded = open as unknown as string;
    if (focus) (open ? frame : button).focus();
  };

  button.onclick = () => show(!isOpen, true);
  host.small = () => isOpen && show(false);
  addEventListener("message", ({ origin, source, data }) => {
    if (origin !== box.origin || source !== frame?.contentWindow) return;
    const { otterdesk: what, keep } = data;
    if (what === "ready") {
      isReady = true;
      tell();
    }
    if (what === "small") show(false, true);
    if (what === "gone") {
      isReady = false;
      panel.remove();
    }
    if (what === "state") {
      setVar("--a", accent || data.accent);
      frame.title = words.textContent = text || data.label;
      badge.textContent = host.unread = data.unread;
      button.ariaLabel = words.textContent + data.note;
      let all = 0; // the page's title counts for all its boxes
      for (const { unread = 0 } of boxes) all += +unread;
      doc.title = (all ? `(${all}) ` : "") + title();
      // With `keep` the box opens again by itself on the next page of this tab, and is given back what it kept.
      if (keep) kept[key] = +isOpen + keep;
      else delete kept[key];
    }
  });
  // The page's policy forbids the frame: framed.js puts a link in its place. A policy that only reports ("report", not "enforce") does not.
  (addEventListener as typeof doc.addEventListener)("securitypolicyviolation", ({ blockedURI, disposition }) => disposition < "f" && box.href.startsWith(blockedURI) && load("framed"));

  if (kept[key]) show(kept[key] > "1");
};
if (doc.readyState === "loading") addEventListener("DOMContentLoaded", draw);
else draw();

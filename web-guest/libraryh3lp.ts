// COMPAT LibraryH3lp's page markup: `.needs-js` is hidden once scripts run; of neighbouring `.libraryh3lp` elements the first whose queue (`jid`) is online
// is shown, else the one without a `jid`. A classic script: the loader fetches it where it sees such elements, or a page names it itself.
(() => {
  const script = (document.currentScript ?? document.querySelector("script[src*='/libraryh3lp.js'],script[src*='/loader.js']")) as HTMLScriptElement;
  const base = new URL(script.src);
  const FRESH_FOR = 30_000;

  /** Presence over HTTP from the script's own origin; whatever goes wrong counts as offline. */
  async function isOnline(jid: string): Promise<boolean> {
    try {
      const [queue = "", service = ""] = jid.split("@");
      const answer = await fetch(new URL(`presence/jid/${encodeURIComponent(queue)}/${encodeURIComponent(service)}/text`, base), { credentials: "omit" });
      return answer.ok && /^(?:available|chat)\b/.test((await answer.text()).trim());
    } catch {
      return false;
    }
  }

  /** Elements that stand beside each other, in order. */
  function groups(): HTMLElement[][] {
    const found: HTMLElement[][] = [];
    for (const element of Array.from(document.querySelectorAll<HTMLElement>(".libraryh3lp"))) {
      const last = found[found.length - 1];
      if (last !== undefined && last[last.length - 1] === element.previousElementSibling) last.push(element);
      else found.push([element]);
    }
    return found;
  }

  async function showOne(group: readonly HTMLElement[]): Promise<void> {
    let shown: HTMLElement | undefined;
    for (const element of group) {
      const jid = element.getAttribute("jid");
      if (jid === null || (await isOnline(jid))) {
        shown = element;
        break;
      }
    }
    for (const element of group) element.style.display = element === shown ? (element.localName === "span" ? "inline" : "block") : "none";
  }

  async function refresh(): Promise<void> {
    if (document.visibilityState === "visible") await Promise.all(groups().map(showOne));
    setTimeout(() => void refresh(), FRESH_FOR);
  }

  function start(): void {
    for (const element of Array.from(document.querySelectorAll<HTMLElement>(".needs-js"))) element.style.display = "none";
    void refresh();
  }
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
})();

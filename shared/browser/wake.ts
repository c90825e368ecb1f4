// Moments at which a network connection is worth a look: the network is back, the page is seen again, or it came out of the back/forward cache.
export interface PageEvents {
  /** The network or the page came back. */
  readonly woken: () => void;
  /** The page goes away, for good or into the back/forward cache. */
  readonly hidden: () => void;
}

/** Listens until the function that comes back is called. Does nothing where there is no page (Node). */
export function watchPage({ woken, hidden }: PageEvents): () => void {
  if (typeof window === "undefined") return () => undefined;
  const seen = () => document.visibilityState === "visible" && woken();
  const aborter = new AbortController();
  const { signal } = aborter;
  // "offline" counts as well: a look costs little, and a machine without a network may still reach a server on itself.
  for (const name of ["online", "offline", "pageshow"]) window.addEventListener(name, woken, { signal });
  document.addEventListener("visibilitychange", seen, { signal });
  window.addEventListener("pagehide", hidden, { signal });
  return () => aborter.abort();
}

// Whether a queue is online, asked over HTTP while it matters and the page is seen (docs/protocol.md, "Queue presence").
const EVERY = 10_000;

/** Tells once at first and then whenever it changes; until the function that comes back is called. */
export function watchQueue(queue: string, service: string, tell: (available: boolean) => void): () => void {
  let known: boolean | undefined;
  let stopped = false;
  const ask = async () => {
    if (document.visibilityState !== "visible") return;
    const available = await isAvailable(queue, service);
    if (stopped || available === undefined || available === known) return;
    known = available;
    tell(available);
  };
  void ask();
  const timer = setInterval(() => void ask(), EVERY);
  document.addEventListener("visibilitychange", ask);
  return () => {
    stopped = true;
    clearInterval(timer);
    document.removeEventListener("visibilitychange", ask);
  };
}

/** Undefined where it cannot be known now. */
async function isAvailable(queue: string, service: string): Promise<boolean | undefined> {
  try {
    const answer = await fetch(`presence/jid/${encodeURIComponent(queue)}/${encodeURIComponent(service)}/text`, { credentials: "omit" });
    return answer.ok ? (await answer.text()).trim() === "available" : undefined;
  } catch {
    return undefined;
  }
}

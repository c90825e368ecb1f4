// For whoever watches the service, on a listener of its own: /health (200 or 503) and /metrics (Prometheus' text format).
import type { Handler } from "./answer.ts";

export interface Health {
  readonly isOnline: () => boolean;
  /** Numbers by name (`chats_open`); a name that ends in `_total` only grows. */
  readonly counts: () => Readonly<Record<string, number>>;
}

export function serveHealth({ isOnline, counts }: Health): Handler {
  return ({ path }) => {
    const headers = { "Cache-Control": "no-store" };
    if (path === "/health") {
      const online = isOnline();
      return { status: online ? 200 : 503, headers: { ...headers, "Content-Type": "application/json" }, body: JSON.stringify({ status: online ? "ok" : "the XMPP server is away" }) };
    }
    if (path === "/metrics") return { status: 200, headers: { ...headers, "Content-Type": "text/plain; version=0.0.4" }, body: writeMetrics(isOnline(), counts()) };
    return undefined;
  };
}

function writeMetrics(online: boolean, counts: Readonly<Record<string, number>>): string {
  const all: Readonly<Record<string, number>> = { connected: online ? 1 : 0, memory_bytes: process.memoryUsage.rss(), uptime_seconds: Math.round(process.uptime()), ...counts };
  return Object.entries(all)
    .map(([name, value]) => `# TYPE otterdesk_${name} ${name.endsWith("_total") ? "counter" : "gauge"}\notterdesk_${name} ${value}\n`)
    .join("");
}

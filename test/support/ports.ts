// Free ports on loopback, for programs that have to be told theirs.
import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/** Below the ports that systems hand to outgoing connections, which come and go. A block is one caller's: tests run side by side. */
const RANGE = { first: 10_000, last: 32_000, block: 20 };

/** Ports that were free a moment ago, one after the other; some after them are nobody else's either. At most 20. */
export async function freePorts(count: number): Promise<number[]> {
  for (;;) {
    const first = RANGE.first + RANGE.block * randomInt((RANGE.last - RANGE.first) / RANGE.block);
    const ports = Array.from({ length: count }, (_, i) => first + i);
    if ((await Promise.all(ports.map(isFree))).every(Boolean)) return ports;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

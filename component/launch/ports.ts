// The ports of an installation: the guest's site has the one that was asked for, the others follow or are free ones.
import { createServer } from "node:net";
import { errorCode, Problem } from "./problem.ts";

export const PORT_NAMES = ["guest", "operator", "panel", "websocket", "c2s", "component", "health"] as const;
export type PortName = (typeof PORT_NAMES)[number];
export type Ports = Readonly<Record<PortName, number>>;

export const DEFAULT_PORT = 8400;
const CALLED: Ports extends Record<infer K, number> ? Record<K, string> : never = {
  guest: "the guest's site",
  operator: "the operator's client",
  panel: "the panel",
  websocket: "the XMPP server's WebSocket",
  c2s: "the XMPP server's clients",
  component: "the XMPP server's components",
  health: "the component's health",
};

/** Ports for a new installation (or one that moves): `first` must be free, each of the others is the next one if that is free. */
export async function choosePorts(first: number): Promise<Ports> {
  if (!(await isFree(first))) throw new Problem(`Port ${first} is taken by another program: choose another with npm start -- --port N.`);
  const ports: Partial<Record<PortName, number>> = {};
  const taken = new Set<number>();
  for (const [i, name] of PORT_NAMES.entries()) {
    const port = (await isFree(first + i)) ? first + i : await freePort(taken);
    taken.add(port);
    ports[name] = port;
  }
  return ports as Ports;
}

/** Ports that an installation has already: its addresses stay, so each has to be free again. */
export async function checkPorts(ports: Ports): Promise<void> {
  for (const name of PORT_NAMES) {
    if (await isFree(ports[name])) continue;
    throw new Problem(
      `Port ${ports[name]}, where this data folder has ${CALLED[name]}, is taken by another program: end that program, or move to other ports with npm start -- --port N.`,
    );
  }
}

/** Free on both loopback addresses: a browser may try either for `localhost`. */
async function isFree(port: number): Promise<boolean> {
  if (port > 65_535) return false;
  return (await canListen(port, "127.0.0.1")) && (await canListen(port, "::1"));
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error) => resolve(host === "::1" && errorCode(error) === "EADDRNOTAVAIL"));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

async function freePort(taken: ReadonlySet<number>): Promise<number> {
  for (;;) {
    const port = await new Promise<number>((resolve, reject) => {
      const server = createServer();
      server.once("error", reject);
      server.listen(0, "127.0.0.1", () => {
        const address = server.address();
        server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
      });
    });
    if (!taken.has(port) && (await isFree(port))) return port;
  }
}

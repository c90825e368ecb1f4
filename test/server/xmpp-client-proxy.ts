// A network between client and server that can break in each of the ways in which networks break.
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

export interface BreakableNetwork {
  readonly port: number;
  /** Cuts every connection. */
  cut(): void;
  /** Cuts every connection when half of what a client says next has passed. */
  cutMidway(): void;
  /** Swallows everything in silence, open and new connections alike: no packet says that anything is wrong. */
  swallow(isSwallowing: boolean): void;
  close(): Promise<void>;
}

export async function openNetwork(target: number): Promise<BreakableNetwork> {
  const pairs = new Set<readonly [Socket, Socket]>();
  const held = new Set<Socket>();
  let isSwallowing = false;
  let isCutting = false;
  const server = createServer((near) => {
    near.on("error", () => near.destroy());
    held.add(near);
    near.on("close", () => held.delete(near));
    if (isSwallowing) return void near.on("data", () => undefined);
    const far = connect(target, "127.0.0.1");
    const pair = [near, far] as const;
    pairs.add(pair);
    for (const [from, to] of [[near, far], [far, near]] as const) {
      let isDead = false; // what was swallowed once leaves a hole: such a connection never comes back to life
      from.on("data", (data) => {
        isDead ||= isSwallowing;
        if (isCutting && from === near) {
          isCutting = false;
          return void far.write(data.subarray(0, data.length >> 1), destroyAll);
        }
        if (!isDead) to.write(data);
      });
      from.on("error", () => to.destroy());
      from.on("close", () => {
        pairs.delete(pair);
        if (!isSwallowing) to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const destroyAll = () => {
    for (const pair of pairs) for (const socket of pair) socket.destroy();
    for (const socket of held) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut: destroyAll,
    cutMidway: () => void (isCutting = true),
    swallow: (on) => void (isSwallowing = on),
    async close() {
      destroyAll();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

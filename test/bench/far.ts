// A way to a server as a network makes it: a proxy on loopback that passes on what it gets after so many milliseconds, both ways.
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

export interface FarWay {
  readonly port: number;
  close(): void;
}

export async function openFarWay(to: number, ms: number): Promise<FarWay> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ port: to, host: "127.0.0.1", noDelay: true });
    for (const [from, other] of [[near, far], [far, near]] as const) {
      sockets.add(from);
      from.on("data", (data) => setTimeout(() => other.write(data), ms));
      from.on("error", () => other.destroy());
      from.on("close", () => (sockets.delete(from), setTimeout(() => other.destroy(), ms)));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

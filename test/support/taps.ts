// A TCP proxy on loopback that keeps what passes, for tests that look for what must not be there.
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

export interface Tap {
  readonly port: number;
  /** Every byte so far, both directions, connection by connection; WebSocket frames of browsers come unmasked. */
  recorded(): Buffer;
  /** As a network that breaks: every connection is cut. New ones are refused while `broken`. */
  cut(broken?: boolean): void;
  mend(): void;
  close(): Promise<void>;
}

/** `target` is asked at each connection, since it may be known only later. */
export async function openTap(target: () => number | Promise<number>, options: { readonly websocket?: boolean } = {}): Promise<Tap> {
  const parts: Buffer[][] = [];
  const sockets = new Set<Socket>();
  let broken = false;
  const server = createServer((near) => void join(near));
  async function join(near: Socket): Promise<void> {
    near.on("error", () => near.destroy());
    if (broken) return void near.destroy();
    const far = connect(await target(), "127.0.0.1");
    const [up, down]: [Buffer[], Buffer[]] = [[], []];
    parts.push(up, down);
    for (const [from, to, kept] of [[near, far, up], [far, near, down]] as const) {
      sockets.add(from);
      from.on("data", (data) => kept.push(data));
      from.on("error", () => to.destroy());
      from.on("close", () => sockets.delete(from));
      from.pipe(to);
    }
  }
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    recorded: () => Buffer.concat(parts.flatMap((kept) => (options.websocket ? [unmask(Buffer.concat(kept))] : kept))),
    cut(stay = false) {
      broken = stay;
      for (const socket of sockets) socket.destroy();
    },
    mend: () => void (broken = false),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** The payloads of a stream of WebSocket frames (RFC 6455 section 5.2) after its HTTP header. */
export function unmask(stream: Buffer): Buffer {
  const out: Buffer[] = [];
  let at = stream.indexOf("\r\n\r\n") + 4;
  out.push(stream.subarray(0, at));
  while (at + 2 <= stream.length) {
    const masked = (stream[at + 1] as number) & 0x80;
    let length = (stream[at + 1] as number) & 0x7f;
    at += 2;
    if (length === 126) [length, at] = [stream.readUInt16BE(at), at + 2];
    else if (length === 127) [length, at] = [Number(stream.readBigUInt64BE(at)), at + 8];
    const mask = masked ? stream.subarray(at, at + 4) : undefined;
    if (masked) at += 4;
    const payload = Buffer.from(stream.subarray(at, at + length));
    if (mask !== undefined) for (let i = 0; i < payload.length; i++) payload[i] = (payload[i] as number) ^ (mask[i % 4] as number);
    out.push(payload);
    at += length;
  }
  return Buffer.concat(out);
}

// The least that any component can do: it takes each message as text, writes other addresses into its tag and sends it on. Shows what the server alone costs on that way.
import { createHash } from "node:crypto";
import { connect } from "node:net";
import type { Prosody } from "../../support/prosody.ts";

const END = "</message>";

/** Serves the domain `name` with one address, at which each of the two reaches the other. */
export async function openBareRelay({ host, componentPort, secret }: Prosody, name: string, [one, other]: readonly [string, string]): Promise<{ address: string; stop(): void }> {
  const address = `c-abcdefghijklmnopqrstuvwxyz@${name}`;
  const socket = connect(componentPort, host).setNoDelay(true).setEncoding("utf8");
  socket.write(`<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' to='${name}'>`);
  let rest = "";
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.on("data", (data) => {
      rest += String(data);
      const id = /id=['"]([^'"]+)['"]/.exec(rest)?.[1];
      if (rest.includes("<handshake")) resolve();
      else if (id !== undefined) socket.write(`<handshake>${createHash("sha1").update(id + secret).digest("hex")}</handshake>`);
    });
  });
  socket.removeAllListeners("data");
  rest = "";
  socket.on("data", (data) => {
    rest += String(data);
    const end = rest.lastIndexOf(END);
    if (end < 0) return;
    const whole = rest.slice(0, end + END.length);
    rest = rest.slice(end + END.length);
    socket.write(whole.replace(/<message [^>]*>/g, (tag) => `<message type='chat' from='${address}' to='${tag.includes(one) ? other : one}' id=${/ id=('[^']*'|"[^"]*")/.exec(tag)?.[1]}>`));
  });
  return { address, stop: () => void socket.destroy() };
}

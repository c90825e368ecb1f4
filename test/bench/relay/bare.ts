// The least that any component can do: it takes each message as text, writes other addresses into its tag and sends it on. Shows what the server alone costs on that way.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Prosody } from "../../support/prosody.ts";

const END = "</message>";

type Server = Pick<Prosody, "host" | "componentPort" | "secret">;
type Ends = readonly [string, string];

/** `openBareRelay` in a process of its own. */
export async function startBareRelay({ host, componentPort, secret }: Server, name: string, ends: Ends): Promise<{ address: string; pid: number; stop(): void }> {
  const program = fileURLToPath(new URL("bare-process.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", program, JSON.stringify({ prosody: { host, componentPort, secret }, name, ends })], { stdio: ["ignore", "pipe", "inherit"] });
  const address = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", resolve);
    child.once("exit", () => reject(new Error("The bare relay has ended.")));
  });
  return { address, pid: child.pid ?? 0, stop: () => void child.kill("SIGKILL") };
}

/** Serves the domain `name` with one address, at which each of the two reaches the other; resolves with that address. */
export async function openBareRelay({ host, componentPort, secret }: Server, name: string, [one, other]: Ends): Promise<string> {
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
  return address;
}

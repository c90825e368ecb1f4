// Chromium for measuring: nothing watches what its pages fetch. A driver that does (Playwright among them) has the browser note the stack of each request,
// for which it parses the page's whole program a second time; a visitor's browser does not.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebSocket } from "ws";
import { CHROMIUM, QUIET } from "../support/chromium.ts";

type Parameters = Readonly<Record<string, unknown>>;
type Send = (method: string, parameters?: Parameters) => Promise<Record<string, unknown>>;

export interface Visit {
  /** The value of an expression in the page; of a promise what it comes to. */
  evaluate<T>(expression: string): Promise<T>;
  /** A text, key by key. */
  type(text: string): Promise<void>;
  press(key: "Enter"): Promise<void>;
}

export interface PlainChromium {
  ask: any; socket: any;
  /** A page in a browser without a past; `before` runs in it ahead of its own scripts. */
  visit<T>(address: string, before: string, use: (page: Visit) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export async function openPlainChromium(): Promise<PlainChromium> {
  const profile = mkdtempSync(join(tmpdir(), "otterdesk-bench-profile-"));
  const browser = spawn(CHROMIUM, [...QUIET, "--headless", "--lang=en-US", "--window-size=1280,720", `--user-data-dir=${profile}`, "--remote-debugging-port=0", "about:blank"], { stdio: ["ignore", "ignore", "pipe"] });
  const exited = new Promise<void>((resolve) => browser.once("exit", () => resolve()));
  const socket = new WebSocket(await addressOf(browser.stderr));
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  const ask = talk(socket);
  return {
    ask, socket,
    async visit(address, before, use) {
      const { browserContextId } = await ask("Target.createBrowserContext");
      const { targetId } = await ask("Target.createTarget", { url: "about:blank", browserContextId });
      const { sessionId } = await ask("Target.attachToTarget", { targetId, flatten: true });
      const send: Send = (method, parameters) => ask(method, parameters, sessionId as string);
      try {
        await send("Page.enable");
        await send("Page.addScriptToEvaluateOnNewDocument", { source: before });
        await send("Page.navigate", { url: address });
        return await use(pageOf(send));
      } finally {
        await ask("Target.disposeBrowserContext", { browserContextId });
      }
    },
    async close() {
      await ask("Browser.close");
      await exited;
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/** Chromium says on its standard error where it listens. */
function addressOf(stderr: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    stderr.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      const found = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    stderr.once("end", () => reject(new Error(`Chromium did not start: ${said.slice(-500)}`)));
  });
}

function talk(socket: WebSocket): (method: string, parameters?: Parameters, sessionId?: string) => Promise<Record<string, unknown>> {
  const waiting = new Map<number, { resolve(result: Record<string, unknown>): void; reject(error: Error): void }>();
  let last = 0;
  socket.on("message", (data: Buffer) => {
    const { id, result, error } = JSON.parse(data.toString()) as { id?: number; result?: Record<string, unknown>; error?: { message: string } };
    const asked = id === undefined ? undefined : waiting.get(id);
    if (asked === undefined || id === undefined) return;
    waiting.delete(id);
    if (error === undefined) asked.resolve(result ?? {});
    else asked.reject(new Error(`Chromium: ${error.message}`));
  });
  return (method, params = {}, sessionId) =>
    new Promise((resolve, reject) => {
      waiting.set(++last, { resolve, reject });
      socket.send(JSON.stringify({ id: last, method, params, ...(sessionId !== undefined && { sessionId }) }));
    });
}

function pageOf(send: Send): Visit {
  const key = async (parameters: Parameters) => {
    await send("Input.dispatchKeyEvent", { type: "keyDown", ...parameters });
    await send("Input.dispatchKeyEvent", { type: "keyUp", ...parameters });
  };
  return {
    async evaluate<T>(expression: string) {
      const { result, exceptionDetails } = (await send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true })) as { result: { value: T }; exceptionDetails?: { text: string } };
      if (exceptionDetails !== undefined) throw new Error(`In the page: ${exceptionDetails.text}`);
      return result.value;
    },
    async type(text) {
      for (const char of text) await key({ text: char, key: char, code: `Key${char.toUpperCase()}`, windowsVirtualKeyCode: char.toUpperCase().charCodeAt(0) });
    },
    press: (name) => key({ key: name, code: name, text: "\r", windowsVirtualKeyCode: 13 }),
  };
}

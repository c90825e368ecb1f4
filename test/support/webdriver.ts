// Firefox and WebKit for tests, driven by W3C WebDriver's commands: Firefox takes them through its built-in Marionette, WebKitGTK through its WebKitWebDriver.
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts } from "./ports.ts";

/** WebDriver's commands that are used here: by Marionette's name, HTTP's method and path. */
const COMMANDS = {
  Navigate: ["POST", "/url"],
  Refresh: ["POST", "/refresh"],
  ExecuteScript: ["POST", "/execute/sync"],
  ElementClick: ["POST", "/element/:id/click"],
  ElementSendKeys: ["POST", "/element/:id/value"],
  GetComputedLabel: ["GET", "/element/:id/computedlabel"],
  SwitchToFrame: ["POST", "/frame"],
  GetWindowHandles: ["GET", "/window/handles"],
  NewWindow: ["POST", "/window/new"],
  SwitchToWindow: ["POST", "/window"],
  PerformActions: ["POST", "/actions"],
} as const;

export type Command = keyof typeof COMMANDS;
type Params = Readonly<Record<string, unknown>>;

export interface Driver {
  call(command: Command, params?: Params): Promise<unknown>;
  quit(): Promise<void>;
}

export interface Firefox extends Driver {
  /** As "Duplicate Tab" does it, for the window that commands go to. */
  duplicateTab(): Promise<void>;
}

const PATIENCE = 30_000;

/** A headless Firefox on a profile of its own. `prefs`: its `about:config`. */
export async function openFirefox(prefs: Readonly<Record<string, string | number | boolean>> = {}): Promise<Firefox> {
  const profile = mkdtempSync(join(tmpdir(), "otterdesk-firefox-"));
  const [port = 0] = await freePorts(1);
  const all = { "marionette.port": port, "intl.accept_languages": "en-US", ...prefs };
  writeFileSync(join(profile, "user.js"), Object.entries(all).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`).join(""));
  const browser = spawn(process.env["FIREFOX"] ?? "firefox-esr", ["--headless", "--marionette", "--remote-allow-system-access", "--no-remote", "--profile", profile], { stdio: "ignore", env: { ...process.env, HOME: profile } });
  const end = async () => {
    await ended(browser);
    rmSync(profile, { recursive: true, force: true });
  };
  try {
    const marionette = new Marionette(await reach(port, browser));
    await marionette.send("WebDriver:NewSession", {});
    return {
      call(command, params = {}) {
        const frame = command === "SwitchToFrame" ? params["id"] : undefined;
        return marionette.send(`WebDriver:${command}`, isObject(frame) ? { element: Object.values(frame)[0] } : params);
      },
      async duplicateTab() {
        await marionette.send("Marionette:SetContext", { value: "chrome" });
        await marionette.send("WebDriver:ExecuteScript", { script: "gBrowser.selectedTab = gBrowser.duplicateTab(gBrowser.selectedTab)" });
        await marionette.send("Marionette:SetContext", { value: "content" });
      },
      quit: end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

/** Marionette's wire: `LENGTH:JSON`, a command `[0, id, name, parameters]`, its answer `[1, id, error, result]`. */
class Marionette {
  #buffer = Buffer.alloc(0);
  #next = 0;
  readonly #waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();

  constructor(private readonly socket: Socket) {
    socket.on("data", (data) => {
      this.#buffer = Buffer.concat([this.#buffer, data]);
      this.#read();
    });
    socket.on("close", () => this.#waiting.forEach(({ reject }) => reject(new Error("Firefox has ended."))));
  }

  send(name: string, params: Params): Promise<unknown> {
    const id = ++this.#next;
    const text = JSON.stringify([0, id, name, params]);
    this.socket.write(`${Buffer.byteLength(text)}:${text}`);
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  #read(): void {
    for (;;) {
      const colon = this.#buffer.indexOf(":");
      const end = colon + 1 + Number(this.#buffer.subarray(0, Math.max(colon, 0)).toString());
      if (colon < 0 || this.#buffer.length < end) return;
      const message: unknown = JSON.parse(this.#buffer.subarray(colon + 1, end).toString());
      this.#buffer = this.#buffer.subarray(end);
      if (!Array.isArray(message)) continue; // the greeting
      const [, id, error, result] = message as [number, number, { error: string; message: string } | null, unknown];
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error !== null) waiting?.reject(new Error(`${error.error}: ${error.message}`));
      else waiting?.resolve(isObject(result) && Object.keys(result).length === 1 && "value" in result ? result["value"] : result);
    }
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** WebKitGTK's small browser, on an X server of its own. */
export async function openWebKit(): Promise<Driver> {
  const display = spawn("Xvfb", ["-displayfd", "1", "-screen", "0", "1400x1000x24", "-nolisten", "tcp"], { stdio: ["ignore", "pipe", "ignore"] });
  const number = await new Promise<string>((resolve, reject) => {
    display.stdout.once("data", (text: Buffer) => resolve(text.toString().trim()));
    display.once("error", reject);
  });
  const home = mkdtempSync(join(tmpdir(), "otterdesk-webkit-"));
  const [port = 0] = await freePorts(1);
  const env = { ...process.env, DISPLAY: `:${number}`, HOME: home, LANG: "en_US.UTF-8", LANGUAGE: "en", GDK_BACKEND: "x11", NO_AT_BRIDGE: "1" };
  const driver = spawn("WebKitWebDriver", [`--port=${port}`], { stdio: "ignore", env });
  let session: string | undefined;
  const http = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, ...(method === "POST" && { body: JSON.stringify(body) }) });
    const { value } = (await answer.json()) as { value: unknown };
    if (!answer.ok) throw new Error(`${isObject(value) ? `${value["error"]}: ${value["message"]}` : answer.status}`);
    return value;
  };
  const quit = async () => {
    if (session !== undefined) await http("DELETE", `/session/${session}`).catch(() => undefined);
    for (const process of [driver, display]) await ended(process);
    rmSync(home, { recursive: true, force: true });
  };
  try {
    (await reach(port, driver)).destroy();
    ({ sessionId: session } = (await http("POST", "/session", { capabilities: { alwaysMatch: { "webkitgtk:browserOptions": { args: ["--automation"], binary: miniBrowser() } } } })) as { sessionId: string });
  } catch (error) {
    await quit();
    throw error;
  }
  return {
    call(command, params = {}) {
      const [method, path] = COMMANDS[command];
      return http(method, `/session/${session}${path.replace(":id", String(params["id"]))}`, params);
    },
    quit,
  };
}

function miniBrowser(): string {
  const lib = readdirSync("/usr/lib").find((name) => name.endsWith("-linux-gnu")) ?? "";
  return `/usr/lib/${lib}/webkit2gtk-4.1/MiniBrowser`;
}

/** Ends it and waits for that. */
async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill();
  await gone;
}

/** The connection to a port that a program is about to listen on. */
async function reach(port: number, program: ChildProcess): Promise<Socket> {
  let failure: Error | undefined;
  program.once("error", (error) => (failure = error));
  for (const end = Date.now() + PATIENCE; Date.now() < end && program.exitCode === null && failure === undefined; ) {
    const socket = connect(port, "127.0.0.1");
    const reached = await new Promise<boolean>((resolve) => socket.once("connect", () => resolve(true)).once("error", () => resolve(false)));
    if (reached) return socket;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw failure ?? new Error(`${program.spawnfile} does not listen on port ${port}.`);
}

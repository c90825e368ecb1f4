// The panel's program as it is built, as a child, and a visitor who uses it by plain HTTP as a browser would: cookies, forms, fetch metadata.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { openAdministrators } from "../../admin/store/administrators.ts";
import { openDatabase } from "../../admin/store/database.ts";
import type { Prosody } from "./prosody.ts";

export interface Account {
  readonly name: string;
  readonly library: string;
  readonly password: string;
}

export interface RunningPanel {
  readonly url: string;
  readonly folder: string;
  /** Everything it wrote, to either output. */
  readonly output: readonly string[];
  /** Its last line so far of this event. */
  event(name: string): Promise<void>;
  stop(): Promise<number | null>;
}

export const SEED = {
  library: "demo", skin: "main", queue: "reference", admin: { name: "admin", password: "a long demo password" },
  operators: [{ jid: "desk1@example.org", password: "x" }, { jid: "desk2@example.org", password: "y" }],
};

/** With the demo's seed; further administrators are put into the store before it starts. */
export async function startPanel(prosody: Prosody, more: Readonly<Record<string, unknown>> = {}, accounts: readonly Account[] = []): Promise<RunningPanel> {
  const folder = mkdtempSync(join(tmpdir(), "otterdesk-panel-"));
  await addAccounts(folder, accounts);
  const { domain, service, panelDomain, host, componentPort, secret } = prosody;
  writeFileSync(join(folder, "demo.json"), JSON.stringify(SEED));
  const config = {
    domain, service, panelDomain, xmpp: { host, port: componentPort, secret }, data: folder, http: { host: "127.0.0.1", port: 0 },
    urls: { guest: "http://localhost:1", operator: "http://localhost:2" }, seed: join(folder, "demo.json"), ...more,
  };
  const file = join(folder, "panel.json");
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  const child = spawn(process.execPath, ["dist/admin/main.js", "--config", file], { stdio: ["ignore", "pipe", "pipe"] });
  const output: string[] = [];
  const waiting: (() => void)[] = [];
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on("line", (line) => (output.push(line), waiting.splice(0).forEach((go) => go())));
  const exited = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  const find = async (name: string): Promise<string> => {
    for (;;) {
      const line = output.findLast((l) => l.includes(`"event":"${name}"`));
      if (line !== undefined) return line;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  const ended = exited.then((code) => Promise.reject(new Error(`The panel ended with ${code}: ${output.join("\n")}`)));
  ended.catch(() => undefined);
  const { port } = JSON.parse(await Promise.race([find("ready"), ended])) as { port: number };
  return {
    url: `http://127.0.0.1:${port}`, folder, output,
    event: (name) => find(name).then(() => undefined),
    async stop() {
      child.kill("SIGTERM");
      const code = await exited;
      rmSync(folder, { recursive: true, force: true });
      return code;
    },
  };
}

async function addAccounts(folder: string, accounts: readonly Account[]): Promise<void> {
  const database = await openDatabase(join(folder, "panel.sqlite"));
  const administrators = openAdministrators(database, Date.now, { N: 1024, r: 8, p: 1 }); // cheap: it is not their strength that is tested
  for (const { name, library, password } of [...accounts, { ...SEED.admin, library: SEED.library }]) await administrators.add(name, library, password);
  await database.close();
}

export interface Page {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  /** Where it leads, for a redirect. */
  readonly way: string | null;
  /** The token of the page's forms. */
  readonly token: string;
}

/** A browser's share of HTTP: keeps cookies, says where requests come from. */
export class Visitor {
  readonly cookies = new Map<string, string>();
  readonly #url: string;
  token = "";

  constructor(url: string) {
    this.#url = url;
  }

  async get(way: string): Promise<Page> {
    return this.#ask(way, { headers: { "Sec-Fetch-Site": "same-origin" } });
  }

  /** Posts a form with the last seen token, from the panel's own origin unless `headers` says otherwise. */
  async post(way: string, fields: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = this.own()): Promise<Page> {
    return this.#ask(way, { method: "POST", headers: { "Content-Type": "application/x-www-form-urlencoded", ...headers }, body: new URLSearchParams({ token: this.token, ...fields }) });
  }

  async postJson(way: string, body: string, headers: Readonly<Record<string, string>> = { ...this.own(), "X-Form-Token": this.token }): Promise<Page> {
    return this.#ask(way, { method: "POST", headers: { "Content-Type": "application/json", ...headers }, body });
  }

  own(): Record<string, string> {
    return { "Origin": this.#url, "Sec-Fetch-Site": "same-origin" };
  }

  async signIn(name: string, password: string): Promise<Page> {
    await this.get("/sign-in");
    return this.post("/sign-in", { name, password, way: "/" });
  }

  async #ask(way: string, init: RequestInit): Promise<Page> {
    const cookie = [...this.cookies].map(([k, v]) => `${k}=${v}`).join("; ");
    const response = await fetch(`${this.#url}${way}`, { ...init, redirect: "manual", headers: { ...(init.headers as Record<string, string>), ...(cookie !== "" && { Cookie: cookie }) } });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      const [name = "", value = ""] = pair.split(/=(.*)/s);
      if (/expires=Thu, 01 Jan 1970/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const text = await response.text();
    const token = /name="token" value="([^"]+)"/.exec(text)?.[1];
    if (token !== undefined) this.token = token;
    return { status: response.status, text, headers: response.headers, way: response.headers.get("Location"), token: token ?? "" };
  }
}

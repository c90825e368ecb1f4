// The component's program as it is built, as a child, with a configuration for a test's Prosody.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { freePorts } from "./ports.ts";
import type { Prosody } from "./prosody.ts";

export interface RunningComponent {
  readonly folder: string;
  readonly pid: number;
  /** Where it serves the guest's site. */
  readonly guestSite: string;
  /** The lines of its log so far. */
  readonly log: readonly string[];
  /** Asks again and again until it is so; rejects after ten seconds. */
  until(isSo: () => Promise<boolean>): Promise<void>;
  /** As a crash; what it wrote stays. */
  kill(): Promise<void>;
  /** SIGTERM, then its folder is removed; the exit code. */
  stop(): Promise<number | null>;
}

export async function startComponent(prosody: Prosody, more: Readonly<Record<string, unknown>> = {}, folder = mkdtempSync(join(tmpdir(), "otterdesk-component-")), log: string[] = []): Promise<RunningComponent> {
  const [guestPort, operatorPort] = (await freePorts(2)) as [number, number];
  const { domain, service, panelDomain, guestDomain, host, componentPort, secret, websocket, atOnce } = prosody;
  const config = { domain, service, panelDomain, guestDomain, xmpp: { host, port: componentPort, secret }, data: folder, http: { host, guestPort, operatorPort }, websocket, atOnce, ...more };
  const file = join(folder, "component.json");
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  const child = spawn(process.execPath, ["dist/component/main.js", "--config", file], { stdio: ["ignore", "pipe", "pipe"] });
  createInterface({ input: child.stderr }).on("line", (line) => log.push(line));
  const exited = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  const ready = new Promise<void>((resolve) => createInterface({ input: child.stdout }).on("line", (line) => line.includes('"ready"') && resolve()));
  await Promise.race([ready, exited.then((code) => Promise.reject(new Error(`The component ended with ${code}: ${log.join("\n")}`)))]);
  return {
    folder,
    pid: child.pid ?? 0,
    guestSite: `http://${host}:${guestPort}`,
    log,
    async until(isSo) {
      for (const end = Date.now() + 10_000; Date.now() < end; ) {
        if (await isSo()) return;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      throw new Error(`It did not become so within ten seconds: ${log.slice(-5).join("\n")}`);
    },
    async kill() {
      child.kill("SIGKILL");
      await exited;
    },
    async stop() {
      child.kill("SIGTERM");
      const code = await exited;
      rmSync(folder, { recursive: true, force: true });
      return code;
    },
  };
}

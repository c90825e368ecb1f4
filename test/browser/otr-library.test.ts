// dist/otr/otr.js where others would use it: in Node without a loader, in Vite's dev server, in a page with an AMD loader under a strict CSP; and its Worker.
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect } from "chai";
import type { Browser, Page } from "playwright-core";
import { createServer as createVite } from "vite";
import { openBrowser, until } from "../support/chromium.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const TALK = { states: ["encrypted", "encrypted"], texts: [["to a"], ["to b: Grüße"]] };
const CSP = "default-src 'none'; script-src 'self'; worker-src 'self'; img-src data:";
const TYPES: Record<string, string> = { ".html": "text/html; charset=utf-8", ".js": "text/javascript" };

interface AtTest {
  globals(): { touched: string[]; isSameBigInt: boolean; added: string[] };
  talk(): typeof TALK;
  makeKey(): Promise<{ progress: number[]; check: boolean }>;
  cancel(when: "before" | "first"): Promise<{ end: string; calls: number }>;
}
declare const atTest: AtTest;

/** Only what a stranger would have: the two built files, and the page. */
function layOut(): string {
  const folder = mkdtempSync(join(tmpdir(), "otterdesk-library-"));
  for (const file of ["otr.js", "key-worker.js"]) cpSync(join(ROOT, "dist/otr", file), join(folder, file));
  cpSync(join(ROOT, "test/browser/otr-page"), folder, { recursive: true });
  return folder;
}

function serve(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream", "content-security-policy": CSP });
    response.end(readFileSync(join(folder, path.replaceAll("..", ""))));
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

const addressOf = (server: Pick<Server, "address">): string => {
  const address = server.address();
  return typeof address === "object" && address !== null ? `http://127.0.0.1:${address.port}` : "";
};

describe("OTR as one module", function () {
  this.timeout(60_000);
  const folder = layOut();
  let server: Server;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  async function open(address: string): Promise<void> {
    page = await browser.newPage();
    page.on("console", (message) => /error|warning/.test(message.type()) && !message.location().url.endsWith("/favicon.ico") && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(address);
    await page.waitForFunction(() => "atTest" in window || "run" in window);
  }

  before(async () => {
    server = await serve(folder);
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    server?.close();
    rmSync(folder, { recursive: true });
  });
  afterEach(async () => {
    await page?.close();
    expect(complaints.splice(0)).to.deep.equal([]);
  });

  it("runs in Node without a loader or a package around it, and leaves no global", async () => {
    const program = `
      const before = Object.getOwnPropertyNames(globalThis);
      const [otr, { talk }] = await Promise.all([import("./otr.js"), import("./talk.js")]);
      const result = talk(otr);
      console.log(JSON.stringify({ ...result, added: Object.getOwnPropertyNames(globalThis).filter((name) => !before.includes(name)) }));`;
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ["--input-type=module", "--no-warnings=MODULE_TYPELESS_PACKAGE_JSON", "-e", program], { cwd: folder });
    expect(stderr).to.equal("");
    expect(JSON.parse(stdout)).to.deep.equal({ ...TALK, added: [] });
  });

  it("runs beside an AMD loader, touches none of the page's names and adds none", async () => {
    await open(`${addressOf(server)}/index.html`);
    expect(await page.evaluate(() => atTest.talk())).to.deep.equal(TALK);
    expect(await page.evaluate(() => atTest.globals())).to.deep.equal({ touched: [], isSameBigInt: true, added: [] });
  });

  it("runs in Vite's dev server, as the built module and from its sources", async () => {
    const sources = join(ROOT, "test/bench/otr-page");
    for (const root of [folder, sources]) {
      const vite = await createVite({ root, configFile: false, logLevel: "error", cacheDir: join(folder, ".vite"), server: { host: "127.0.0.1", port: 0, fs: { allow: [root, ROOT] } }, worker: { format: "es" } });
      try {
        await vite.listen();
        await open(`${addressOf(vite.httpServer as Server)}/index.html`);
        if (root === sources) expect(await page.evaluate(() => (window as unknown as { run(task: string, runs: number): Promise<number[]> }).run("ake", 1))).to.have.length(1);
        else expect(await page.evaluate(() => atTest.talk())).to.deep.equal(TALK);
      } finally {
        await vite.close();
      }
    }
  });

  it("makes a key in its Worker, with progress that only rises", async () => {
    await open(`${addressOf(server)}/index.html`);
    const { progress, check } = await page.evaluate(() => atTest.makeKey());
    expect(check).to.equal(true);
    expect(progress.at(-1)).to.equal(1);
    expect([...progress].sort((a, b) => a - b)).to.deep.equal(progress);
    await until(() => page.workers().length === 0);
  });

  it("stops making a key at once when it is cancelled, and the Worker is gone", async () => {
    await open(`${addressOf(server)}/index.html`);
    let workers = 0;
    page.on("worker", () => (workers += 1));
    expect(await page.evaluate(() => atTest.cancel("before"))).to.deep.equal({ end: "cancelled", calls: 0 });
    expect(workers).to.equal(0);
    expect(await page.evaluate(() => atTest.cancel("first"))).to.deep.equal({ end: "cancelled", calls: 1 });
    expect(workers).to.equal(1);
    await until(() => page.workers().length === 0);
  });
});

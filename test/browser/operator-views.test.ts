// The operator's client in every state, in real Chromium, on pages made by the real build and under the real policy: accessible, and free of complaints.
// Set OTTERDESK_SHOTS to a folder to keep a picture of each.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { build } from "vite";
import { openBrowser } from "../support/chromium.ts";
import { SCENES } from "./operator-stage/scenes.ts";

const STAGE = fileURLToPath(new URL("./operator-stage/", import.meta.url));
const AXE = readFileSync(fileURLToPath(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url)), "utf8");
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const TYPES: Record<string, string> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };

interface Look {
  readonly options: BrowserContextOptions;
  /** Rules of axe: all in one look; in the others those that can differ there. */
  readonly rules: readonly string[] | "all";
  /** Those that differ there; without it, all. With OTTERDESK_SHOTS, all in every look. */
  readonly rooms?: readonly string[];
}

const PHONE = { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true };
const DESKTOP = { viewport: { width: 1280, height: 800 } };
const LOOKS: Record<string, Look> = {
  "desktop-light": { options: { ...DESKTOP, colorScheme: "light" }, rules: "all" },
  "desktop-dark": { options: { ...DESKTOP, colorScheme: "dark" }, rules: ["color-contrast"], rooms: ["wrong-password", "ringing", "busy", "context", "key-changed", "offline", "over", "preferences-key"] },
  "phone-light": { options: { ...PHONE, colorScheme: "light" }, rules: ["target-size", "scrollable-region-focusable"], rooms: ["sign-in", "list", "busy", "over", "key-changed", "preferences-stored", "transfer", "replies"] },
};

describe("the operator's client, state by state", function () {
  this.timeout(240_000);
  let folder: string;
  let server: Server;
  let browser: Browser;
  let origin: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "otterdesk-stage-"));
    await build({ root: STAGE, base: "./", configFile: false, logLevel: "error", build: { outDir: folder, emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false } }, oxc: { jsx: { runtime: "automatic", importSource: "preact" } } });
    server = createServer((request, response) => {
      const path = new URL(request.url ?? "/", "http://x").pathname;
      const file = path === "/" ? "/index.html" : path;
      try {
        const body = readFileSync(join(folder, file));
        response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream", "content-security-policy": POLICY }).end(body);
      } catch {
        response.writeHead(404).end();
      }
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await openBrowser();
  });

  after(async () => {
    await browser?.close();
    server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function newPage(options: BrowserContextOptions): Promise<{ page: Page; complaints: string[] }> {
    const context = await browser.newContext({ ...options, reducedMotion: "reduce" });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("console", (m) => (m.type() === "error" || m.type() === "warning") && complaints.push(m.text()));
    page.on("pageerror", (e) => complaints.push(String(e)));
    await page.goto(origin);
    return { page, complaints };
  }

  const show = (page: Page, scene: string, direction = "ltr"): Promise<void> =>
    page.evaluate(([s, d]) => (window as unknown as { show(scene: string, direction: string): Promise<void> }).show(s, d), [scene, direction] as const);

  function violations(page: Page, rules: Look["rules"]): Promise<string[]> {
    return page.evaluate(async (wanted) => {
      const axe = (globalThis as unknown as { axe: { run(options: object): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> } }).axe;
      const { violations: found } = await axe.run({ resultTypes: ["violations"], runOnly: wanted === "all" ? ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] : { type: "rule", values: wanted } });
      return found.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.html.slice(0, 160)} ${n.failureSummary.slice(0, 200)}`));
    }, rules);
  }

  async function keep(page: Page, name: string): Promise<void> {
    const shots = process.env["OTTERDESK_SHOTS"];
    if (!shots) return;
    mkdirSync(shots, { recursive: true });
    await page.screenshot({ path: join(shots, `${name}.png`) });
  }

  const DOORS: Record<string, (page: Page) => Promise<void>> = {
    "preferences": (page) => page.getByRole("button", { name: "Preferences" }).click(),
    "protection": (page) => page.getByText("proven to the guest").click(),
    "preferences-key": async (page) => {
      await page.getByRole("button", { name: "Preferences" }).click();
      await page.getByRole("checkbox", { name: "My administrator gave me a private key" }).check();
      await page.getByRole("textbox", { name: "Private key" }).fill("not a key");
      await page.getByRole("button", { name: "Save" }).click();
    },
    "preferences-stored": async (page) => {
      await page.getByRole("button", { name: "Preferences" }).click();
      await page.getByRole("checkbox", { name: "My administrator gave me a private key" }).check();
      await page.getByRole("textbox", { name: "Private key" }).fill("AAAAAACA");
      await page.getByRole("button", { name: "Save" }).click();
    },
    "transfer": (page) => page.getByRole("button", { name: "Transfer" }).click(),
    "end": (page) => page.getByRole("button", { name: "End chat" }).click(),
    "replies": (page) => page.getByRole("button", { name: "Quick replies" }).click(),
  };

  const wider = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

  for (const [look, { options, rules, rooms: only }] of Object.entries(LOOKS)) {
    it(`has no accessibility fault and no complaint: ${look}`, async () => {
      const { page, complaints } = await newPage(options);
      await page.evaluate(AXE);
      const faults: string[] = [];
      const rooms = [...Object.keys(SCENES).map((scene) => [scene, undefined] as const), ...Object.keys(DOORS).map((door) => [door.startsWith("preferences") ? "empty" : "busy", door] as const)];
      for (const [scene, door] of rooms) {
        if (only && !process.env["OTTERDESK_SHOTS"] && !only.includes(door ?? scene)) continue;
        await show(page, scene);
        if (door) await DOORS[door]?.(page);
        faults.push(...[...(await violations(page, rules)), ...complaints.splice(0)].map((f) => `${door ?? scene}: ${f}`));
        if ((await wider(page)) > 0) faults.push(`${door ?? scene} is wider than the window`);
        await keep(page, `${door ?? scene}.${look}`);
      }
      await page.context().close();
      expect(faults).to.deep.equal([]);
    });
  }

  it("fits the other way round for right-to-left, and at 400 % zoom", async () => {
    for (const [name, options, scene, direction] of [
      ["rtl", DESKTOP, "busy", "rtl"],
      ["rtl-phone", PHONE, "list", "rtl"],
      ["zoom", { viewport: { width: 320, height: 256 } }, "busy", "ltr"],
    ] as const) {
      const { page } = await newPage(options);
      await show(page, scene, direction);
      expect(await wider(page), name).to.be.at.most(0);
      await keep(page, name);
      if (name === "zoom") {
        // What was said can be read between head and field, all of it.
        for (const text of ["my grandmother was born there", "It takes me a moment."]) {
          await page.getByText(text).first().evaluate((line) => line.scrollIntoView({ block: "nearest" }));
          const [line, field] = await Promise.all([page.getByText(text).first().boundingBox(), page.getByRole("textbox").boundingBox()]);
          expect(line && field && line.y >= 0 && line.y + line.height <= field.y, `${text} ${JSON.stringify([line, field])}`).to.equal(true);
        }
      }
      await page.context().close();
    }
  });
});

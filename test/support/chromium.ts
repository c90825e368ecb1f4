// Debian's Chromium for tests, and waiting for what is not in a page.
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Browser, type BrowserContext } from "playwright-core";

export const QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

/** `without`: what Playwright switches on by itself. */
export const openBrowser = (without: string[] = []): Promise<Browser> => chromium.launch({ executablePath: CHROMIUM, args: QUIET, ignoreDefaultArgs: without });

let shared: Promise<Browser> | undefined;

/** One browser for all tests of a run that stay in contexts of their own; it ends with the run. */
export const sharedBrowser = (): Promise<Browser> => (shared ??= openBrowser());

// A root hook of mocha's: after the last test of the run. Benches run without mocha.
if (typeof after === "function") after(async () => (await shared)?.close());

/** A window as "New private window" opens it, on a profile of its own. */
export async function openPrivateWindow(): Promise<{ readonly context: BrowserContext; close(): Promise<void>; remains(text: string): boolean }> {
  const profile = mkdtempSync(join(tmpdir(), "otterdesk-profile-"));
  const context = await chromium.launchPersistentContext(profile, { executablePath: CHROMIUM, args: [...QUIET, "--incognito"], locale: "en-US" });
  return {
    context,
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
    /** Whether the profile on the disk has this text in any file. */
    remains: (text) => readdirSync(profile, { recursive: true, withFileTypes: true }).some((file) => file.isFile() && readFileSync(join(file.parentPath, file.name)).includes(text)),
  };
}

/** Waits until it is so. */
export async function until(isSo: () => boolean | Promise<boolean>, patience = 10_000): Promise<void> {
  const end = Date.now() + patience;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`It did not become so within ${patience} ms: ${isSo}`);
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}

// Debian's Chromium for tests, and waiting for what is not in a page.
import { chromium, type Browser } from "playwright-core";

const QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export const openBrowser = (): Promise<Browser> => chromium.launch({ executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium", args: QUIET });

/** Waits until it is so. */
export async function until(isSo: () => boolean | Promise<boolean>, patience = 10_000): Promise<void> {
  const end = Date.now() + patience;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`It did not become so within ${patience} ms: ${isSo}`);
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}

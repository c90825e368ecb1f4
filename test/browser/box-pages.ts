// Builds and serves the gallery of the box's states, and opens Chromium: what the tests of looks and accessibility share.
import { createServer, type Server } from "node:http";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type Browser } from "playwright-core";
import { build } from "vite";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const TYPES: Record<string, string> = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css" };

export interface Pages {
  readonly origin: string;
  readonly close: () => Promise<void>;
}

/** A folder served on a free port, under the box's own policy. */
export async function serveFolder(folder: string, headers: Record<string, string> = {}): Promise<Pages> {
  const server: Server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    readFile(join(folder, path.includes("..") ? "" : decodeURIComponent(path))).then(
      (body) => response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream", ...headers }).end(body),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, close: () => new Promise((done) => (server.closeAllConnections(), server.close(() => done()))) };
}

export async function serveGallery(): Promise<Pages> {
  const out = await mkdtemp(join(tmpdir(), "box-gallery-"));
  await build({
    root: ROOT,
    base: "./",
    configFile: false,
    logLevel: "error",
    publicDir: false,
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    build: { outDir: out, emptyOutDir: true, target: "es2022", modulePreload: { polyfill: false }, rolldownOptions: { input: join(ROOT, "test/browser/box-gallery.html") } },
  });
  const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:";
  const pages = await serveFolder(out, { "content-security-policy": policy });
  return { origin: `${pages.origin}/test/browser/box-gallery.html`, close: async () => (await pages.close(), await rm(out, { recursive: true })) };
}

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

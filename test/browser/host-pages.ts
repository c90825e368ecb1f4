// Somebody's web site with our chat on it: serves the sample pages of docs/embedding and pages made for a test, on origins that are not the box's.
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import type { Scene } from "./guest-pages.ts";

export interface HostPages {
  /** Another site than the box's 127.0.0.1: the browser may block the box's storage in its frames. */
  readonly otherSite: string;
  /** Another origin of the box's site, as `www.library.example` is to `chat.library.example`. */
  readonly sameSite: string;
  close(): void;
}

export interface Page {
  readonly html: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** `pages`: by path, besides the samples. In all of them `https://chat.example.org` becomes the box's origin. */
export async function servePages(boxOrigin: string, service: string, pages: Readonly<Record<string, Page>> = {}): Promise<HostPages> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://host.invalid").pathname;
    const page = pages[path] ?? readSample(path);
    if (page === undefined) return void response.writeHead(404).end();
    const at = (text: string) => text.replaceAll("https://chat.example.org", boxOrigin).replaceAll("@chat.example.org", `@${service}`);
    const headers = Object.entries(page.headers ?? {}).map(([name, value]) => [name, at(value)]);
    response.writeHead(200, { "content-type": "text/html; charset=utf-8", ...Object.fromEntries(headers) }).end(at(page.html));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return {
    otherSite: `http://localhost:${port}`,
    sameSite: `http://127.0.0.1:${port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Called inside `describe`, after the scene: the site is there for its tests. */
export function setHost(on: Pick<Scene, "stage">, pages: Readonly<Record<string, Page>>): HostPages {
  const host = {} as HostPages;
  before(async () => Object.assign(host, await servePages(on.stage.origin, on.stage.prosody.service, pages)));
  after(() => "close" in host && host.close());
  return host;
}

function readSample(path: string): Page | undefined {
  const name = /^\/([a-z-]+\.html)$/.exec(path)?.[1];
  return name === undefined ? undefined : { html: readFileSync(`docs/embedding/${name}`, "utf8") };
}

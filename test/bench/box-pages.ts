// What `npm run bench -- box` opens: our box, a page with Converse.js, and one static server with gzip for both.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";

/** Not a devDependency: 98 MB that only this benchmark needs. */
const CONVERSE = { name: "converse.js", version: "14.0.0", folder: "node_modules/.cache/otterdesk-bench" } as const;

const TYPES: Record<string, string> = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".svg": "image/svg+xml", ".wasm": "application/wasm", ".woff2": "font/woff2" };
const PACKED = new Set([".html", ".js", ".css", ".json", ".svg", ".wasm"]);

/** The folder of Converse.js' built files; fetched from npm when it is not there yet. */
export function fetchConverse(): string {
  const { name, version, folder } = CONVERSE;
  const found = join(folder, "node_modules", name, "package.json");
  if (!existsSync(found) || (JSON.parse(readFileSync(found, "utf8")) as { version: string }).version !== version) {
    process.stderr.write(`Installing ${name} ${version} into ${folder} (about 15 s, once)\n`);
    const { status, stderr } = spawnSync("npm", ["install", "--prefix", folder, "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", `${name}@${version}`], { encoding: "utf8" });
    if (status !== 0) throw new Error(`npm could not install ${name}: is the network there? It said: ${stderr.trim().slice(-500)}`);
  }
  return join(folder, "node_modules", name, "dist");
}

/** The page is taken from the component, and served as all else here is. */
const BOX = "?queue=reference&skin=demo/skins/main&lang=en";

export interface Addresses {
  readonly websocket: string;
  /** The same server by a long way. */
  readonly farWebsocket: string;
  readonly guestSite: string;
  /** Where Converse.js signs in without a name, and to whom it writes. */
  readonly openDomain: string;
  readonly librarian: string;
}

/** Addresses of pages. `far…`: with a long way to the XMPP server. */
export interface BenchPages {
  readonly ours: string;
  readonly reference: string;
  readonly farOurs: string;
  readonly farReference: string;
  readonly empty: string;
  /** Bytes of what was fetched since it was last asked. */
  fetched(): number;
  close(): void;
}

export async function servePages(converse: string, addresses: Addresses): Promise<BenchPages> {
  const { websocket, farWebsocket } = addresses;
  const page = await (await fetch(`${addresses.guestSite}/box.html${BOX}`)).text();
  const made: Record<string, () => string> = {
    "/reference.html": () => REFERENCE,
    "/far-reference.html": () => REFERENCE.replace("/start-converse.js", "/far-converse.js"),
    "/empty.html": () => EMPTY,
    "/start-converse.js": () => startConverse(addresses),
    "/far-converse.js": () => startConverse({ ...addresses, websocket: farWebsocket }),
    "/box/box.html": () => page,
    "/box/far.html": () => page.replace(websocket, farWebsocket),
  };
  const files = new Map([...readFolder("/box", "dist/web-guest"), ...readFolder("/converse", converse)]);
  let sent = 0;
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://host.invalid").pathname;
    const ending = extname(path);
    const plain = made[path] === undefined ? files.get(path) : Buffer.from(made[path]());
    if (plain === undefined) return void response.writeHead(404, { "content-length": 0 }).end();
    const isPacked = PACKED.has(ending);
    const body = isPacked ? pack(path, plain) : plain;
    sent += body.length;
    response.writeHead(200, { "content-type": TYPES[ending] ?? "application/octet-stream", "content-length": body.length, ...(isPacked && { "content-encoding": "gzip" }) }).end(body);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  const fetched = () => {
    const since = sent;
    sent = 0;
    return since;
  };
  const origin = `http://127.0.0.1:${port}`;
  return {
    ...{ ours: `${origin}/box/box.html${BOX}`, reference: `${origin}/reference.html`, empty: `${origin}/empty.html` },
    ...{ farOurs: `${origin}/box/far.html${BOX}`, farReference: `${origin}/far-reference.html` },
    fetched,
    close: () => (server.closeAllConnections(), void server.close()),
  };
}

const packed = new Map<string, Buffer>();
function pack(path: string, plain: Buffer): Buffer {
  const body = packed.get(path) ?? gzipSync(plain, { level: 9 });
  packed.set(path, body);
  return body;
}

const REFERENCE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8"><title>Chat</title><link rel="icon" href="data:,">
    <link rel="stylesheet" href="/converse/converse.min.css">
    <script type="module" src="/converse/converse.min.js"></script>
    <script type="module" src="/start-converse.js"></script>
  </head>
  <body><converse-root></converse-root></body>
</html>`;

/** What counts as ready, without a program and without a connection: the browser's own share. */
const EMPTY = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Chat</title><link rel="icon" href="data:,"><div role="log">You are next</div><textarea></textarea></html>`;

/** As its documentation has it for one chat with one person, embedded, without a name. */
const startConverse = ({ websocket, openDomain, librarian }: Addresses): string => `
converse.initialize({
  authentication: "anonymous", auto_login: true, jid: ${JSON.stringify(openDomain)}, websocket_url: ${JSON.stringify(websocket)}, discover_connection_methods: false,
  view_mode: "embedded", singleton: true, auto_join_private_chats: [${JSON.stringify(librarian)}], allow_non_roster_messaging: true,
  assets_path: "/converse/", i18n: "en", loglevel: "error",
});`;

function readFolder(at: string, folder: string): [string, Buffer][] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).flatMap((name) => {
    const file = join(folder, name);
    return statSync(file).isFile() ? [[`${at}/${name.replaceAll("\\", "/")}`, readFileSync(file)] as [string, Buffer]] : [];
  });
}

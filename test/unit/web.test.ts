// The component's web side on real listeners and a site made for the test.
import { expect } from "chai";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { openListener, type Listener } from "../../component/web/listener.ts";
import { clientPolicy } from "../../component/web/policies.ts";
import { serveChatAddress } from "../../component/web/chat-address.ts";
import { servePresence } from "../../component/web/presence.ts";
import { xml } from "#core/xml.ts";
import { serveBoxPage } from "../../component/web/box-page.ts";
import { serveClientConfig } from "../../component/web/client-config.ts";
import { serveHealth } from "../../component/web/health.ts";
import { readSite, serveSite } from "../../component/web/site.ts";

const SCRIPT = "export const many = 'words';\n".repeat(50);

describe("web: a listener", () => {
  let folder: string;
  let listener: Listener;
  const problems: unknown[] = [];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "otterdesk-web-"));
    mkdirSync(join(folder, "assets"));
    writeFileSync(join(folder, "index.html"), "<!doctype html><title>Library</title>");
    writeFileSync(join(folder, "assets/box-1234.js"), SCRIPT);
    writeFileSync(join(folder, "assets/box-1234.js.gz"), gzipSync(SCRIPT));
    for (const [file, language] of [["box", "en"], ["box.en", "en"], ["box.fr", "fr"]]) writeFileSync(join(folder, `${file}.html`), `<html lang="${language}"><head><title>Chat</title></head><body></body></html>`);
    writeFileSync(join(folder, "secret.map"), "not for anybody");
    const presence = servePresence("chat.example.org", (queue) => {
      if (queue === "broken") throw new Error("the store is gone");
      return ({ reference: "available", closed: "unavailable" } as const)[queue];
    });
    const addresses = { domain: "example.org", guestDomain: "guest.example.org", service: "chat.example.org", websocket: "wss://example.org/ws?a=1&b=2", atOnce: true };
    const config = serveClientConfig(addresses);
    const files = readSite(folder);
    const headers = () => ({ "X-Site": "yes" });
    const site = serveSite(files, headers);
    const box = serveBoxPage(files, addresses, async (node) => (node === "demo/skins/main" ? xml("skin", { queue: "reference" }, xml("text", {}, "</head> & \"x\"")) : undefined), headers);
    const health = serveHealth({ isOnline: () => false, counts: () => ({ chats_open: 3, chats_total: 7 }) });
    listener = await openListener({ host: "127.0.0.1", port: 0, option: "http.guestPort", headers: { "X-All": "yes" }, handlers: [box, site, config, presence, serveChatAddress("chat.example.org"), health], onError: (e) => problems.push(e) });
  });
  after(async () => {
    await listener.close();
    rmSync(folder, { recursive: true });
  });

  /** Asks as it stands: `fetch` would tidy the path first. */
  function ask(path: string, options: { method?: string; headers?: Record<string, string> } = {}): Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }> {
    return new Promise((resolve, reject) => {
      const asked = request({ host: "127.0.0.1", port: listener.port, path, ...options }, (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }));
      });
      asked.once("error", reject).end();
    });
  }

  it("gives the index at /, with the site's and the listener's headers, to be asked for again each time", async () => {
    const { status, headers, body } = await ask("/");
    expect(status).to.equal(200);
    expect(headers).to.include({ "x-site": "yes", "x-all": "yes", "cache-control": "public, no-cache", "content-type": "text/html; charset=utf-8" });
    expect(body.toString()).to.contain("Library");
  });

  it("gives the compressed form to who takes it, kept for ever where the name has a digest", async () => {
    const packed = await ask("/assets/box-1234.js", { headers: { "accept-encoding": "gzip, deflate, br" } });
    expect(packed.headers).to.include({ "content-encoding": "gzip", vary: "Accept-Encoding", "cache-control": "public, max-age=31536000, immutable" });
    expect(packed.body).to.deep.equal(gzipSync(SCRIPT));
    const refused = await ask("/assets/box-1234.js", { headers: { "accept-encoding": "gzip;q=0" } });
    expect(refused.headers).not.to.have.property("content-encoding");
    expect(refused.body.toString()).to.equal(SCRIPT);
    expect(refused.headers["etag"]).not.to.equal(packed.headers["etag"]);
  });

  it("answers 304 to who has it already", async () => {
    const { headers } = await ask("/");
    const again = await ask("/", { headers: { "if-none-match": `"other", W/${String(headers["etag"])}` } });
    expect(again.status).to.equal(304);
    expect(again.body.length).to.equal(0);
  });

  it("answers HEAD without a body, and no other method", async () => {
    const head = await ask("/", { method: "HEAD" });
    expect(head.status).to.equal(200);
    expect(head.body.length).to.equal(0);
    expect(head.headers["content-length"]).to.equal("37");
    const post = await ask("/", { method: "POST" });
    expect(post.status).to.equal(405);
    expect(post.headers["allow"]).to.equal("GET, HEAD");
    expect(post.body.toString()).to.equal("This address answers GET and HEAD, not POST.\n");
  });

  for (const path of ["/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/assets/../secret.map", "/secret.map", "/nothing", "/constructor", "/__proto__"]) {
    it(`has nothing at ${path}`, async () => {
      const { status, body } = await ask(path);
      expect(status).to.equal(404);
      expect(body.toString()).to.match(/nothing at this address/);
    });
  }

  it("says so where the address is no text", async () => {
    expect((await ask("/%ff")).status).to.equal(400);
    expect((await ask("//")).status).to.be.oneOf([400, 404]);
  });

  it("says a queue's state in each form, to every site, for a few seconds", async () => {
    const text = await ask("/presence/jid/reference/chat.example.org/text");
    expect(text.body.toString()).to.equal("available");
    expect(text.headers).to.include({ "access-control-allow-origin": "*", "cache-control": "public, max-age=5" });
    expect((await ask("/presence/jid/closed/chat.example.org/text")).body.toString()).to.equal("unavailable");
    expect((await ask("/presence/jid/closed/chat.example.org/xml")).body.toString()).to.contain('<presence queue="closed@chat.example.org" show="unavailable"/>');
    const image = await ask("/presence/jid/reference/chat.example.org/image");
    expect(image.headers["content-type"]).to.equal("image/svg+xml");
    expect(image.body.toString()).to.contain("<title>Online</title>");
    const js = await ask("/presence/jid/reference/chat.example.org/js?cb=my.callback");
    expect(js.body.toString()).to.equal('var jabber_resources = [{"jid":"reference@chat.example.org","show":"available"}];\nmy.callback();');
  });

  it("refuses a callback that is no name, an unknown queue, form or service, and survives a broken source", async () => {
    expect((await ask("/presence/jid/reference/chat.example.org/js?cb=alert(1)")).status).to.equal(400);
    expect((await ask("/presence/jid/nowhere/chat.example.org/text")).status).to.equal(404);
    expect((await ask("/presence/jid/constructor/chat.example.org/constructor")).status).to.equal(404);
    expect((await ask("/presence/jid/reference/other.example.org/text")).status).to.equal(404);
    const broken = await ask("/presence/jid/broken/chat.example.org/text");
    expect(broken.status).to.equal(500);
    expect(broken.body.toString()).not.to.contain("store");
    expect(problems).to.have.length(1);
  });

  it("leads LibraryH3lp's address of a chat to the box, and says what is wrong with one that is none", async () => {
    for (const path of ["/chat/Reference@chat.example.org?skin=demo/main&lang=fr&theme=gota&identity=x", "/chat/reference?skin=demo/main&lang=fr"]) {
      const answer = await ask(path);
      expect([answer.status, answer.headers["location"]]).to.deep.equal([302, "../box.html?queue=reference&skin=demo%2Fmain&lang=fr"]);
    }
    expect((await ask("/chat/reference@chat.example.org")).headers["location"]).to.equal("../box.html?queue=reference"); // the box says that the skin is missing
    for (const [path, word] of [["/chat/a%20b@chat.example.org?skin=demo/main", "no such chat"], ["/chat/@chat.example.org", "no such chat"], ["/chat/", "no such chat"], ["/chat/..%2fx@chat.example.org", "nothing at this address"], ["/chat/reference@libraryh3lp.com?skin=1", "chat.example.org only"], ["/chat/a@b@chat.example.org", "no such chat"], ["/chat/%0d%0aX-Evil:1@chat.example.org", "no such chat"]] as const) {
      const answer = await ask(path);
      expect(answer.status, path).to.equal(404);
      expect(answer.body.toString(), path).to.contain(word);
    }
  });

  it("gives the box its page in the guest's language, with where the server is and what anybody may read of the skin", async () => {
    const page = await ask("/box.html?lang=,fr-CA&skin=demo/main", { headers: { "accept-encoding": "gzip" } });
    expect(page.headers).to.include({ "x-site": "yes", vary: "Accept-Encoding, Accept-Language", "content-encoding": "gzip", "cache-control": "public, no-cache" });
    const text = gunzipSync(page.body).toString();
    expect(text).to.match(/^<html lang="fr">.*<\/head><body><\/body><\/html>$/);
    expect(text.match(/<\/head>/g)).to.have.length(1);
    expect(text).to.contain('<meta name="otterdesk-skin" content="{&quot;name&quot;:&quot;skin&quot;,&quot;attrs&quot;:{&quot;queue&quot;:&quot;reference&quot;}');
    expect((await ask("/box.html?skin=demo/skins/other")).body.toString()).not.to.contain("otterdesk-skin");
    expect(text).to.contain('content="{&quot;guestDomain&quot;:&quot;guest.example.org&quot;,&quot;service&quot;:&quot;chat.example.org&quot;,&quot;websocket&quot;:&quot;wss://example.org/ws?a=1&amp;b=2&quot;,&quot;atOnce&quot;:true}"');
    const again = await ask("/box.html?lang=fr&skin=DEMO/skins/main", { headers: { "accept-encoding": "gzip", "if-none-match": String(page.headers["etag"]) } });
    expect(again.status).to.equal(304);
    const languageOf = async (path: string, accepts: string) => /lang="(\w\w)"/.exec((await ask(path, { headers: { "accept-language": accepts } })).body.toString())?.[1];
    expect([await languageOf("/box.html", "pl,fr;q=0.8"), await languageOf("/box.html?lang=fr", "en"), await languageOf("/box.html?lang=%22%3E%3Cscript%3E", "xx")]).to.deep.equal(["fr", "fr", "en"]);
  });

  it("tells clients where the WebSocket is", async () => {
    expect(JSON.parse((await ask("/config.json")).body.toString())).to.deep.equal({
      domain: "example.org",
      guestDomain: "guest.example.org",
      service: "chat.example.org",
      websocket: "wss://example.org/ws?a=1&b=2",
      atOnce: true,
    });
    expect((await ask("/.well-known/host-meta")).body.toString()).to.contain('rel="urn:xmpp:alt-connections:websocket" href="wss://example.org/ws?a=1&amp;b=2"');
    expect(JSON.parse((await ask("/.well-known/host-meta.json")).body.toString())).to.deep.equal({ links: [{ rel: "urn:xmpp:alt-connections:websocket", href: "wss://example.org/ws?a=1&b=2" }] });
  });

  it("says whether it is well, and its numbers", async () => {
    expect((await ask("/health")).status).to.equal(503);
    const metrics = (await ask("/metrics")).body.toString();
    expect(metrics).to.contain("# TYPE otterdesk_chats_total counter\notterdesk_chats_total 7\n").and.to.contain("otterdesk_connected 0");
  });

  it("names the option of a port that is taken", async () => {
    const again = openListener({ host: "127.0.0.1", port: listener.port, option: "http.guestPort", headers: {}, handlers: [], onError: () => undefined });
    const error = await again.then(() => undefined, (e: Error) => e);
    expect(error?.message).to.match(/^port \d+ at 127\.0\.0\.1 \(option http\.guestPort\) is taken/);
  });
});

describe("web: policies", () => {
  it("allow one WebSocket and nothing inline but the page's own style, and frame the box alone", () => {
    const box = clientPolicy({ websocket: "ws://localhost:8403/xmpp-websocket;script-src *", framed: true })["Content-Security-Policy"] ?? "";
    expect(box).not.to.contain("unsafe").and.not.to.contain("frame-ancestors");
    expect(box.match(/(?:^|; )script-src [^;]*/g)).to.deep.equal(["; script-src 'self'"]);
    expect(box).to.contain("style-src 'self';");
    const styled = clientPolicy({ websocket: "ws://localhost:8403/x", framed: true, page: "<style>p{}</style><p>" })["Content-Security-Policy"] ?? "";
    expect(styled).to.contain(`style-src 'self' 'sha256-${createHash("sha256").update("p{}").digest("base64")}';`).and.not.to.contain("unsafe");
    expect(clientPolicy({ websocket: "ws://localhost:8403/x", framed: false })["Content-Security-Policy"]).to.contain("connect-src 'self' ws://localhost:8403/x;").and.to.contain("frame-ancestors 'none'");
  });
});

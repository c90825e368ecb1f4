// The panel's program against a real Prosody and the real component, by plain HTTP: what it does, and what it does not let happen.
import { expect } from "chai";
import { createHash } from "node:crypto";
import { isFault } from "#core/errors.ts";
import { writePubsub, type PubsubRequest } from "#core/pubsub.ts";
import { readItems } from "#core/pubsub-reply.ts";
import { readSkin } from "#core/skin.ts";
import { startComponent, type RunningComponent } from "../support/component.ts";
import { SEED, startPanel, Visitor, type RunningPanel } from "../support/panel.ts";
import { startPeer, type Peer } from "../support/peer.ts";
import { startProsody, type Prosody } from "../support/prosody.ts";

const OTHER = { name: "bert", library: "other", password: "another long password" };
const FINGERPRINT = createHash("sha1").update("one").digest("hex");
const SECOND = createHash("sha1").update("two").digest("hex");

describe("panel", function () {
  this.timeout(60_000);
  let prosody: Prosody;
  let component: RunningComponent;
  let panel: RunningPanel;
  let peer: Peer;
  let anna: Visitor;
  let bert: Visitor;

  before(async () => {
    prosody = await startProsody({ components: ["elsewhere.example.org"] });
    component = await startComponent(prosody);
    panel = await startPanel(prosody, {}, [OTHER]);
    peer = await startPeer(prosody, "elsewhere.example.org");
    [anna, bert] = [new Visitor(panel.url), new Visitor(panel.url)];
    await anna.signIn(SEED.admin.name, SEED.admin.password);
    await bert.signIn(OTHER.name, OTHER.password);
    await anna.get("/");
    await bert.get("/");
  });

  after(async () => {
    await peer?.stop();
    expect(await panel?.stop(), "exit code").to.equal(0);
    await component?.stop();
    await prosody?.stop();
  });

  /** What anybody can read of a skin. */
  async function skinAt(node: string) {
    const request: PubsubRequest = { ask: "items", node, ids: ["current"] };
    const { type, payload } = writePubsub(request);
    const item = readItems(await peer.ask(type, "reader@elsewhere.example.org", prosody.service, payload))[0]?.payload;
    const skin = item && readSkin(item);
    return skin === undefined || isFault(skin) ? undefined : skin;
  }

  const renew = (visitor: Visitor, fingerprint: string) => visitor.postJson("/keys", JSON.stringify({ fingerprint }));

  it("has made the library of its seed: skin, queue, operators", async () => {
    const page = await anna.get("/");
    for (const text of ["Chat of demo", "/skins/main", "Reference", "reference@chat.example.org", "desk1@example.org", "desk2@example.org", "no keys"]) expect(page.text).to.include(text);
    expect(await skinAt("demo/skins/main")).to.deep.include({ queue: "reference", verifiedOnly: false });
    const line = /<code>(.*?)<\/code>/s.exec((await anna.get("/skins/main")).text)?.[1]?.replaceAll("&quot;", '"');
    expect(line).to.include('data-queue="reference" data-skin="demo/skins/main" data-accent="#1f5f7a" async');
  });

  it("gives all skins the same fingerprint in one step, and never shows it", async () => {
    await anna.post("/new-skin", { name: "second", queue: "reference", language: "en", accent: "#112233", scheme: "auto" });
    await anna.get("/keys");
    expect((await renew(anna, FINGERPRINT)).text).to.equal('{"outcome":"active","text":""}');
    const hexes = await Promise.all(["main", "second"].map(async (name) => (await skinAt(`demo/skins/${name}`))?.fingerprint?.hex));
    expect(hexes).to.deep.equal([FINGERPRINT, FINGERPRINT]);
    for (const way of ["/", "/keys", "/skins/main", "/audit"]) expect((await anna.get(way)).text.toLowerCase(), way).not.to.include(FINGERPRINT.slice(0, 8));
  });

  it("leaves a later skin uncovered until it is covered, and covers all again with new keys", async () => {
    await anna.get("/new-skin");
    expect((await anna.post("/new-skin", { name: "third", queue: "reference", language: "de", title: "Fragen", accent: "#112233", scheme: "dark", "verified-only": "yes" })).way).to.equal("/?done=skin-created");
    expect(await skinAt("demo/skins/third")).to.not.have.property("fingerprint");
    expect((await anna.get("/keys")).text).to.include("not covered");
    expect((await anna.post("/skins/third/cover", {})).way).to.equal("/?done=skin-covered");
    expect((await skinAt("demo/skins/third"))?.fingerprint?.hex).to.equal(FINGERPRINT);
    await renew(anna, SECOND);
    for (const name of ["main", "second", "third"]) expect((await skinAt(`demo/skins/${name}`))?.fingerprint?.hex).to.equal(SECOND);
  });

  it("keeps the newest fingerprint when a form opened before new keys is saved after them", async () => {
    await anna.get("/skins/third");
    const fields = { queue: "reference", language: "de", title: "Neu", accent: "#112233", scheme: "dark", "verified-only": "yes" };
    await renew(anna, FINGERPRINT);
    expect((await anna.post("/skins/third", fields)).status).to.equal(303);
    const skin = await skinAt("demo/skins/third");
    expect([skin?.fingerprint?.hex, skin?.texts, skin?.verifiedOnly]).to.deep.equal([FINGERPRINT, { de: { title: "Neu" } }, true]);
  });

  it("shows a form again with its input and complaints", async () => {
    const page = await anna.post("/new-skin", { name: "Bad Name", queue: "theirs", language: "en", title: '"><script>alert(1)</script>', accent: "#112233", scheme: "auto" });
    expect(page.status).to.equal(400);
    for (const text of ["Bad Name", "Choose one of your queues.", "aria-invalid", "&lt;script>alert(1)&lt;/script>"]) expect(page.text.replaceAll("&gt;", ">")).to.include(text);
    expect(page.text).not.to.include("<script>alert");
    expect((await anna.post("/new-skin", { name: "main", queue: "reference", language: "en", accent: "#112233", scheme: "auto" })).status).to.equal(409);
  });

  it("makes a queue, assigns and removes operators, and says what is no operator", async () => {
    await anna.get("/new-queue");
    expect((await anna.post("/new-queue", { name: "law", title: "Law desk", "auto-busy": "2" })).way).to.equal("/queues/law");
    expect((await anna.post("/queues/law/assign", { operator: " Desk3@example.org/phone " })).way).to.equal("/queues/law");
    expect((await anna.get("/queues/law")).text).to.include("Remove desk3@example.org");
    for (const operator of ["nonsense@", "example.org", "reference@chat.example.org", "other@panel.example.org", ""]) expect((await anna.post("/queues/law/assign", { operator })).status, operator).to.equal(400);
    expect((await anna.post("/queues/law/remove", { operator: "desk3@example.org" })).way).to.equal("/queues/law?removed=desk3%40example.org");
    expect((await anna.post("/queues/law/remove", { operator: "demo@panel.example.org" })).status, "the owner").to.equal(409);
    expect((await anna.post("/queues/law/delete", {})).way).to.equal("/?done=queue-deleted");
  });

  it("asks before it deletes a skin, then deletes it", async () => {
    expect((await anna.get("/skins/second/delete")).text).to.include("cannot be brought back");
    expect(await skinAt("demo/skins/second")).to.not.equal(undefined);
    expect((await anna.post("/skins/second/delete", {})).way).to.equal("/?done=skin-deleted");
    expect(await skinAt("demo/skins/second")).to.equal(undefined);
  });

  it("shows an administrator nothing of another library and lets them touch nothing of it", async () => {
    const before = await skinAt("demo/skins/main");
    const overview = await bert.get("/");
    for (const text of ["desk1@example.org", "/skins/main", "Reference"]) expect(overview.text).not.to.include(text);
    expect((await bert.get("/audit")).text).not.to.include("skin");
    const form = { queue: "reference", language: "en", title: "Mine", accent: "#000000", scheme: "auto" };
    for (const name of ["main", "..%2Fdemo%2Fskins%2Fmain", "demo%2Fskins%2Fmain", "main%00"]) {
      for (const way of [`/skins/${name}`, `/skins/${name}/delete`]) expect((await bert.get(way)).status, way).to.equal(404);
      for (const way of [`/skins/${name}`, `/skins/${name}/delete`, `/skins/${name}/cover`]) expect((await bert.post(way, form)).status, way).to.be.oneOf([404, 409]);
    }
    expect((await bert.get("/queues/reference")).status).to.equal(404);
    for (const way of ["assign", "remove", "delete"]) expect((await bert.post(`/queues/reference/${way}`, { operator: "desk1@example.org" })).status, way).to.equal(404);
    expect((await bert.post("/new-queue", { name: "reference", title: "Mine", "auto-busy": "0" })).status, "a queue's name is taken").to.equal(409);
    expect((await bert.post("/new-skin", { ...form, name: "mine" })).status, "another library's queue").to.equal(400);
    await renew(bert, SECOND);
    expect(await skinAt("demo/skins/main")).to.deep.equal(before);
  });

  it("refuses what does not come from its own pages", async () => {
    const fields = { name: "forged", title: "Forged", "auto-busy": "0" };
    const own = anna.own();
    const origins: Record<string, string>[] = [
      { "Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site" }, { "Origin": "https://evil.example" }, { ...own, "Sec-Fetch-Site": "same-site" }, { "Origin": "null" }, {},
      { "Origin": panel.url.replace("127.0.0.1", "localhost"), "Sec-Fetch-Site": "same-origin" },
    ];
    for (const headers of origins) expect((await anna.post("/new-queue", fields, headers)).status, JSON.stringify(headers)).to.equal(403);
    for (const token of ["", "x", bert.token]) {
      expect((await anna.post("/new-queue", { ...fields, token })).status, "token").to.equal(403);
      expect((await anna.postJson("/keys", JSON.stringify({ fingerprint: SECOND }), { ...own, "X-Form-Token": token })).status).to.equal(403);
    }
    expect((await anna.postJson("/keys", JSON.stringify({ fingerprint: SECOND }), { "Origin": "https://evil.example", "X-Form-Token": anna.token })).status).to.equal(403);
    expect((await anna.get("/queues/forged")).status).to.equal(404);
    expect((await skinAt("demo/skins/main"))?.fingerprint?.hex).to.equal(FINGERPRINT);
  });

  it("takes a fingerprint and nothing more at the way of the keys", async () => {
    const bodies = ["{}", "[]", "null", '{"fingerprint":"xyz"}', `{"fingerprint":"${SECOND}","privateKey":"AAAA"}`, `{"fingerprint":"${SECOND.toUpperCase()}"}`, `{"fingerprint":["${SECOND}"]}`, "not json", `{"fingerprint":"${SECOND}","x":"${"a".repeat(5000)}"}`];
    for (const body of bodies) expect((await anna.postJson("/keys", body)).status, body.slice(0, 60)).to.be.within(400, 413);
    expect((await skinAt("demo/skins/main"))?.fingerprint?.hex).to.equal(FINGERPRINT);
  });

  it("sends strict headers on every page, and none is ever cached", async () => {
    for (const way of ["/", "/keys", "/sign-in", "/nowhere", "/assets/nowhere.js"]) {
      const { headers } = await anna.get(way);
      const csp = headers.get("Content-Security-Policy") ?? "";
      expect(csp, way).to.match(/^default-src 'none';/).and.not.include("unsafe").and.not.include("http");
      expect([headers.get("Cache-Control"), headers.get("X-Content-Type-Options"), headers.get("X-Powered-By"), headers.get("Cross-Origin-Opener-Policy")], way).to.deep.equal(["no-store", "nosniff", null, "same-origin"]);
    }
    const { text } = await anna.get("/skins/main");
    expect(text).not.to.match(/\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\ssrc="\/assets\/)/i);
  });

  it("lets nobody in without a session, and takes no session from outside", async () => {
    const stranger = new Visitor(panel.url);
    for (const way of ["/", "/keys", "/skins/main", "/audit", "/account"]) expect((await stranger.get(way)).way, way).to.match(/^\/sign-in/);
    expect((await stranger.post("/skins/main/delete", {})).way).to.match(/^\/sign-in/);
    expect((await renew(stranger, SECOND)).status).to.equal(401);
    stranger.cookies.set("otterdesk", "planted-by-somebody-else-0123456789abcdef");
    const signedIn = await stranger.signIn(OTHER.name, OTHER.password);
    expect(signedIn.headers.getSetCookie().find((c) => c.startsWith("otterdesk="))).to.match(/; Path=\/; HttpOnly; SameSite=Strict/);
    const first = stranger.cookies.get("otterdesk");
    expect(first).not.to.include("planted");
    await stranger.signIn(OTHER.name, OTHER.password); // does nothing: signed in already
    const fixed = new Visitor(panel.url);
    fixed.cookies.set("otterdesk", first ?? "");
    await fixed.get("/");
    await fixed.post("/sign-out", {});
    expect((await stranger.get("/")).way, "signed out everywhere this session was").to.equal("/sign-in");
    fixed.cookies.set("otterdesk", first ?? "");
    expect((await fixed.get("/")).way).to.equal("/sign-in");
  });

  it("ends the session that a browser brought along when somebody signs in over it", async () => {
    const shared = new Visitor(panel.url);
    await shared.signIn(OTHER.name, OTHER.password);
    const old = shared.cookies.get("otterdesk") ?? "";
    const victim = new Visitor(panel.url);
    await victim.get("/sign-in");
    victim.cookies.set("otterdesk", old);
    await victim.post("/sign-in", { ...SEED.admin, way: "/" });
    expect(victim.cookies.get("otterdesk")).not.to.equal(old);
    expect((await shared.get("/")).way).to.equal("/sign-in");
  });

  it("does not sign anybody in from another page", async () => {
    const visitor = new Visitor(panel.url);
    await visitor.get("/sign-in");
    expect((await visitor.post("/sign-in", { ...SEED.admin }, { Origin: "https://evil.example" })).status).to.equal(403);
    expect((await visitor.post("/sign-in", { ...SEED.admin, token: "x" })).status).to.equal(403);
    expect(visitor.cookies.has("otterdesk")).to.equal(false);
  });

  it("tells who signs in without cookies that cookies are missing", async () => {
    const visitor = new Visitor(panel.url);
    await visitor.get("/sign-in");
    visitor.cookies.clear();
    expect((await visitor.post("/sign-in", { ...SEED.admin })).text).to.contain("Allow cookies for this site");
  });

  it("changes the password, with the old one, and signs everybody else of that name out", async () => {
    const [here, there] = [new Visitor(panel.url), new Visitor(panel.url)];
    await here.signIn(OTHER.name, OTHER.password);
    await there.signIn(OTHER.name, OTHER.password);
    await here.get("/account");
    expect((await here.post("/account", { current: "wrong", fresh: "a brand new password" })).status).to.equal(400);
    expect((await here.post("/account", { current: OTHER.password, fresh: "short" })).status).to.equal(400);
    expect((await here.post("/account", { current: OTHER.password, fresh: "a brand new password" })).way).to.equal("/?done=password");
    expect((await there.get("/")).way).to.equal("/sign-in");
    expect((await new Visitor(panel.url).signIn(OTHER.name, "a brand new password")).status).to.equal(303);
  });

  it("treats names that exist and names that do not alike, down to the throttle", async () => {
    const guess = async (name: string) => {
      const seen: string[] = [];
      for (let i = 0; i < 7; i++) {
        const page = await new Visitor(panel.url).signIn(name, "wrong");
        seen.push(`${page.status} ${/role="alert"><p>([^<]+)/.exec(page.text)?.[1]?.replace(/\d+/, "N") ?? ""}`);
      }
      return seen;
    };
    const [known, unknown] = [await guess(SEED.admin.name), await guess("nobody-here")];
    expect(known).to.deep.equal(unknown);
    expect(known[0]).to.equal("403 The name or the password is not right.");
    expect(known.at(-1)).to.equal("429 There were too many attempts. Wait N seconds and try again.");
  });

  it("writes down who did what, and no password, key, fingerprint or token anywhere", async () => {
    const { text } = await anna.get("/audit");
    for (const entry of ["Generated new keys", "Created a skin", "Deleted a skin", "Signed in", "Sign-in failed", "Assigned an operator"]) expect(text).to.include(entry);
    const log = panel.output.join("\n");
    for (const secret of [SEED.admin.password, OTHER.password, FINGERPRINT, SECOND, anna.token, anna.cookies.get("otterdesk") ?? "-", "wrong"]) expect(`${log}${text.replaceAll(anna.token, "")}`).not.to.include(secret);
  });

  it("says in words that the component is away, changes nothing, and goes on when it is back", async () => {
    await component.kill();
    const page = await anna.get("/");
    expect([page.status, page.text.includes("The chat server cannot be reached")]).to.deep.equal([503, true]);
    const answer = await renew(anna, SECOND);
    expect([answer.status, (JSON.parse(answer.text) as { outcome: string }).outcome]).to.deep.equal([503, "unchanged"]);
    const form = await anna.post("/new-queue", { name: "evening", title: "Evening desk", "auto-busy": "0" });
    expect([form.status, form.text.includes("Evening desk")]).to.deep.equal([503, true]);
    component = await startComponent(prosody, {}, component.folder);
    expect((await anna.get("/")).status).to.equal(200);
    expect((await skinAt("demo/skins/main"))?.fingerprint?.hex).to.equal(FINGERPRINT);
  });

  it("comes back by itself after the server was away", async () => {
    await prosody.kill();
    await component.until(async () => (await anna.get("/up")).status === 503);
    expect((await anna.get("/")).status).to.equal(503);
    expect((await anna.get("/audit")).status, "what needs no server goes on").to.equal(200);
    await prosody.start();
    await component.until(async () => (await anna.get("/")).status === 200);
  });
});

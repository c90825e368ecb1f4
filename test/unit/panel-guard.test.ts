// Sign-in throttling, ways, forms' tokens, forms read into skins and queues, configuration and seed.
import { expect } from "chai";
import type { Request } from "express";
import { emptySkin, type Skin } from "#core/skin.ts";
import { readCommand } from "../../admin/command.ts";
import { OPTIONS } from "../../admin/config.ts";
import { formToken, isFormToken, isSameOrigin, readWay } from "../../admin/http/guard.ts";
import { openThrottle } from "../../admin/http/throttle.ts";
import { checkQueue, readForm } from "../../admin/library/drafts.ts";
import { applyDraft, checkSkin, draftOf, emptyDraft, readSkinDraft } from "../../admin/library/skin-draft.ts";
import { readSeed } from "../../admin/library/seed.ts";
import { readOptions } from "#core/options.ts";

describe("panel: throttle of sign-ins", () => {
  const at = (start = 1_000_000) => {
    const clock = { now: start };
    return { clock, throttle: openThrottle(() => clock.now) };
  };
  const attempts = (throttle: ReturnType<typeof openThrottle>, n: number, name: (i: number) => string, address: (i: number) => string) =>
    Array.from({ length: n }, (_, i) => throttle.begin(name(i), address(i))).filter((wait) => wait > 0).length;

  it("lets five guesses through, then makes each wait, twice as long every time", () => {
    const { clock, throttle } = at();
    expect(attempts(throttle, 5, () => "anna", () => "192.0.2.1")).to.equal(0);
    expect(throttle.begin("anna", "192.0.2.1")).to.equal(10_000);
    clock.now += 10_000;
    expect(throttle.begin("ANNA ", "192.0.2.1")).to.equal(0);
    expect(throttle.begin("anna", "192.0.2.1")).to.equal(20_000);
  });

  it("does not lock out the same person at another address", () => {
    const { throttle } = at();
    attempts(throttle, 9, () => "anna", () => "192.0.2.1");
    expect(throttle.begin("anna", "198.51.100.7")).to.equal(0);
  });

  it("slows down one address with many names, one name from many addresses, and a whole /64", () => {
    const many = at().throttle;
    expect(attempts(many, 40, (i) => `name${i}`, () => "192.0.2.1")).to.equal(10);
    const spread = at().throttle;
    expect(attempts(spread, 40, () => "anna", (i) => `192.0.2.${i}`)).to.equal(10);
    const six = at().throttle;
    expect(attempts(six, 8, () => "anna", (i) => `2001:db8:1:2::${i}`)).to.equal(3);
  });

  it("forgives after the right password, and forgets after an hour", () => {
    const { clock, throttle } = at();
    for (let i = 0; i < 60; i++) {
      expect(throttle.begin("anna", "192.0.2.1")).to.equal(0);
      throttle.forgive("anna", "192.0.2.1");
    }
    attempts(throttle, 5, () => "anna", () => "192.0.2.1");
    clock.now += 3_600_001;
    expect(throttle.begin("anna", "192.0.2.1")).to.equal(0);
  });
});

describe("panel: guard", () => {
  it("goes on only to its own ways", () => {
    expect(["/keys", "/skins/main/delete", "/"].map(readWay)).to.deep.equal(["/keys", "/skins/main/delete", "/"]);
    for (const way of ["//evil.example", "https://evil.example", "/\\evil.example", "/a//b", "/keys?x=1", "javascript:alert(1)", "/%2e", undefined, ["/keys"]]) expect(readWay(way)).to.equal("/");
  });

  it("knows requests of its own pages, under its public name and under the one that was asked", () => {
    const from = (headers: Record<string, string>) => isSameOrigin({ protocol: "http", get: ((name: string) => headers[name]) as Request["get"] }, "https://panel.example.org");
    const Host = "127.0.0.1:5282";
    expect(from({ Host, Origin: "https://panel.example.org" })).to.equal(true);
    expect(from({ Host, Origin: "http://127.0.0.1:5282", "Sec-Fetch-Site": "same-origin" })).to.equal(true);
    expect(from({ Host, "Sec-Fetch-Site": "same-origin" })).to.equal(true);
    for (const Origin of ["https://evil.example", "https://panel.example.org.evil.example", "http://panel.example.org", "https://127.0.0.1:5282", "http://127.0.0.1", "null", ""]) expect(from({ Host, Origin }), Origin).to.equal(false);
    for (const site of ["cross-site", "same-site", "none"]) expect(from({ Host, Origin: "https://panel.example.org", "Sec-Fetch-Site": site }), site).to.equal(false);
    expect(from({ Host })).to.equal(false);
  });

  it("knows its forms' tokens and no others", () => {
    expect(isFormToken(formToken("secret"), "secret")).to.equal(true);
    for (const token of [formToken("other"), "", "x", undefined, {}, "secret"]) expect(isFormToken(token, "secret")).to.equal(false);
  });

  it("reads forms without their prototype or lists", () => {
    const form = readForm({ a: "1", b: ["1", "2"], c: { d: "e" } });
    expect(["a", "b", "c", "toString", "__proto__"].map(form)).to.deep.equal(["1", "", "", "", ""]);
    expect(readForm(undefined)("a")).to.equal("");
  });
});

describe("panel: drafts", () => {
  const skin: Skin = {
    ...emptySkin("reference"),
    fingerprint: { hex: "a".repeat(40), created: "2026-01-01T00:00:00Z" },
    texts: { de: { title: "Fragen?", consent: "Ja" }, fr: { title: "Questions ?" } },
    appearance: { logo: "data:image/png;base64,AAAA", corner: "start", accent: "#112233" },
    unknown: [{ name: "later", attrs: { xmlns: "urn:later" }, children: [] }],
  };

  /** A form with these fields and no other. */
  const form = (fields: Readonly<Record<string, string>>) => readForm({ queue: "reference", accent: "#445566", scheme: "auto", corner: "start", ...fields });

  it("changes what the form shows and leaves all else", () => {
    const changed = applyDraft(readSkinDraft(form({ languages: "de fr", "greeting-de": "Hallo", "consent-de": "Ja", "title-fr": "Questions ?", "verified-only": "yes", "context-page": "yes" }), "main"), skin);
    expect(changed.texts).to.deep.equal({ de: { greeting: "Hallo", consent: "Ja" }, fr: { title: "Questions ?" } });
    expect(changed.appearance).to.deep.equal({ logo: "data:image/png;base64,AAAA", corner: "start", accent: "#445566", scheme: "auto" });
    expect(changed).to.deep.include({ verifiedOnly: true, fingerprint: skin.fingerprint, unknown: skin.unknown, context: ["page"] });
    const one = applyDraft(readSkinDraft(form({ languages: "de", "title-de": "Neu" }), "main"), skin);
    expect(one.texts, "a language that the form did not have").to.deep.equal({ de: { title: "Neu" }, fr: { title: "Questions ?" } });
  });

  it("reads back what it has written", () => {
    const draft = draftOf("main", skin);
    expect(applyDraft(draft, skin)).to.deep.equal({ ...skin, appearance: { ...skin.appearance, scheme: "auto" } });
    expect(draft.sections.map((s) => [s.tag, s.texts.title])).to.deep.equal([["de", "Fragen?"], ["fr", "Questions ?"]]);
  });

  it("takes away a language whose last text is emptied, and a logo on request", () => {
    const changed = applyDraft(readSkinDraft(form({ languages: "de fr", "title-de": "Fragen?", "no-logo": "yes" }), "main"), skin);
    expect([changed.texts, changed.appearance.logo]).to.deep.equal([{ de: { title: "Fragen?" } }, undefined]);
    expect(applyDraft(readSkinDraft(form({ logo: "data:image/png;base64,BBBB" }), "main"), skin).appearance.logo).to.equal("data:image/png;base64,BBBB");
  });

  it("complains about each field that is wrong, and about no other", () => {
    expect(checkSkin({ ...emptyDraft("reference"), name: "main" }, ["reference"])).to.deep.equal({});
    expect(checkSkin(draftOf("main", skin), ["reference"])).to.deep.equal({});
    const wrong = readSkinDraft(readForm({ queue: "theirs", language: "__proto__", title: "x".repeat(81), greeting: "x".repeat(501), accent: "red;}", scheme: "blue", corner: "top", languages: "de", "offlineLink-de": "javascript:alert(1)", "consent-de": "x".repeat(2001) }), "../key");
    expect(Object.keys(checkSkin(wrong, ["reference"])).sort()).to.deep.equal(["accent", "consent-de", "corner", "greeting", "language", "name", "offlineLink-de", "queue", "scheme", "title"]);
    for (const link of ["https://library.example/ask", "ask@library.example", ""]) expect(checkSkin(readSkinDraft(form({ languages: "de", "offlineLink-de": link }), "main"), ["reference"])).to.deep.equal({});
    expect(Object.keys(checkQueue({ name: "c-1", title: "", autoBusyAfter: "-1" })).sort()).to.deep.equal(["auto-busy", "name", "title"]);
  });

  it("reads a title as one line and a greeting without the form's line ends", () => {
    const draft = readSkinDraft(readForm({ title: " Ask\r\n us ", greeting: "One\r\nTwo ", queue: "q", language: "en", accent: "#AABBCC", scheme: "dark" }), "main");
    expect(draft.sections).to.deep.equal([{ tag: "en", suffix: "", texts: { title: "Ask us", greeting: "One\nTwo" } }]);
    expect(draft).to.include({ accent: "#aabbcc", verifiedOnly: false, corner: "end", logo: "keep" });
  });
});

describe("panel: configuration", () => {
  const good = {
    domain: "example.org", service: "chat.example.org", panelDomain: "panel.example.org", xmpp: { secret: "s" }, data: "/tmp/x", http: { port: 5282 },
    urls: { guest: "http://localhost:5280/", operator: "http://localhost:5281" },
  };
  const read = (change: object, env = {}) => readOptions(OPTIONS, { ...good, ...change }, env);

  it("reads the whole, with the environment before the file", () => {
    const { values } = read({ regions: [{ name: "EU", url: "https://eu.example.org" }] }, { OTTERDESK_HTTP_PORT: "99", OTTERDESK_PANEL_DOMAIN: "p.example.org" }) as { values: typeof good };
    expect(values).to.deep.include({ panelDomain: "p.example.org", regions: [{ name: "EU", url: "https://eu.example.org" }], seed: "" });
    expect(values.http).to.deep.equal({ host: "127.0.0.1", port: 99, proxies: 0 });
    expect(values.urls.guest).to.equal("http://localhost:5280");
  });

  it("names the option that is wrong", () => {
    const cases: [object, string][] = [
      [{ domain: undefined }, "domain"], [{ xmpp: {} }, "xmpp.secret"], [{ http: { port: "x" } }, "http.port"], [{ urls: { ...good.urls, guest: "javascript:alert(1)" } }, "urls.guest"],
      [{ regions: [{ name: "EU", url: "javascript:alert(1)" }] }, "regions"], [{ regions: "EU" }, "regions"], [{ urls: { ...good.urls, panel: "nowhere" } }, "urls.panel"], [{ typo: 1 }, "typo"],
    ];
    for (const [change, name] of cases) expect((read(change) as { complaint: string }).complaint, name).to.include(` ${name} `.trimEnd());
  });

  it("reads the commands about administrators, wherever the configuration is named", () => {
    expect(readCommand(["--config", "x.json"])).to.equal(undefined);
    for (const args of [["--config", "x.json", "add-administrator", "carla", "third"], ["add-administrator", "carla", "third", "--config", "x.json"]]) expect(readCommand(args)).to.deep.equal({ command: "add", name: "carla", library: "third" });
    expect(readCommand(["add-administrator", "carla", "Third Library"])).to.include("small letters");
    expect(readCommand(["remove-administrator", "carla"])).to.deep.equal({ command: "remove", name: "carla" });
    for (const args of [["remove-administrator"], ["remove-administrator", "carla", "third"]]) expect(readCommand(args)).to.include("comes a name");
    for (const args of [["add-administrator"], ["add-administrator", "carla"], ["add-administrator", "carla", "third", "more"]]) expect(readCommand(args)).to.include("a name and a library");
  });

  it("reads a seed with names, nodes or addresses, and says what one lacks", () => {
    const seed = { library: "demo", skin: "demo/skins/main", queue: "reference@chat.example.org", admin: { name: "admin", password: "p" }, operators: [{ jid: "desk1@example.org", password: "x" }] };
    expect(readSeed(seed)).to.deep.equal({ library: "demo", skin: "main", queue: "reference", admin: { name: "admin", password: "p" }, operators: ["desk1@example.org"] });
    for (const [key, value] of [["library", "De mo"], ["skin", undefined], ["queue", 7], ["admin", {}], ["operators", "desk1"]] as const)
      expect((readSeed({ ...seed, [key]: value }) as { text: string }).text, key).to.include(key);
  });
});

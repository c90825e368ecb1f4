// Small pure parts of the component's shell: the log's discretion, waiting before the next attempt, addresses, stanzas as text.
import { expect } from "chai";
import { readAddress } from "#core/address.ts";
import { writeMany } from "#core/stanza.ts";
import { xml } from "#core/xml.ts";
import { openLog } from "../../component/log.ts";
import { makeWatchdog } from "../../component/xmpp/watchdog.ts";
import { backoff } from "../../component/xmpp/retry.ts";
import { makeClock } from "../support/clock.ts";
import { parseXml } from "../support/xml.ts";

describe("the log", () => {
  it("keeps guests, OTR and errors' messages to itself", () => {
    const lines: string[] = [];
    const log = openLog({ guestDomain: "guest.example.org", clock: makeClock(), least: "info", write: (line) => lines.push(line) });
    log.debug("not shown");
    log.warn("odd", { reason: "from K3v9@Guest.example.org/box: ?OTR:AAMC.", operator: "desk1@example.org", count: 3, error: new SyntaxError("Unexpected token in secret words") });
    expect(lines).to.have.length(1);
    const entry = JSON.parse(lines[0] ?? "") as Record<string, unknown>;
    expect(entry).to.include({ level: "warn", event: "odd", reason: "from (guest) (otr)", operator: "desk1@example.org", count: 3 });
    expect(lines[0]).to.contain("SyntaxError").and.to.not.contain("secret").and.to.not.contain("k3v9");
  });
});

describe("waiting before the next attempt", () => {
  it("doubles, with jitter, up to a bound", () => {
    expect([0, 1, 2, 3].map((n) => backoff(n, 1))).to.deep.equal([250, 500, 1_000, 2_000]);
    expect(backoff(2, 0)).to.equal(500);
    expect(backoff(1_000, 1)).to.equal(15_000);
  });
});

describe("the watchdog", () => {
  const setUp = () => {
    const clock = makeClock();
    const did: string[] = [];
    const dog = makeWatchdog({ clock, pingAfter: 100, pingTimeout: 50, ping: () => did.push("ping"), giveUp: () => did.push("give up") });
    dog.start();
    return { clock, did, dog };
  };
  it("asks after a silence and gives up without an answer", () => {
    const { clock, did } = setUp();
    clock.advance(99);
    expect(did).to.deep.equal([]);
    clock.advance(51);
    expect(did).to.deep.equal(["ping", "give up"]);
  });
  it("is content with any sign of life", () => {
    const { clock, did, dog } = setUp();
    for (let i = 0; i < 5; i++) clock.advance(60), dog.heard();
    expect(did).to.deep.equal([]);
    clock.advance(120);
    dog.heard();
    clock.advance(99);
    expect(did).to.deep.equal(["ping"]);
    dog.stop();
    clock.advance(1_000);
    expect(did).to.deep.equal(["ping"]);
  });
});

describe("addresses at the service", () => {
  const cases: [string, string][] = [
    ["chat.example.org", "service"],
    ["chat.example.org/anything", "service"],
    ["Reference@Chat.example.org", "queue reference"],
    ["c-abc@chat.example.org/x", "chat c-abc"],
    ["c-abc@d@chat.example.org", "nothing"],
    ["c-abc@evil.org/chat.example.org", "nothing"],
    ["c-abcchat.example.org", "nothing"],
    ["a_b@chat.example.org", "nothing"],
    ["reference@example.org", "nothing"],
    ["@chat.example.org", "nothing"],
  ];
  for (const [jid, expected] of cases) {
    it(`${jid}: ${expected}`, () => {
      const at = readAddress(jid, "chat.example.org");
      expect(at === undefined ? "nothing" : at.place === "queue" ? `queue ${at.queue}` : at.place === "chat" ? `chat ${at.chat}` : at.place).to.equal(expected);
    });
  }
});

describe("a message to many", () => {
  it("is the same for each but for address and id, and lets nobody's address break out", () => {
    const texts = writeMany("chat.example.org", "normal", ["a@b/'<x>&\"", "c@d"], ["1", "2"], xml("event", {}, "a < b"));
    expect(texts.map(parseXml)).to.deep.equal([
      xml("message", { from: "chat.example.org", type: "normal", to: "a@b/'<x>&\"", id: "1" }, xml("event", {}, "a < b")),
      xml("message", { from: "chat.example.org", type: "normal", to: "c@d", id: "2" }, xml("event", {}, "a < b")),
    ]);
  });
});

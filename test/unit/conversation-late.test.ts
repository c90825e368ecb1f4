// A conversation whose OTR comes late, or not at all: what was said and heard meanwhile is kept, and nothing goes out in clear.
import { expect } from "chai";
import type { Otr } from "#browser/conversation-options.ts";
import * as otr from "#browser/otr.ts";
import { generateThrowawayKey } from "#otr/generate.ts";
import { answer, pair, settle } from "./conversation-ends.ts";

const library = generateThrowawayKey();

/** A guest whose OTR comes when it is told to. */
function late() {
  let come!: (otr: Otr) => void;
  let fail!: () => void;
  const fetched = () =>
    new Promise<Otr>((resolve, reject) => {
      come = resolve;
      fail = () => reject(new Error("404"));
    });
  const p = pair({ otr: "required", fingerprint: library.fingerprint, fetchOtr: fetched }, library);
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  return { p, come: () => (come(otr), turn()), fail: () => (fail(), turn()) };
}

describe("conversation: OTR that comes late", function () {
  this.timeout(30_000);

  it("says and hears everything once it is there, and nothing before", async () => {
    const { p, come } = late();
    p.guest.conversation.say("before anybody answered");
    answer(p);
    p.operator.conversation.say("hello");
    p.guest.conversation.say("before there was OTR");
    settle(p);
    expect(p.guest.sent.filter((stanza) => stanza.children.some((child) => typeof child === "object" && child.name === "body"))).to.deep.equal([]);
    expect(p.operator.heard()).to.deep.equal([]);
    expect(p.guest.heard()).to.deep.equal([]);
    expect(p.guest.texts).to.deep.equal(["before anybody answered", "before there was OTR"]);
    await come();
    settle(p, 30_000);
    expect(p.operator.heard()).to.deep.equal(["before anybody answered", "before there was OTR"]);
    expect(p.guest.heard()).to.deep.equal(["hello"]);
    expect(p.guest.view.secure).to.deep.equal({ is: "encrypted", verdict: "match" });
    expect([...p.guest.deliveries(), ...p.operator.deliveries()]).to.deep.equal(["delivered", "delivered", "delivered"]);
  });

  it("keeps the guest's key and session through a page that was left before it came", async () => {
    const { p, come } = late();
    await come();
    answer(p);
    p.guest.conversation.say("one");
    settle(p);
    p.guest.reload(); // and OTR has not come there
    p.guest.conversation.attach({ state: "answered", operator: "Ada" });
    p.guest.conversation.say("two");
    p.operator.conversation.say("three");
    settle(p);
    p.guest.reload();
    await come();
    p.guest.conversation.attach({ state: "answered", operator: "Ada" });
    settle(p, 60_000);
    expect(p.operator.heard()).to.deep.equal(["one", "two"]);
    expect(p.guest.heard()).to.deep.equal(["three"]);
    expect(p.operator.view.secure).to.deep.equal({ is: "encrypted", verdict: "match" }); // the operator pinned the first key
  });

  it("says that it is broken where OTR does not come, and still sends nothing in clear", async () => {
    const { p, fail } = late();
    p.guest.conversation.say("not in clear");
    await fail();
    answer(p);
    settle(p, 30_000);
    expect(p.guest.isBroken).to.equal(true);
    expect(JSON.stringify(p.guest.sent)).to.not.contain("not in clear");
  });

  it("does not come to life after it was closed", async () => {
    const { p, come } = late();
    p.guest.conversation.close();
    await come();
    answer(p);
    settle(p);
    expect(p.guest.sent).to.deep.equal([]);
  });
});

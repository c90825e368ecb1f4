// Two tabs of one person at the same address: every frame for the person reaches both, and instance tags say whose it is (OTR version 3, "Instance Tags").
import { expect } from "chai";
import { generateKey, generateThrowawayKey } from "#otr/generate.ts";
import { LibotrPeer } from "./libotr/peer.ts";
import { openEnd, settle, type End } from "./wire.ts";

/** Carries frames until all are quiet: the other side's to both tabs. */
function settleTabs(tabs: readonly End[], other: End): void {
  for (let i = 0; i < 200 && [...tabs, other].some(({ out }) => out.length > 0); i += 1) {
    for (const frame of other.out.splice(0)) for (const tab of tabs) tab.session.receive(frame);
    for (const tab of tabs) for (const frame of tab.out.splice(0)) other.session.receive(frame);
  }
}

describe("OTR in two tabs", function () {
  this.timeout(30_000);

  /** The second tab has the first one's storage, as browsers copy it, and opens without the snapshot. */
  function openTabs(): { readonly first: End; readonly second: End; readonly other: End } {
    const key = generateThrowawayKey();
    const [first, other] = [openEnd({ key }), openEnd({ initiate: false })];
    first.session.start();
    settleTabs([first], other);
    const second = openEnd({ key });
    expect(second.session.instanceTag).to.not.equal(first.session.instanceTag);
    return { first, second, other };
  }

  it("a tab neither shows nor answers what is for the other", () => {
    const { first, second, other } = openTabs();
    other.session.send("1", "for the first");
    settleTabs([first, second], other);
    expect([first.texts(), second.texts()]).to.deep.equal([["for the first"], []]);
    expect([second.problems(), second.session.state]).to.deep.equal([[], "plain"]);
  });

  it("the conversation follows the tab that the address belongs to, and what was under way is still read", () => {
    const { first, second, other } = openTabs();
    first.session.send("1", "under way");
    const underWay = first.out.splice(0);
    second.session.start();
    settle(second, other);
    for (const frame of underWay) other.session.receive(frame);
    other.session.send("2", "to the second");
    second.session.send("3", "from the second");
    settleTabs([first, second], other);
    expect(other.texts()).to.deep.equal(["under way", "from the second"]);
    expect([first.texts(), second.texts()]).to.deep.equal([[], ["to the second"]]);
    first.session.start();
    first.session.send("4", "the first again");
    settle(first, other);
    expect(other.texts().at(-1)).to.equal("the first again");
    expect([first, second, other].flatMap((end) => end.problems())).to.deep.equal([]);
  });

  it("of two tabs that start at once the other side talks to one", () => {
    for (let round = 0; round < 10; round += 1) {
      const other = openEnd({ initiate: false });
      const key = generateThrowawayKey();
      const tabs = [openEnd({ key }), openEnd({ key })];
      for (const tab of tabs) tab.session.start();
      settleTabs(tabs, other);
      expect(other.session.state).to.equal("encrypted");
      other.session.send("1", "hello");
      settleTabs(tabs, other);
      expect(tabs.flatMap((tab) => tab.texts())).to.deep.equal(["hello"]);
    }
  });

  it("a snapshot under another tag gives no keys, so a copied one cannot read for its original", () => {
    const { first, other } = openTabs();
    const copy = openEnd({ key: first.key, snapshot: first.session.snapshot(), instanceTag: 0x1234 });
    other.session.send("1", "for the first");
    settleTabs([first, copy], other);
    expect([first.texts(), copy.texts(), copy.problems()]).to.deep.equal([["for the first"], [], []]);
  });

  it("libotr talks with both, each under its tag", async () => {
    const peer = new LibotrPeer();
    try {
      await peer.useKey(generateKey());
      const key = generateThrowawayKey();
      const tabs = [openEnd({ key }), openEnd({ key })];
      const settlePeer = async (): Promise<void> => {
        while (peer.out.length + tabs.reduce((sum, { out }) => sum + out.length, 0) > 0) {
          for (const tab of tabs) for (const frame of tab.out.splice(0)) await peer.tell("receive", frame);
          for (const frame of peer.out.splice(0)) for (const tab of tabs) tab.session.receive(frame);
        }
      };
      for (const tab of tabs) {
        tab.session.start();
        await settlePeer();
      }
      for (const [i, tab] of tabs.entries()) tab.session.send(`${i}`, `from tab ${i}`);
      await settlePeer();
      expect(peer.texts).to.deep.equal(["from tab 0", "from tab 1"]);
      expect(tabs.map(({ session }) => session.state)).to.deep.equal(["encrypted", "encrypted"]);
      await peer.tell("send", "to the one who wrote last");
      await settlePeer();
      expect(tabs.flatMap((tab) => tab.texts())).to.deep.equal(["to the one who wrote last"]);
      expect(tabs.flatMap((tab) => tab.problems())).to.deep.equal([]);
    } finally {
      await peer.close();
    }
  });
});

// The guest's end of a chat before its program is there: what is for it waits, in order, and where the chat is over meanwhile nothing comes of it.
import { expect } from "chai";
import type { Conversation } from "#browser/conversation-options.ts";
import { openConversation } from "#browser/conversation.ts";
import { GuestEnd, type GuestEndOptions } from "../../web-guest/guest-end.ts";
import { CHAT, memorySlot } from "./conversation-ends.ts";

const held = { chat: CHAT, token: "t", otr: "required" } as const;

/** An end whose program comes, or does not, when it is told to. */
function late() {
  let come!: () => Promise<void>;
  let fail!: () => Promise<void>;
  const said: string[] = [];
  const slot = memorySlot();
  const note = (what: string) => () => void said.push(what);
  const options: GuestEndOptions = { slot, link: () => undefined, fingerprint: () => undefined, onChange: () => undefined, onOpen: note("open"), onBroken: note("broken") };
  const end: GuestEnd = new GuestEnd(held, options, () =>
    new Promise((resolve, reject) => {
      come = () => (resolve({ openConversation }), end.arrival);
      fail = () => (reject(new Error("404")), end.arrival);
    }),
  );
  return { end, slot, said, note, come: () => come(), fail: () => fail() };
}

const texts = ({ view }: Conversation) => view.entries.flatMap((e) => (e.kind === "text" ? [e.text] : []));

describe("guest: an end whose program comes late", () => {
  it("does what waited once it is there, in order, after what opens it", async () => {
    const { end, said, note, come } = late();
    end.tell((conversation) => (conversation.say("one"), said.push("one")));
    end.tell((conversation) => (conversation.say("two"), said.push("two")));
    expect([end.conversation, said]).to.deep.equal([undefined, []]);
    await come();
    expect(said).to.deep.equal(["open", "one", "two"]);
    end.tell(note("at once"));
    expect(said.at(-1)).to.equal("at once");
    expect(texts(end.conversation as Conversation)).to.deep.equal(["one", "two"]);
    end.close();
  });

  it("does not open where the chat is over by then, and leaves the tab's memory to the next chat", async () => {
    const { end, slot, said, come } = late();
    end.tell(() => said.push("too late"));
    slot.write("of before");
    end.forget();
    expect(slot.read()).to.equal(undefined);
    slot.write("of the next chat");
    await come();
    expect([end.conversation, said, slot.read()]).to.deep.equal([undefined, [], "of the next chat"]);
  });

  it("says that its program did not come, unless nobody wants it any more", async () => {
    const wanted = late();
    await wanted.fail();
    expect([wanted.said, wanted.end.isBroken]).to.deep.equal([["broken"], true]);
    const over = late();
    over.end.close();
    await over.fail();
    expect([over.said, over.end.isBroken]).to.deep.equal([[], false]);
  });
});

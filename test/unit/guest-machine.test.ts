// The guest's chat machine: every state answers every input, and the paths that people take.
import { expect } from "chai";
import { CLOSED, step, type ChatInput, type ChatState, type Held } from "../../web-guest/chat-machine.ts";

const held: Held = { chat: "c-1@chat.example.org", token: "secret", otr: "required" };
const ticket = (status: Extract<ChatInput, { is: "status" }>["status"], chat = held.chat) => ({ is: "ticket" as const, ticket: { ...held, chat, status } });

const STATES: ChatState[] = [
  CLOSED,
  { at: "elsewhere", asked: false },
  { at: "connecting", slow: false, held: undefined },
  { at: "connecting", slow: true, held },
  { at: "unavailable" },
  { at: "consenting" },
  { at: "joining" },
  ...(["up", "down", "resuming"] as const).flatMap((link): ChatState[] => [
    { at: "waiting", held, link, position: 2 },
    { at: "chatting", held, link, operator: "Amina" },
    { at: "returning", held, link, transfer: true },
  ]),
  { at: "ended", reason: "operator-ended" },
  { at: "failed", why: "refused" },
  { at: "moved" },
];
const INPUTS: ChatInput[] = [
  { is: "open" },
  { is: "open", held },
  { is: "open", elsewhere: true },
  { is: "open", fault: "no-skin" },
  { is: "online" },
  { is: "offline" },
  { is: "slow" },
  { is: "skin", asks: true },
  { is: "skin", asks: false },
  { is: "skin-refused", code: "unknown-node" },
  { is: "begin" },
  ticket({ state: "waiting", position: 1 }),
  ticket({ state: "answered", operator: "Amina" }),
  ticket({ state: "ended", reason: "expired" }),
  ...(["queue-offline", "unknown-queue", "unknown-skin", "unknown-chat", "too-fast", "internal", undefined] as const).map((code): ChatInput => ({ is: "refused", code })),
  { is: "status", status: { state: "waiting", position: 1 } },
  { is: "status", status: { state: "answered", operator: "Ben" } },
  { is: "status", status: { state: "returning" } },
  { is: "status", status: { state: "transferring" } },
  { is: "status", status: { state: "ended", reason: "no-operator" } },
  { is: "queue", available: false },
  { is: "queue", available: true },
  { is: "broken" },
  { is: "end" },
  { is: "retry" },
  { is: "take" },
  { is: "given", held },
  { is: "not-given" },
  { is: "taken" },
];

const run = (...inputs: ChatInput[]) => inputs.reduce((at, input) => step(at.state, input), { state: CLOSED, effects: [] } as ReturnType<typeof step>);
const doings = ({ effects }: ReturnType<typeof step>) => effects.map((effect) => effect.do);
const TO_CHAT: ChatInput[] = [{ is: "open" }, { is: "online" }, { is: "skin", asks: false }, ticket({ state: "answered", operator: "Amina" })];

describe("guest: chat machine", () => {
  it("answers every input in every state, and is not changed by one that means nothing there", () => {
    for (const state of STATES) {
      for (const input of INPUTS) {
        const next = step(state, input);
        expect(next, `${state.at} x ${input.is}`).to.have.keys("state", "effects");
        if (next.state === state) expect(next.effects, `${state.at} x ${input.is} stays but acts`).to.deep.equal([]);
      }
    }
  });

  it("leaves no chat in silence: whenever one is over or moved, what the tab remembers is wiped and the connection closed", () => {
    for (const state of STATES.filter((s) => "link" in s)) {
      for (const input of INPUTS) {
        const next = step(state, input);
        if (next.state.at === "ended" || next.state.at === "moved") expect(doings(next), `${state.at} x ${input.is}`).to.include.members(["forget", "disconnect"]);
      }
    }
  });

  it("joins by itself where nothing is asked first, and carries no text", () => {
    expect(doings(run({ is: "open" }))).to.deep.equal(["connect"]);
    expect(doings(run({ is: "open" }, { is: "online" }))).to.deep.equal(["read-skin"]);
    const joined = run({ is: "open" }, { is: "online" }, { is: "skin", asks: false });
    expect(joined.state.at).to.equal("joining");
    expect(joined.effects).to.deep.equal([{ do: "join" }]);
  });

  it("joins only after the guest says so where the skin asks", () => {
    const asked = run({ is: "open" }, { is: "online" }, { is: "skin", asks: true });
    expect(asked.state.at).to.equal("consenting");
    expect(doings(asked)).to.not.include("join");
    expect(doings(step(asked.state, { is: "begin" }))).to.deep.equal(["join"]);
    expect(step(asked.state, { is: "queue", available: false }).state.at).to.equal("unavailable");
  });

  it("takes a chat over after a reload instead of joining again, and ends where that chat is gone", () => {
    const back = run({ is: "open", held }, { is: "online" }, { is: "skin", asks: true });
    expect(back.effects).to.deep.equal([{ do: "resume", held }]);
    expect(step(back.state, { is: "refused", code: "unknown-chat" }).state).to.deep.equal({ at: "ended", reason: "guest-gone" });
  });

  it("keeps the chat through a lost connection and takes it over again", () => {
    const lost = run(...TO_CHAT, { is: "offline" });
    expect(lost.state).to.include({ at: "chatting", link: "down", operator: "Amina" });
    const again = step(lost.state, { is: "online" });
    expect(again.effects).to.deep.equal([{ do: "resume", held }]);
    const back = step(again.state, ticket({ state: "answered", operator: "Ben" }));
    expect(back.state).to.include({ at: "chatting", link: "up", operator: "Ben" });
    expect(doings(back)).to.deep.equal(["remember", "attend"]);
  });

  it("does not end a chat because a request in it was refused for other reasons", () => {
    const chatting = run(...TO_CHAT).state;
    expect(step(chatting, { is: "refused", code: "unknown-chat" }).state).to.equal(chatting);
    const resuming = run(...TO_CHAT, { is: "offline" }, { is: "online" }).state;
    expect(step(resuming, { is: "refused", code: "too-fast" }).state).to.equal(resuming);
  });

  it("gives a chat up whose program is not whole, without a word to its other end and without forgetting it", () => {
    const broken = step(run(...TO_CHAT).state, { is: "broken" });
    expect(broken.state).to.deep.equal({ at: "failed", why: "refused" });
    expect(doings(broken)).to.deep.equal(["disconnect"]);
  });

  it("ignores a ticket for another chat", () => {
    const chatting = run(...TO_CHAT).state;
    expect(step(chatting, ticket({ state: "waiting", position: 1 }, "c-2@chat.example.org")).state).to.equal(chatting);
  });

  it("has words of its own for each refusal of a join", () => {
    const joining = run({ is: "open" }, { is: "online" }, { is: "skin", asks: false }).state;
    const outcome = (code: Extract<ChatInput, { is: "refused" }>["code"]) => step(joining, { is: "refused", code }).state;
    expect(outcome("queue-offline")).to.deep.equal({ at: "unavailable" });
    expect(outcome("unknown-queue")).to.deep.equal({ at: "failed", why: "unknown-queue" });
    expect(outcome("unknown-skin")).to.deep.equal({ at: "failed", why: "unknown-skin" });
    expect(outcome("too-fast")).to.deep.equal({ at: "failed", why: "too-fast" });
    expect(outcome(undefined)).to.deep.equal({ at: "failed", why: "refused" });
  });

  it("offers the chat of another tab and does not connect beside it", () => {
    const offered = run({ is: "open", elsewhere: true });
    expect(offered.effects).to.deep.equal([]);
    const asked = step(offered.state, { is: "take" });
    expect(doings(asked)).to.deep.equal(["ask-other-tab"]);
    expect(step(asked.state, { is: "given", held }).state).to.deep.equal({ at: "connecting", slow: false, held });
    expect(step(asked.state, { is: "not-given" }).state).to.deep.equal({ at: "connecting", slow: false, held: undefined });
  });

  it("says the end before it wipes and leaves", () => {
    expect(doings(step(run(...TO_CHAT).state, { is: "end" }))).to.deep.equal(["say-end", "forget", "disconnect"]);
  });
});

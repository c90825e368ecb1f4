// The operator's desk as a machine: every state answers every input, and the stories that matter.
import { expect } from "chai";
import type { ChatCard, Desk } from "#core/chat.ts";
import { toSee } from "../../web-operator/chats-machine.ts";
import { step } from "../../web-operator/desk-machine.ts";
import { START, type DeskState, type Effect, type Input, type Working } from "../../web-operator/desk-state.ts";
import { meant } from "../../web-operator/shortcuts.ts";
import { ringsHere } from "../../web-operator/wishes.ts";

const JID = "desk1@library.example/one";
const QUEUE = "reference@chat.library.example";
const card = (name: string, more: Partial<ChatCard> = {}): ChatCard => ({ chat: `c-${name}@chat.library.example`, queue: QUEUE, skin: "demo/skins/main", otr: "required", since: "2026-03-02T10:00:00Z", ...more });
const A = card("a");
const B = card("b", { since: "2026-03-02T09:59:00Z" });
const desk = (more: Partial<Desk> = {}): Desk => ({ queues: [{ queue: QUEUE, title: "Reference", operators: 1, waiting: 0, colleagues: [] }], rings: [], held: [], ...more });

/** Runs inputs one after the other; `effects` are those of the last. */
function run(inputs: readonly Input[], from: DeskState = START): { state: DeskState; effects: readonly Effect[] } {
  return inputs.reduce((before, input) => step(before.state, input), { state: from, effects: [] as readonly Effect[] });
}
const SIGN_IN: Input = { type: "sign-in", address: "desk1@library.example", password: "secret" };
const ONLINE: Input = { type: "online", jid: JID, resumed: false };
const AT_WORK: Input[] = [SIGN_IN, ONLINE, { type: "desk", desk: desk() }];
const HELD: Input[] = [...AT_WORK, { type: "ring", card: A }, { type: "answer", chat: A.chat }, { type: "held", card: A, draft: "" }];
function work(inputs: readonly Input[]): Working {
  const { state } = run(inputs);
  if (state.state !== "working") throw new Error(`The desk is ${state.state}.`);
  return state;
}
const phaseOf = (state: Working, chat = A.chat) => state.chats.find((c) => c.card.chat === chat)?.phase.name;

const INPUTS: Input[] = [
  SIGN_IN,
  { type: "cancel" },
  { type: "sign-out" },
  { type: "use-here" },
  { type: "be", availability: "busy" },
  { type: "staff", queue: QUEUE, wish: "pause" },
  { type: "staffed", queue: QUEUE, wish: "pause" },
  { type: "staff-failed", queue: QUEUE, text: "No." },
  { type: "answer", chat: A.chat },
  { type: "decline", chat: A.chat },
  { type: "select", chat: A.chat },
  { type: "select", chat: undefined },
  { type: "step", by: 1 },
  { type: "step", by: -1 },
  { type: "write", chat: A.chat, text: "x" },
  { type: "send", chat: A.chat, text: "x" },
  { type: "transfer", chat: A.chat, to: "desk2@library.example" },
  { type: "end", chat: A.chat },
  { type: "close", chat: A.chat },
  { type: "watch", watched: false },
  { type: "kept", address: "desk1@library.example", availability: "away" },
  { type: "elsewhere", address: "desk1@library.example", canTakeOver: true },
  { type: "notice-over" },
  ONLINE,
  { type: "offline" },
  { type: "refused", problem: "wrong-password" },
  { type: "desk", desk: desk({ rings: [B], held: [A] }) },
  { type: "ring", card: A },
  { type: "held", card: A, draft: "" },
  { type: "gone", chat: A.chat, gone: { why: "ended", reason: "guest-ended" } },
  { type: "notice", chat: A.chat, about: "transfer-refused", words: "Nobody took it." },
  { type: "guest", chat: A.chat, here: false },
  { type: "done", command: "end", chat: A.chat },
  { type: "failed", chat: A.chat, trouble: { doing: "accept", text: "" }, lost: true },
  { type: "heard", chat: A.chat, messages: 1 },
];
const STATES: Record<string, Input[]> = {
  "signed-out": [],
  "signing-in": [SIGN_IN],
  "kept sign-in": [{ type: "kept", address: "desk1@library.example", availability: "available" }],
  "elsewhere": [SIGN_IN, { type: "elsewhere", address: "desk1@library.example", canTakeOver: true }],
  "empty desk": AT_WORK,
  "ringing": [...AT_WORK, { type: "ring", card: A }],
  "answering": [...AT_WORK, { type: "ring", card: A }, { type: "answer", chat: A.chat }],
  "holding": HELD,
  "transferring": [...HELD, { type: "transfer", chat: A.chat, to: "desk2@library.example" }],
  "ending": [...HELD, { type: "end", chat: A.chat }],
  "over": [...HELD, { type: "gone", chat: A.chat, gone: { why: "transferred" } }],
  "offline": [...HELD, { type: "offline" }],
};

describe("the operator's desk", () => {
  it("answers every input in every state, changes nothing in place, and no state holds the password", () => {
    for (const [name, inputs] of Object.entries(STATES)) {
      const { state } = run(inputs);
      const before = JSON.stringify(state);
      for (const input of INPUTS) {
        const next = step(state, input);
        expect(JSON.stringify(state), `${name}, ${input.type}`).to.equal(before);
        expect(JSON.stringify(next.state), `${name}, ${input.type}`).not.to.contain("secret");
        const connects = next.effects.some((e) => e.do === "connect");
        expect(connects, `${name}, ${input.type}`).to.equal(next.state.state === "signing-in" && state.state !== "signing-in");
      }
    }
  });

  it("never has a chat twice, nor one that rings and is open, whatever comes in what order", () => {
    let seed = 7;
    const random = (n: number) => ((seed = (seed * 48271) % 2147483647), seed % n);
    for (let round = 0; round < 300; round++) {
      let state: DeskState = run(AT_WORK).state;
      for (let i = 0; i < 60; i++) state = step(state, INPUTS[random(INPUTS.length)] as Input).state;
      if (state.state !== "working") continue;
      const chats = state.chats.map((c) => c.card.chat);
      expect(new Set(chats).size).to.equal(chats.length);
      expect(new Set(state.rings.map((r) => r.card.chat)).size).to.equal(state.rings.length);
      const open = state.chats.filter((c) => c.phase.name !== "closed").map((c) => c.card.chat);
      expect(state.rings.filter((r) => open.includes(r.card.chat))).to.deep.equal([]);
      if (state.selected !== undefined) expect(chats).to.include(state.selected);
    }
  });

  it("shows itself before it asks for its desk", () => {
    expect(run([SIGN_IN, ONLINE]).effects.map((e) => e.do)).to.deep.equal(["keep-availability", "presence", "ask-desk"]);
  });

  it("refuses what is no address without asking the server", () => {
    for (const address of ["", "desk1", "a b@library.example", "@library.example"]) {
      const { state, effects } = run([{ type: "sign-in", address, password: "x" }]);
      expect(state).to.include({ state: "signed-out", problem: "no-address" });
      expect(effects).to.deep.equal([]);
    }
  });

  it("comes back as away when it was away before the reload", () => {
    const { effects } = run([{ type: "kept", address: "desk1@library.example", availability: "away" }, ONLINE]);
    expect(effects).to.deep.include({ do: "presence", availability: "away" });
  });

  it("forgets a kept sign-in that the server refuses, and says why", () => {
    const { state, effects } = run([{ type: "kept", address: "desk1@library.example", availability: "away" }, { type: "refused", problem: "wrong-password" }]);
    expect(state).to.include({ state: "signed-out", problem: "kept-sign-in-refused", address: "desk1@library.example" });
    expect(effects.map((e) => e.do)).to.deep.equal(["disconnect", "forget"]);
  });

  it("answers: claims, opens and leads there; twice is once", () => {
    const ringing = [...AT_WORK, { type: "ring", card: A } as const];
    expect(run([...ringing, { type: "answer", chat: A.chat }]).effects).to.deep.equal([{ do: "command", command: "accept", chat: A.chat }]);
    expect(run([...ringing, { type: "answer", chat: A.chat }, { type: "answer", chat: A.chat }]).effects).to.deep.equal([]);
    const { effects } = run(HELD);
    expect(effects).to.deep.equal([{ do: "open", card: A }, { do: "ask-desk" }, { do: "keep-shown", chat: A.chat }]); // one less waits: the queues' counts have changed
    expect(work(HELD)).to.deep.include({ rings: [], selected: A.chat });
  });

  it("says who was quicker, and has no chat then", () => {
    const state = work([...AT_WORK, { type: "ring", card: A }, { type: "gone", chat: A.chat, gone: { why: "answered", by: "mira" } }]);
    expect(state).to.deep.include({ rings: [], chats: [] });
    expect(state.notice).to.deep.equal({ about: "ring", queue: QUEUE, gone: { why: "answered", by: "mira" } });
  });

  it("claims after a reload what the service says is ours, with what was typed", () => {
    const { state, effects } = run([SIGN_IN, ONLINE, { type: "desk", desk: desk({ held: [A, B] }) }]);
    expect(effects.filter((e) => e.do === "command")).to.deep.equal([A, B].map(({ chat }) => ({ do: "command", command: "accept", chat })));
    const back = work([SIGN_IN, ONLINE, { type: "desk", desk: desk({ held: [A] }) }, { type: "held", card: A, draft: "One mom" }]);
    expect(state.state).to.equal("working");
    expect(back.chats[0]).to.deep.include({ draft: "One mom", phase: { name: "held" } });
  });

  it("shows after a reload the chat that was shown, whichever comes back first", () => {
    const two: Input[] = [...HELD, { type: "ring", card: B }, { type: "answer", chat: B.chat }, { type: "held", card: B, draft: "" }];
    expect(run(two).effects).to.deep.include({ do: "keep-shown", chat: B.chat });
    expect(run([...two, { type: "select", chat: A.chat }]).effects).to.deep.equal([{ do: "keep-shown", chat: A.chat }]);
    const back: Input[] = [SIGN_IN, ONLINE, { type: "desk", desk: desk({ held: [A, B] }) }, { type: "held", card: A, draft: "" }];
    expect(run([...back, { type: "watch", watched: true }]).effects).to.deep.equal([]); // nobody has chosen
    expect(work([...back, { type: "held", card: B, draft: "", wasShown: true }]).selected).to.equal(B.chat);
    expect(work([...back, { type: "held", card: B, draft: "" }]).selected).to.equal(A.chat);
  });

  it("does not claim twice what is being answered when the desk's picture comes", () => {
    const { effects, state } = run([...AT_WORK, { type: "ring", card: A }, { type: "answer", chat: A.chat }, { type: "desk", desk: desk({ held: [A] }) }]);
    expect(effects).to.deep.equal([]);
    expect((state as Working).rings).to.have.length(1);
  });

  it("makes a chat known to a new session, and goes on at once in a resumed one", () => {
    const offline: Input[] = [...HELD, { type: "offline" }];
    expect(run([...offline, { type: "online", jid: JID, resumed: true }]).effects[0]).to.deep.equal({ do: "open", card: A });
    const fresh = run([...offline, { type: "online", jid: "desk1@library.example/two", resumed: false }, { type: "desk", desk: desk({ held: [A] }) }]);
    expect(fresh.effects).to.deep.equal([{ do: "command", command: "accept", chat: A.chat }]);
    const steady = run([...HELD, { type: "desk", desk: desk({ held: [A] }) }]);
    expect(steady.effects).to.deep.equal([]);
  });

  it("closes what went elsewhere while the connection was gone, and wipes it", () => {
    const { state, effects } = run([...HELD, { type: "offline" }, { type: "online", jid: JID, resumed: false }, { type: "desk", desk: desk() }]);
    expect((state as Working).chats[0]?.phase).to.deep.equal({ name: "closed", why: { why: "lost" } });
    expect(effects).to.deep.equal([{ do: "shut", chat: A.chat }]);
  });

  it("counts what nobody has looked at, and no more", () => {
    const away: Input[] = [...HELD, { type: "watch", watched: false }, { type: "heard", chat: A.chat, messages: 2 }];
    expect(toSee(work(away))).to.equal(2);
    expect(run(away).effects).to.deep.equal([{ do: "alert", kind: "message", chat: A.chat, queue: QUEUE }]);
    expect(toSee(work([...away, { type: "watch", watched: true }]))).to.equal(0);
    expect(toSee(work([...HELD, { type: "heard", chat: A.chat, messages: 1 }]))).to.equal(0);
  });

  it("hands over, and has the chat back when nobody takes it", () => {
    const offered: Input[] = [...HELD, { type: "transfer", chat: A.chat, to: "desk2@library.example" }];
    expect(phaseOf(work(offered))).to.equal("transferring");
    for (const about of ["transfer-refused", "transfer-expired", "transfer-taken-back"]) expect(phaseOf(work([...offered, { type: "notice", chat: A.chat, about, words: "" }]))).to.equal("held");
    expect(phaseOf(work([...offered, { type: "failed", chat: A.chat, trouble: { doing: "transfer", text: "" }, lost: false }]))).to.equal("held");
    expect(work([...offered, { type: "gone", chat: A.chat, gone: { why: "transferred" } }]).chats[0]?.phase).to.deep.equal({ name: "closed", why: { why: "transferred" } });
  });

  it("keeps a chat of its own whose claim the service could not hear, and asks again later", () => {
    const failed: Input = { type: "failed", chat: A.chat, trouble: { doing: "accept", text: "" }, lost: false };
    const { state, effects } = run([...HELD, { type: "offline" }, { type: "online", jid: "desk1@library.example/2", resumed: false }, failed]);
    expect(phaseOf(state as Working)).to.equal("held");
    expect(effects).to.deep.equal([{ do: "ask-desk", later: true }]);
    expect(phaseOf(work([...HELD, { ...failed, lost: true }]))).to.equal("closed");
  });

  it("sends only what is something, and where it goes somewhere", () => {
    const sends = (inputs: Input[]) => run(inputs).effects.some((e) => e.do === "send");
    const send: Input = { type: "send", chat: A.chat, text: "Hello" };
    expect(sends([...HELD, send])).to.equal(true);
    expect(sends([...HELD, { ...send, text: "  \n" }])).to.equal(false);
    expect(sends([...HELD, { type: "offline" }, send])).to.equal(true); // the conversation keeps it
    expect(sends([...HELD, { type: "gone", chat: A.chat, gone: { why: "transferred" } }, send])).to.equal(false);
    expect(work([...HELD, { type: "write", chat: A.chat, text: "Hello" }, send]).chats[0]?.draft).to.equal("");
  });

  it("keeps a closed chat on the page until it is closed, and then chooses its neighbour", () => {
    const two: Input[] = [...HELD, { type: "ring", card: B }, { type: "answer", chat: B.chat }, { type: "held", card: B, draft: "" }, { type: "gone", chat: B.chat, gone: { why: "ended", reason: "guest-ended" } }];
    expect(work(two).selected).to.equal(B.chat);
    expect(work([...two, { type: "close", chat: A.chat }]).chats).to.have.length(2); // still open: not closed by mistake
    const { state, effects } = run([...two, { type: "close", chat: B.chat }]);
    expect((state as Working).selected).to.equal(A.chat);
    expect(effects).to.deep.equal([{ do: "drop", chat: B.chat }]);
  });

  it("pauses a queue at once and keeps to it while an older picture of the desk comes, until the service has answered", () => {
    const PAUSE: Input = { type: "staff", queue: QUEUE, wish: "pause" };
    const old: Input = { type: "desk", desk: desk() };
    const picture: Input = { type: "desk", desk: desk({ queues: desk().queues.map((q) => ({ ...q, paused: true })) }) };
    const rings = (inputs: Input[]) => ringsHere(work([...AT_WORK, ...inputs]), QUEUE);
    expect(run([...AT_WORK, PAUSE]).effects).to.deep.equal([{ do: "staff", queue: QUEUE, wish: "pause" }]);
    expect([rings([]), rings([PAUSE]), rings([PAUSE, old])]).to.deep.equal([true, false, false]);
    const done: Input[] = [PAUSE, old, { type: "staffed", queue: QUEUE, wish: "pause" }];
    expect([rings(done), rings([...done, picture]), rings([...done, picture, old])]).to.deep.equal([false, false, true]);
    expect(run([...AT_WORK, ...done]).effects).to.deep.equal([{ do: "ask-desk" }]);
  });

  it("shows the last of several wishes until all are answered", () => {
    const wishes = (["pause", "resume", "pause"] as const).map((wish): Input => ({ type: "staff", queue: QUEUE, wish }));
    const answers = (["pause", "resume", "pause"] as const).map((wish): Input => ({ type: "staffed", queue: QUEUE, wish }));
    for (const n of [0, 1, 2, 3]) expect(ringsHere(work([...AT_WORK, ...wishes, ...answers.slice(0, n)]), QUEUE), `${n} answers`).to.equal(false);
    expect(work([...AT_WORK, ...wishes, ...answers]).wishes).to.deep.equal([]);
  });

  it("goes back to what the service says where a wish failed, says why, and wishes nothing without a connection", () => {
    const failed = run([...AT_WORK, { type: "staff", queue: QUEUE, wish: "pause" }, { type: "staff-failed", queue: QUEUE, text: "No." }]);
    const state = failed.state as Working;
    expect([ringsHere(state, QUEUE), state.notice, failed.effects[0]]).to.deep.equal([true, { about: "service", text: "That could not be changed. No." }, { do: "ask-desk" }]);
    const offline = run([{ type: "offline" }, { type: "staff", queue: QUEUE, wish: "pause" }], state);
    expect([ringsHere(offline.state as Working, QUEUE), offline.effects]).to.deep.equal([true, []]);
  });

  it("leaves the desk to another tab, and wipes what was open here", () => {
    const { state, effects } = run([...HELD, { type: "elsewhere", address: "desk1@library.example", canTakeOver: true }]);
    expect(state.state).to.equal("elsewhere");
    expect(effects).to.deep.equal([{ do: "shut", chat: A.chat }, { do: "disconnect" }]);
    expect(step(state, { type: "use-here" }).effects).to.deep.equal([{ do: "connect", address: "desk1@library.example", steal: true }]);
  });

  it("answers by the keyboard the chat that has waited longest", () => {
    const ringing = work([...AT_WORK, { type: "ring", card: A }, { type: "ring", card: B }]);
    expect(meant("KeyA", ringing)).to.deep.equal({ type: "answer", chat: B.chat });
    expect(meant("KeyA", work(AT_WORK))).to.equal(undefined);
    expect(meant("KeyQ", ringing)).to.equal(undefined);
  });
});

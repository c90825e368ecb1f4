// The chat's machine: a table of every state and every input, then what must hold in all of them.
import { expect } from "chai";
import { deadline, open, step } from "#core/chat-machine.ts";
import type { Chat, ChatEffect, ChatInput, ChatState, Moment, Says, Step } from "#core/chat-state.ts";

const NOW = 1_000_000;
const moment: Moment = { now: NOW, grace: 60_000, ringFor: 600_000, transferFor: 30_000 };
const G = "g@guest.example.org/a";
const A = "a@example.org/web";
const B = "b@example.org/web";
const C = "c@example.org/web";

const base: Omit<Chat, "at"> = { id: "c-1", queue: "reference", library: "demo", skin: "demo/skins/main", otr: "required", since: NOW - 5_000, answers: 0, encrypted: false, verified: false, guest: { jid: G } };

const states = {
  waiting: { state: "waiting", declined: [], until: NOW + 9 },
  closing: { state: "waiting", declined: [], until: NOW + 9, closeAt: NOW - 1 },
  ringing: { state: "ringing", rung: ["a@example.org", "b@example.org"], declined: [], until: NOW + 9 },
  answered: { state: "answered", pin: { jid: A, shown: "Ada" } },
  away: { state: "answered", pin: { jid: A, shown: "Ada", awayUntil: NOW - 1 } },
  transferring: { state: "transferring", pin: { jid: A, shown: "Ada" }, to: { kind: "queue", queue: "night" }, rung: ["b@example.org"], declined: [], until: NOW + 9 },
  returning: { state: "returning", rung: ["b@example.org"], declined: [], until: NOW + 9 },
  ended: { state: "ended", reason: "guest-ended" },
} as const satisfies Record<string, ChatState>;

const by = (jid: string, entitled = true) => ({ jid, shown: "", entitled });
const inputs = {
  "guest-here same": { kind: "guest-here", jid: G },
  "guest-here new": { kind: "guest-here", jid: "g2@guest.example.org/b" },
  "guest-gone": { kind: "guest-gone", jid: G },
  "guest-ends": { kind: "guest-ends", jid: G },
  "guest-ends stranger": { kind: "guest-ends", jid: "x@guest.example.org/x" },
  "guest-verified": { kind: "guest-verified", jid: G },
  "guest-writes otr": { kind: "guest-writes", jid: G, says: "otr-data" },
  "guest-writes clear": { kind: "guest-writes", jid: G, says: "clear" },
  "guest-writes sign": { kind: "guest-writes", jid: G, says: "sign" },
  "guest-writes stranger": { kind: "guest-writes", jid: "x@guest.example.org/x", says: "otr-data" },
  "staff nobody": { kind: "staff", ringable: [], online: false },
  "staff b c": { kind: "staff", ringable: ["b@example.org", "c@example.org"], online: true },
  "accept A": { kind: "accept", by: by(A) },
  "accept B": { kind: "accept", by: by(B) },
  "accept not entitled": { kind: "accept", by: by(C, false) },
  "decline B": { kind: "decline", jid: B },
  "transfer A": { kind: "transfer", jid: A, to: { kind: "operator", jid: "c@example.org" }, ringable: ["c@example.org"] },
  "transfer B": { kind: "transfer", jid: B, to: { kind: "operator", jid: "c@example.org" }, ringable: ["c@example.org"] },
  "transfer to nobody": { kind: "transfer", jid: A, to: { kind: "queue", queue: "night" }, ringable: [] },
  "operator-ends A": { kind: "operator-ends", jid: A },
  "operator-ends B": { kind: "operator-ends", jid: B },
  "operator-here A": { kind: "operator-here", jid: "a@example.org/phone" },
  "operator-here B": { kind: "operator-here", jid: "b@example.org/phone" },
  "operator-gone A": { kind: "operator-gone", jid: A },
  "operator-writes A otr": { kind: "operator-writes", by: by(A), says: "otr-data" },
  "operator-writes A clear": { kind: "operator-writes", by: by(A), says: "clear" },
  "operator-writes A phone": { kind: "operator-writes", by: by("a@example.org/phone"), says: "otr-start" },
  "operator-writes A phone sign": { kind: "operator-writes", by: by("a@example.org/phone"), says: "sign" },
  "operator-writes A phone quiet": { kind: "operator-writes", by: by("a@example.org/phone"), says: "otr-quiet" },
  "operator-writes B otr": { kind: "operator-writes", by: by(B), says: "otr-start" },
  "operator-writes B sign": { kind: "operator-writes", by: by(B), says: "sign" },
  "operator-writes B quiet": { kind: "operator-writes", by: by(B), says: "otr-quiet" },
  "operator-writes stranger": { kind: "operator-writes", by: by(C, false), says: "clear" },
  close: { kind: "close" },
  tick: { kind: "tick" },
} as const satisfies Record<string, ChatInput>;

type StateName = keyof typeof states;
type InputName = keyof typeof inputs;
const ORDER: readonly StateName[] = ["waiting", "closing", "ringing", "answered", "away", "transferring", "returning", "ended"];

/** In the order of the states: the next state and the effects, short. `=` is: nothing changes and nothing is done. */
const TABLE: Record<InputName, readonly string[]> = {
  "guest-here same": ["waiting release", "waiting release", "ringing release", "answered release", "answered release", "transferring release", "returning release", "="],
  "guest-here new": ["waiting", "waiting", "ringing", "answered show", "answered", "transferring show", "returning", "="],
  "guest-gone": ["waiting", "waiting", "ringing", "answered show", "answered", "transferring show", "returning", "="],
  "guest-ends": ["ended tell back back", "ended tell back back", "ended unring tell back back", "ended part tell back back", "ended part tell back back", "ended unring part tell back back", "ended unring tell back back", "="],
  "guest-ends stranger": ["refuse:forbidden", "refuse:forbidden", "refuse:forbidden", "refuse:forbidden", "refuse:forbidden", "refuse:forbidden", "refuse:forbidden", "="],
  "guest-verified": ["=", "=", "=", "=", "=", "=", "=", "="],
  "guest-writes otr": ["refuse:other-end-away", "refuse:other-end-away", "refuse:other-end-away", "answered pass:a", "keep:operator", "transferring pass:a", "refuse:other-end-away", "refuse:unknown-chat"],
  "guest-writes clear": ["refuse:other-end-away", "refuse:other-end-away", "refuse:other-end-away", "refuse:clear-text", "refuse:clear-text", "refuse:clear-text", "refuse:other-end-away", "refuse:unknown-chat"],
  "guest-writes sign": ["=", "=", "=", "pass:a", "=", "pass:a", "=", "="],
  "guest-writes stranger": ["refuse:forbidden", "refuse:forbidden", "refuse:forbidden", "refuse:forbidden", "refuse:forbidden", "refuse:forbidden", "refuse:forbidden", "refuse:unknown-chat"],
  "staff nobody": ["waiting", "=", "waiting unring", "=", "=", "answered unring notice tell", "returning unring", "="],
  "staff b c": ["ringing ring", "ringing ring", "ringing ring unring", "=", "=", "transferring ring", "returning ring", "="],
  "accept A": ["answered greet tell", "answered greet tell", "answered unring greet tell", "answered greet tell release", "answered greet tell release", "answered unring greet tell release", "answered unring greet tell", "refuse:unknown-chat"],
  "accept B": ["answered greet tell", "answered greet tell", "answered unring greet tell", "refuse:chat-taken", "refuse:chat-taken", "answered unring part greet tell back", "answered unring greet tell", "refuse:unknown-chat"],
  "accept not entitled": ["refuse:forbidden", "refuse:forbidden", "refuse:forbidden", "refuse:forbidden", "refuse:forbidden", "refuse:forbidden", "refuse:forbidden", "refuse:unknown-chat"],
  "decline B": ["=", "=", "ringing unring", "=", "=", "answered unring notice tell", "returning unring", "="],
  "transfer A": ["refuse:forbidden", "refuse:forbidden", "refuse:forbidden", "transferring ring tell", "transferring ring tell", "refuse:conflict", "refuse:forbidden", "refuse:unknown-chat"],
  "transfer B": ["refuse:forbidden", "refuse:forbidden", "refuse:forbidden", "refuse:forbidden", "refuse:forbidden", "refuse:forbidden", "refuse:forbidden", "refuse:unknown-chat"],
  "transfer to nobody": ["refuse:forbidden", "refuse:forbidden", "refuse:forbidden", "refuse:queue-offline", "refuse:queue-offline", "refuse:conflict", "refuse:forbidden", "refuse:unknown-chat"],
  "operator-ends A": ["refuse:forbidden", "refuse:forbidden", "refuse:forbidden", "ended part tell back back", "ended part tell back back", "ended unring part tell back back", "refuse:forbidden", "refuse:unknown-chat"],
  "operator-ends B": ["refuse:forbidden", "refuse:forbidden", "refuse:forbidden", "refuse:forbidden", "refuse:forbidden", "refuse:forbidden", "refuse:forbidden", "refuse:unknown-chat"],
  "operator-here A": ["=", "=", "ring-resource", "=", "answered greet release tell", "=", "=", "="],
  "operator-here B": ["=", "=", "ring-resource", "=", "=", "ring-resource", "ring-resource", "="],
  "operator-gone A": ["=", "=", "=", "answered", "=", "transferring", "=", "="],
  "operator-writes A otr": ["answered greet tell pass:g", "answered greet tell pass:g", "answered unring greet tell pass:g", "answered pass:g", "answered greet tell release pass:g", "answered unring notice pass:g tell", "answered unring greet tell pass:g", "refuse:unknown-chat"],
  "operator-writes A clear": ["answered greet tell notice", "answered greet tell notice", "answered unring greet tell notice", "notice", "answered greet tell release notice", "answered unring notice notice tell", "answered unring greet tell notice", "refuse:unknown-chat"],
  "operator-writes A phone": ["answered greet tell pass:g", "answered greet tell pass:g", "answered unring greet tell pass:g", "answered greet tell release pass:g", "answered greet tell release pass:g", "answered unring greet tell release pass:g", "answered unring greet tell pass:g", "refuse:unknown-chat"],
  "operator-writes A phone sign": ["=", "=", "=", "pass:g", "pass:g", "pass:g", "=", "="],
  "operator-writes A phone quiet": ["=", "=", "=", "=", "=", "=", "=", "="],
  "operator-writes B otr": ["answered greet tell pass:g", "answered greet tell pass:g", "answered unring greet tell pass:g", "refuse:chat-taken", "refuse:chat-taken", "answered unring part greet tell back pass:g", "answered unring greet tell pass:g", "refuse:unknown-chat"],
  "operator-writes B sign": ["=", "=", "=", "=", "=", "=", "=", "="],
  "operator-writes B quiet": ["=", "=", "=", "=", "=", "=", "=", "="],
  "operator-writes stranger": ["refuse:forbidden", "refuse:forbidden", "refuse:forbidden", "refuse:forbidden", "refuse:forbidden", "refuse:forbidden", "refuse:forbidden", "refuse:unknown-chat"],
  close: ["ended tell back back", "ended tell back back", "ended unring tell back back", "ended part tell back back", "ended part tell back back", "ended unring part tell back back", "ended unring tell back back", "="],
  tick: ["=", "ended tell back back", "=", "=", "returning part tell back ask", "=", "=", "="],
};

function short(effect: ChatEffect): string {
  switch (effect.do) {
    case "tell-guest":
      return "tell";
    case "give-back":
      return "back";
    case "show-guest":
      return "show";
    case "ask-staff":
      return "ask";
    case "pass":
      return `pass:${effect.to[0] ?? ""}`;
    case "keep":
      return `keep:${effect.for}`;
    case "refuse":
      return `refuse:${effect.code}`;
    default:
      return effect.do;
  }
}

function summary(chat: Chat, { chat: after, effects }: Step): string {
  const changed = after === chat ? [] : [after.at.state];
  return [...changed, ...effects.map(short)].join(" ") || "=";
}

// Effects alone do not say that the state was kept; a row may name the state where only that is meant.
const matches = (found: string, wanted: string, state: string) => found === wanted || `${state} ${found}` === wanted;

describe("chat machine", () => {
  for (const [name, row] of Object.entries(TABLE) as [InputName, readonly string[]][]) {
    for (const [i, wanted] of row.entries()) {
      const state = ORDER[i] as StateName;
      it(`${state}: ${name} → ${wanted}`, () => {
        const chat: Chat = { ...base, at: states[state] };
        const found = summary(chat, step(chat, inputs[name], moment));
        expect(matches(found, wanted, chat.at.state), `found: ${found}`).to.equal(true);
      });
    }
  }

  it("begins waiting, and asks who is there", () => {
    const begun = open({ id: "c-1", queue: "q", library: "demo", skin: "demo/skins/main", otr: "none", guest: G }, moment);
    expect(begun.chat.at.state).to.equal("waiting");
    expect(begun.effects).to.deep.equal([{ do: "ask-staff" }]);
    expect(deadline(begun.chat)).to.equal(NOW + 600_000);
  });

  it("rings nobody anew while the guest is away, and asks who is there when they are back", () => {
    const away = (at: ChatState): Chat => ({ ...base, guest: { awayUntil: NOW + 5 }, at });
    const found = (chat: Chat, input: ChatInput) => summary(chat, step(chat, input, moment));
    const lines = [states.waiting, states.ringing, states.returning];
    expect(lines.map((at) => found(away(at), inputs["staff b c"]))).to.deep.equal(["=", "ringing unring", "="]);
    expect(step(away(states.ringing), inputs["staff b c"], moment).chat.at).to.deep.include({ rung: ["b@example.org"] });
    expect(lines.map((at) => found(away(at), inputs["guest-here new"]))).to.deep.equal(["waiting ask", "ringing ask", "returning ask"]);
    expect(found(away(states.answered), inputs["guest-here new"])).to.equal("answered show");
  });

  it("wants a tick exactly where time alone changes something, and the tick changes it", () => {
    for (const name of ORDER) {
      const chat: Chat = { ...base, at: states[name] };
      const at = deadline(chat);
      if (at === undefined) expect(["answered", "ended"]).to.include(name);
      else expect(step(chat, { kind: "tick" }, { ...moment, now: at }).chat, name).to.not.equal(chat);
    }
    const away: Chat = { ...base, guest: { awayUntil: NOW + 5 }, at: states.answered };
    expect(deadline(away)).to.equal(NOW + 5);
    expect(step(away, { kind: "tick" }, { ...moment, now: NOW + 5 }).chat.at).to.deep.equal({ state: "ended", reason: "guest-gone" });
  });

  it("counts an answer exactly where the chat comes to somebody who did not have it", () => {
    const holder = ({ at }: Chat) => ("pin" in at ? at.pin.jid.split("/")[0] : undefined);
    let counted = 0;
    for (const name of ORDER) for (const [what, input] of Object.entries(inputs)) {
      const before: Chat = { ...base, answers: 3, at: states[name] };
      const { chat } = step(before, input, moment);
      const isNew = holder(chat) !== undefined && holder(chat) !== holder(before);
      expect(chat.answers, `${name}, ${what}`).to.equal(isNew ? 4 : 3);
      if (isNew) counted++;
    }
    expect(counted).to.be.above(8);
  });

  it("passes nothing but OTR in an encrypted chat, in any state, whoever writes", () => {
    const writers: ((says: Says) => ChatInput)[] = [
      (says) => ({ kind: "guest-writes", jid: G, says }),
      (says) => ({ kind: "operator-writes", by: by(A), says }),
      (says) => ({ kind: "operator-writes", by: by(B), says }),
    ];
    for (const name of ORDER) for (const write of writers) {
      const { effects } = step({ ...base, at: states[name] }, write("clear"), moment);
      expect(effects.filter((e) => e.do === "pass" || e.do === "keep"), name).to.deep.equal([]);
    }
  });

  it("passes nothing but clear text in a chat without encryption", () => {
    const plain: Chat = { ...base, otr: "none", at: states.answered };
    const operator = (says: Says) => step(plain, { kind: "operator-writes", by: by(A), says }, moment).effects.map(short);
    expect(operator("clear")).to.deep.equal(["pass:g"]);
    expect(operator("otr-start")).to.deep.equal(["notice"]);
    expect(operator("otr-error")).to.deep.equal([]);
    expect(step(plain, { kind: "guest-writes", jid: G, says: "otr-data" }, moment).effects.map(short)).to.deep.equal(["refuse:malformed"]);
  });

  it("notes once that OTR data has passed, and verification only after that", () => {
    const chat: Chat = { ...base, at: states.answered };
    const once = step(chat, inputs["operator-writes A otr"], moment).chat;
    expect(once.encrypted).to.equal(true);
    expect(step(once, inputs["operator-writes A otr"], moment).chat).to.equal(once);
    expect(step(once, inputs["guest-verified"], moment).chat.verified).to.equal(true);
  });

  it("keeps messages for a guest who is away and releases them when their presence comes", () => {
    const away: Chat = { ...base, guest: { awayUntil: NOW + 5 }, at: states.answered };
    expect(step(away, inputs["operator-writes A otr"], moment).effects.map(short)).to.deep.equal(["keep:guest"]);
    const back = step(away, inputs["guest-here new"], moment).chat;
    expect(step(back, inputs["guest-here new"], moment).effects).to.deep.equal([{ do: "release", for: "guest", to: "g2@guest.example.org/b" }]);
  });

  it("moves to the queue it was handed to only once somebody there has it", () => {
    const chat: Chat = { ...base, at: states.transferring };
    expect(step(chat, inputs["accept B"], moment).chat.queue).to.equal("night");
    expect(step(chat, inputs["accept A"], moment).chat.queue).to.equal("reference");
  });

  it("takes a chat back by typing, not by what a client does of itself", () => {
    const chat: Chat = { ...base, at: states.transferring };
    const after = (says: Says) => step(chat, { kind: "operator-writes", by: by(A), says }, moment).chat.at.state;
    expect(after("otr-data")).to.equal("answered");
    for (const quiet of ["sign", "otr-quiet", "otr-start", "otr-error"] as const) expect(after(quiet), quiet).to.equal("transferring");
  });
});

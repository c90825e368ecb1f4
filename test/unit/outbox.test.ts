// The outbox: nothing that was said is lost, sent twice without need, or sent to somebody it was not meant for.
import { expect } from "chai";
import { emptyOutbox, remember, stepOutbox, type Outbox, type OutboxEffect, type OutboxInput } from "#core/outbox.ts";

/** Runs inputs one after the other; what came out in words: "send a", "a delivered". */
function run(inputs: readonly OutboxInput[], from: Outbox = emptyOutbox): { outbox: Outbox; said: string[] } {
  let outbox = from;
  const said: string[] = [];
  for (const input of inputs) {
    const step = stepOutbox(outbox, input);
    outbox = step.outbox;
    said.push(...step.effects.map(inWords));
  }
  return { outbox, said };
}

const inWords = (effect: OutboxEffect) => (effect.do === "transmit" ? `send ${effect.id}` : `${effect.id} ${effect.delivery}`);
const queue = (id: string, at = 0): OutboxInput => ({ is: "queue", id, text: `text of ${id}`, at });
const open = (at: number): OutboxInput => ({ is: "open", at });
const audience = (n: number | undefined): OutboxInput => ({ is: "audience", audience: n });

describe("outbox", () => {
  it("keeps what is said until the channel opens, then sends it in order", () => {
    const { said } = run([queue("a"), queue("b"), open(1)]);
    expect(said).to.deep.equal(["a waiting", "b waiting", "send a", "a sent", "send b", "b sent"]);
  });

  it("sends at once while the channel is open", () => {
    expect(run([open(0), queue("a")]).said).to.deep.equal(["a waiting", "send a", "a sent"]);
  });

  it("is done with a text at its receipt, and only then", () => {
    const { outbox, said } = run([open(0), queue("a"), queue("b"), { is: "receipt", id: "a" }, { is: "receipt", id: "a" }, { is: "receipt", id: "unknown" }]);
    expect(said.slice(-1)).to.deep.equal(["a delivered"]);
    expect(outbox.entries.map((e) => e.id)).to.deep.equal(["b"]);
  });

  it("sends again after a gap, to a peer that acknowledges", () => {
    const { said } = run([open(0), { is: "acknowledges", at: 0 }, queue("a", 1), { is: "closed" }, open(5_000)]);
    expect(said.filter((s) => s === "send a")).to.have.length(2);
  });

  it("does not repeat itself to a peer that never acknowledged: it would be read twice", () => {
    const { said } = run([open(0), queue("a", 1), { is: "closed" }, open(5), { is: "tick", at: 1e9 }, { is: "nudge", at: 1e9 }]);
    expect(said.filter((s) => s === "send a")).to.have.length(1);
  });

  it("makes up for the gap as soon as the peer shows that it acknowledges, and not for what went since", () => {
    const { said } = run([open(0), queue("a", 1), { is: "closed" }, open(5_000), queue("b", 6_000), { is: "acknowledges", at: 6_001 }]);
    expect(said.filter((s) => s.startsWith("send"))).to.deep.equal(["send a", "send b", "send a"]);
  });

  it("sends again after a silence, each time more patiently", () => {
    let { outbox } = run([open(0), { is: "acknowledges", at: 0 }, queue("a", 0)]);
    const times: number[] = [];
    for (let at = 0; at <= 200_000; at += 1000) {
      const step = stepOutbox(outbox, { is: "tick", at });
      outbox = step.outbox;
      if (step.effects.length > 0) times.push(at / 1000);
    }
    expect(times).to.deep.equal([10, 30, 70, 130, 190]);
  });

  it("sends again when the other end is back: at once what left more than a second ago, the rest a second after it left", () => {
    const { outbox, said } = run([open(0), { is: "acknowledges", at: 0 }, queue("old", 0), queue("new", 5_000), { is: "nudge", at: 5_400 }]);
    expect(said.filter((s) => s.startsWith("send"))).to.deep.equal(["send old", "send new", "send old"]);
    expect(run([{ is: "tick", at: 5_900 }, { is: "tick", at: 6_100 }, { is: "tick", at: 7_000 }], outbox).said).to.deep.equal(["send new", "new sent"]);
  });

  it("does not send while closed, whatever the time", () => {
    const { said } = run([open(0), { is: "acknowledges", at: 0 }, queue("a", 0), { is: "closed" }, { is: "tick", at: 1e6 }, { is: "nudge", at: 1e6 }, { is: "unreadable", at: 1 }]);
    expect(said.filter((s) => s.startsWith("send"))).to.have.length(1);
  });

  it("tries again soon what came back for now, and gives up what came back for good", () => {
    const soon = run([open(0), queue("a", 0), { is: "refused", id: "a", wait: true, at: 0 }, { is: "tick", at: 1_999 }, { is: "tick", at: 2_000 }]);
    expect(soon.said.filter((s) => s === "send a")).to.have.length(2);
    const never = run([open(0), queue("a", 0), { is: "refused", id: "a", wait: false, at: 0 }]);
    expect(never.said.at(-1)).to.equal("a failed");
    expect(never.outbox.entries).to.deep.equal([]);
  });

  it("sends again what the other end says it could not read, unless that is long ago", () => {
    expect(run([open(0), queue("a", 0), { is: "unreadable", at: 59_000 }]).said.filter((s) => s === "send a")).to.have.length(2);
    expect(run([open(0), queue("a", 0), { is: "unreadable", at: 60_000 }]).said.filter((s) => s === "send a")).to.have.length(1);
  });

  it("never sends to a new audience what was meant for the one before, until a person says so", () => {
    const before = run([audience(1), open(0), queue("a", 1), { is: "closed" }, queue("b", 2), audience(undefined), audience(2), open(3), { is: "acknowledges", at: 4 }, { is: "tick", at: 1e6 }]);
    expect(before.said).to.deep.equal(["a waiting", "send a", "a sent", "b waiting", "a held", "b held"]);
    expect(run([{ is: "release", at: 5 }], before.outbox).said).to.deep.equal(["a waiting", "b waiting", "send a", "a sent", "send b", "b sent"]);
    expect(run([{ is: "discard" }], before.outbox).said).to.deep.equal(["a failed", "b failed"]);
  });

  it("gives what was said while nobody was there to whoever answers", () => {
    const { said } = run([audience(1), audience(undefined), queue("a"), audience(2), open(1)]);
    expect(said).to.deep.equal(["a waiting", "send a", "a sent"]);
  });

  it("asks a new audience for receipts anew", () => {
    const { outbox } = run([audience(1), { is: "acknowledges", at: 0 }, audience(2)]);
    expect(outbox.acknowledges).to.equal(false);
  });

  it("fails everything at the end", () => {
    expect(run([queue("a"), queue("b"), { is: "ended" }, open(1)]).said.slice(2)).to.deep.equal(["a failed", "b failed"]);
  });

  it("answers every input in every state, and keeps its promises: random walks", () => {
    for (let seed = 1; seed <= 100; seed++) walk(seed);
  }).timeout(60_000);
});

/** A seeded walk through all inputs: an entry leaves only by receipt, refusal or decision; nothing is sent while closed or to a wrong audience. */
function walk(seed: number): void {
  const random = generator(seed);
  let outbox: Outbox = emptyOutbox;
  const meantFor = new Map<string, number | undefined>();
  for (let at = 0; at < 60; at++) {
    const id = `m${Math.floor(random() * 8)}`;
    const inputs: OutboxInput[] = [
      ...[queue(`m${meantFor.size}`, at), open(at), { is: "closed" } as const, audience(random() < 0.3 ? undefined : Math.floor(random() * 3))],
      ...([{ is: "acknowledges", at }, { is: "receipt", id }, { is: "refused", id, wait: true, at }, { is: "unreadable", at }] as const),
      ...([{ is: "nudge", at }, { is: "tick", at: at * 5_000 }] as const),
    ];
    const input = inputs[Math.floor(random() * inputs.length)] as OutboxInput;
    const wasOpen = outbox.open || input.is === "open";
    const before = outbox.entries.map((e) => e.id);
    if (input.is === "queue") meantFor.set(input.id, outbox.audience);
    const step = stepOutbox(outbox, input);
    for (const effect of step.effects) {
      if (effect.do !== "transmit") continue;
      expect(wasOpen, `seed ${seed}`).to.equal(true);
      expect([undefined, step.outbox.audience], `seed ${seed}`).to.include(meantFor.get(effect.id));
      meantFor.set(effect.id, step.outbox.audience);
    }
    const after = step.outbox.entries.map((e) => e.id);
    const gone = before.filter((b) => !after.includes(b));
    if (input.is !== "receipt") expect(gone, `seed ${seed} ${input.is}`).to.deep.equal([]);
    expect(new Set(after).size).to.equal(after.length);
    outbox = step.outbox;
  }
}

function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
}

describe("what has been seen", () => {
  it("knows an id again and is bounded", () => {
    let seen: readonly string[] = [];
    for (let i = 0; i < 2000; i++) seen = remember(seen, `m${i}`) ?? seen;
    expect(seen).to.have.length(500);
    expect(remember(seen, "m1999")).to.equal(undefined);
    expect(remember(seen, "new")).to.include("new");
  });
});

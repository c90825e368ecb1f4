// Two ends and a bad world, many times over: frames lost, doubled, out of order, connections cut, pages reloaded. Nothing lost, nothing twice, nothing stuck.
// OTTERDESK_SEEDS=from-to repeats a run.
import { expect } from "chai";
import { childOf, textOf } from "#core/xml.ts";
import type { OtrPolicy } from "#core/skin.ts";
import { generateThrowawayKey } from "#otr/generate.ts";
import { answer, pair, pump, seeded, settle, type End, type Fate, type Pair } from "./conversation-ends.ts";

const library = generateThrowawayKey();
const STEPS = 40;

const [from = 1, to = 30] = (process.env["OTTERDESK_SEEDS"] ?? "1-30").split("-").map(Number);

describe("conversation in a bad world", function () {
  this.timeout(120_000);
  for (const otr of ["required", "verified-only", "none"] as const) {
    it(`delivers every text exactly once (${otr})`, () => {
      for (let seed = from; seed <= to; seed++) live(seed, otr);
    });
  }
});

function live(seed: number, otr: OtrPolicy): void {
  const random = seeded(seed);
  const p = pair(otr === "none" ? { otr } : { otr, fingerprint: library.fingerprint }, library);
  answer(p);
  const harm = random();
  const fate = (): Fate => (random() > harm * 0.6 ? "pass" : (["lose", "double", "late"] as const)[Math.floor(random() * 3)] ?? "pass");
  p.guest.fate = p.operator.fate = fate;
  const said = { guest: [] as string[], operator: [] as string[] };
  for (let i = 0; i < STEPS; i++) act(p, random, said);
  for (const end of [p.guest, p.operator]) {
    end.fate = () => "pass";
    end.isConnected = true;
    attach(end);
  }
  for (let i = 0; i < 5 && (p.guest.view.undelivered > 0 || p.operator.view.undelivered > 0); i++) settle(p, 60_000);
  settle(p, 5_000);
  const where = `seed ${seed}`;
  expect(p.operator.heard().sort(), where).to.deep.equal(said.guest.sort());
  expect(p.guest.heard().sort(), where).to.deep.equal(said.operator.sort());
  expect([...p.guest.deliveries(), ...p.operator.deliveries()].filter((d) => d !== "delivered"), where).to.deep.equal([]);
  expect(p.guest.notified.length, where).to.equal(said.operator.length);
  expect([...p.guest.texts, ...p.operator.texts].filter((t) => t.includes("?OTR")), where).to.deep.equal([]);
  if (otr !== "none") for (const stanza of [...p.guest.sent, ...p.operator.sent]) expect(textOf(childOf(stanza, "body")), where).to.match(/^(\?OTR|$)/);
  for (const end of [p.guest, p.operator]) end.conversation.close();
}

function act(p: Pair, random: () => number, said: { guest: string[]; operator: string[] }): void {
  const end = random() < 0.5 ? p.guest : p.operator;
  const dice = random();
  if (dice < 0.35) {
    const text = `${end.role} ${said[end.role].length}`;
    said[end.role].push(text);
    end.conversation.say(text);
  } else if (dice < 0.7) pump(p.guest, p.operator, Math.floor(random() * 8));
  else if (dice < 0.85) p.clock.pass(Math.floor(random() * 12_000));
  else if (dice < 0.9) p[end.role].outgoing.length = 0; // what the component had in hand when it was killed
  else if (dice < 0.95) reload(end);
  else if (end.isConnected) disconnect(end);
  else reconnect(end);
}

function reload(end: End): void {
  end.reload();
  attach(end);
}

function disconnect(end: End): void {
  end.isConnected = false;
  end.conversation.detach();
}

function reconnect(end: End): void {
  end.isConnected = true;
  attach(end);
}

function attach(end: End): void {
  end.conversation.attach(end.role === "guest" ? { state: "answered", operator: "Ada" } : undefined);
}

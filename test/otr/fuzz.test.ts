// Fuzz: frames, fragments and keys, seeded. No exception, nothing slower than 50 ms of this process's own time, no text shown that was not sent.
import { expect } from "chai";
import { base64, readBase64 } from "#otr/bytes.ts";
import { generateKey } from "#otr/generate.ts";
import { readPrivateKey, writeLibotrKeyFile } from "#otr/key.ts";
import { seeded } from "./seeded.ts";
import { encryptedPair, openEnd, settle, type End } from "./wire.ts";

/** The whole of it with OTR_FUZZ=100000; the check does a part. */
const ROUNDS = Number(process.env["OTR_FUZZ"] ?? 3_000);
const LIMIT_MS = 50;

function belowOf(seed: number): (below: number) => number {
  const random = seeded(seed);
  return (below) => Math.floor(random() * below);
}

/** Time of this process only: others share the machine. */
function slowest(rounds: number, run: (round: number) => void): { readonly ms: number; readonly round: number } {
  let worst = { ms: 0, round: -1 };
  for (let round = 0; round < rounds; round += 1) {
    const start = process.cpuUsage();
    const wall = performance.now();
    run(round);
    if (performance.now() - wall <= worst.ms) continue;
    const { user, system } = process.cpuUsage(start);
    const ms = Math.min((user + system) / 1000, performance.now() - wall);
    if (ms > worst.ms) worst = { ms, round };
  }
  return worst;
}

/** Frames of every kind from a real conversation, addressed to `to`. */
function corpus(): { readonly to: End; readonly bodies: string[] } {
  const [a, to] = [openEnd(), openEnd()];
  const bodies: string[] = ["?OTRv23?", "?OTR?v2?", "?OTR Error: x", "text", "?OTR|00000101|00000000,1,3,abc,", "?OTR,2,3,abc,", "\x20\x09\x20\x20\x09\x09\x09\x09\x20\x09\x20\x09\x20\x09\x20\x20\x20\x20\x09\x09\x20\x20\x09\x09"];
  const carry = (): void => {
    for (let i = 0; i < 20; i += 1) {
      bodies.push(...a.out);
      settleOnce(a, to);
    }
  };
  a.session.start();
  carry();
  a.session.send("1", "text one");
  a.session.smpStart("secret", "question");
  carry();
  a.session.start();
  to.session.start();
  carry();
  return { to, bodies };
}

function settleOnce(a: End, b: End): void {
  for (const frame of a.out.splice(0)) b.session.receive(frame);
  for (const frame of b.out.splice(0)) a.session.receive(frame);
}

function mutate(body: string, below: (n: number) => number): string {
  const bytes = body.startsWith("?OTR:") ? readBase64(body.slice(5, -1)) : undefined;
  const choice = below(8);
  if (bytes !== undefined && choice < 5) {
    const changed = choice === 0 ? bytes.slice(0, below(bytes.length + 1)) : choice === 1 ? Uint8Array.from([...bytes, ...Array.from({ length: below(40) }, () => below(256))]) : bytes.slice();
    for (let i = below(4); i >= 0 && changed.length > 0; i -= 1) changed[below(choice === 2 ? Math.min(changed.length, 40) : changed.length)] = choice === 3 ? [0, 1, 255, 128][below(4)]! : below(256);
    return `?OTR:${base64(changed)}.`;
  }
  const at = below(body.length + 1);
  switch (choice) {
    case 5:
      return body.slice(0, at);
    case 6:
      return body.slice(0, at) + String.fromCharCode(below(0x10000)) + body.slice(at + below(2));
    default:
      return body.slice(0, at) + body.slice(below(body.length + 1)) + "?OTR:|,.v2"[below(10)];
  }
}

describe("OTR fuzz", function () {
  this.timeout(900_000);

  it(`${ROUNDS} frames throw nothing, show nothing and cost little`, () => {
    const below = belowOf(1);
    const { to, bodies } = corpus();
    const fresh = openEnd();
    const texts = to.texts().length;
    const worst = slowest(ROUNDS, (round) => {
      const body = mutate(bodies[below(bodies.length)]!, below);
      (round % 8 === 0 ? fresh : to).session.receive(body);
      to.out.length = fresh.out.length = 0;
      if (round % 1_000 === 0) {
        if (to.events.some((e) => e.kind === "problem" && e.code === "internal")) throw new Error(`internal at ${round}`);
        fresh.events.length = 0;
        if (to.events.length > 20_000) to.events.splice(texts, to.events.length);
      }
    });
    expect(to.texts().slice(texts)).to.deep.equal([]);
    expect(worst.ms, `round ${worst.round}`).to.be.below(LIMIT_MS);
    // And it still works, once the minute's AKEs are allowed again.
    const [a, b] = encryptedPair();
    a.session.send("1", "still here");
    settle(a, b);
    expect(b.texts()).to.deep.equal(["still here"]);
  });

  it(`${ROUNDS} fragments throw nothing and cost little`, () => {
    const below = belowOf(2);
    const [a, b] = encryptedPair();
    b.session.send("1", "x".repeat(300));
    const whole = b.out.splice(0)[0]!;
    const tag = (n: number): string => n.toString(16).padStart(8, "0");
    const froms = [b.session.instanceTag, 0x100, 0xff, 0, 0xffffffff, 0x4242];
    const worst = slowest(ROUNDS, () => {
      const total = 1 + below(below(10) === 0 ? 70_000 : 6);
      const index = below(total + 2);
      const piece = below(3) === 0 ? whole.slice(0, below(whole.length)) : "y".repeat(below(2_000));
      const address = below(2) === 0 ? "" : `|${tag(froms[below(froms.length)]!)}|${tag(below(2) === 0 ? a.session.instanceTag : 0)}`;
      a.session.receive(`?OTR${address},${index},${total},${piece},`);
      a.out.length = 0;
    });
    expect(worst.ms, `round ${worst.round}`).to.be.below(LIMIT_MS);
    expect(a.texts().filter((text) => text !== "x".repeat(300))).to.deep.equal([]);
    const address = `|${tag(b.session.instanceTag)}|${tag(a.session.instanceTag)}`;
    b.session.send("2", "put together");
    const second = b.out.splice(0)[0]!;
    const half = Math.floor(second.length / 2);
    a.session.receive(`?OTR${address},1,2,${second.slice(0, half)},`);
    a.session.receive(`?OTR${address},2,2,${second.slice(half)},`);
    expect([a.texts().at(-1), a.session.state]).to.deep.equal(["put together", "encrypted"]);
  });

  it(`${ROUNDS} pasted keys are refused or right, and cost little`, () => {
    const below = belowOf(3);
    const key = generateKey();
    const texts = [key.text, key.text, writeLibotrKeyFile(key, [{ name: "a", protocol: "b" }])];
    let accepted = 0;
    const worst = slowest(ROUNDS, () => {
      const text = texts[below(texts.length)]!;
      const at = below(text.length);
      const mutated = [
        () => text.slice(0, at) + "ABCDEFGHabcdefgh0123456789+/=()#\n "[below(35)] + text.slice(at + 1),
        () => text.slice(0, at),
        () => text.slice(at),
        () => text.slice(0, at) + text.slice(at + 1 + below(8)),
        () => text + text.slice(0, below(20)),
      ][below(5)]!();
      const check = readPrivateKey(mutated);
      if (!check.ok) return void (check.message.length > 20 || expect.fail("no words"));
      accepted += 1;
      if (check.key.x !== key.x || check.key.p !== key.p) expect.fail(`another key was accepted: ${mutated}`);
    });
    expect(worst.ms, `round ${worst.round}`).to.be.below(LIMIT_MS);
    expect(accepted).to.be.below(ROUNDS / 10);
  });
});

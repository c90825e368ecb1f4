// Random interleavings with libotr: our client, with outbox and receipts, and a stock one that has neither outbox nor memory of what it showed.
// Seeded, on a network that delays and, in two runs of three, drops, repeats and swaps. Reloads of ours; refreshes, farewells and restarts on both sides.
//
// Nothing of ours is lost, and libotr shows nothing more often than we encrypted it. What libotr writes is shown once; it sends nothing again, so what
// the network drops, or what arrives under keys that nobody has any more, is gone: then our session must have said so.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { generateKey, generateThrowawayKey } from "#otr/generate.ts";
import { openSession, type Session, type SessionEvent } from "#otr/session.ts";
import { LibotrPeer, POLICY } from "./libotr/peer.ts";
import { chooseRuns, seeded } from "./seeded.ts";

const { runs: RUNS, first: FIRST } = chooseRuns(40);
const KEYS = [generateThrowawayKey(), generateKey()] as const;

/** `text`: what its writer wrote, for us to count; a receipt (XEP-0184) travels outside OTR. */
type Packet = { readonly kind: "otr"; readonly body: string; readonly text?: string } | { readonly kind: "receipt"; readonly text: string };

class Run {
  now = 1_000_000;
  readonly random: () => number;
  /** To libotr; to us. */
  readonly wires: [Packet[], Packet[]] = [[], []];
  readonly outbox = new Set<string>();
  readonly encrypted = new Map<string, number>();
  readonly shownHere: string[] = [];
  readonly shownThere: string[] = [];
  readonly problems: string[] = [];
  /** Of libotr's texts, those whose frames all arrived here. */
  readonly arrived = new Set<string>();
  session: Session;
  private said = 0;

  constructor(
    readonly seed: number,
    readonly peer: LibotrPeer,
    readonly fragmentSize: number,
  ) {
    this.random = seeded(seed);
    this.session = this.open();
  }

  below(n: number): number {
    return Math.floor(this.random() * n);
  }

  get isRough(): boolean {
    return this.seed % 3 !== 0;
  }

  get isSettled(): boolean {
    return this.outbox.size === 0 && this.session.state === "encrypted" && this.peer.state === "encrypted";
  }

  private open(snapshot?: string): Session {
    return openSession({
      key: KEYS[0],
      policy: { kind: "any" },
      now: () => this.now,
      random: (n) => Uint8Array.from({ length: n }, () => this.below(256)),
      emit: (event) => this.hear(event),
      ...(snapshot !== undefined && { snapshot }),
    });
  }

  private hear(event: SessionEvent): void {
    if (event.kind === "frame") {
      const text = event.messageId;
      this.wires[0].push({ kind: "otr", body: event.body, ...(text !== undefined && { text }) });
      if (text !== undefined) this.encrypted.set(text, (this.encrypted.get(text) ?? 0) + 1);
    } else if (event.kind === "state" && event.state === "encrypted") this.sendAgain();
    else if (event.kind === "problem") this.problems.push(event.code);
    else if (event.kind === "message") this.shownHere.push(event.text);
  }

  /** What a stock client's library wants sent. */
  private fromPeer(text?: string): void {
    for (const body of this.peer.out.splice(0)) this.wires[1].push({ kind: "otr", body, ...(text !== undefined && { text }) });
  }

  async tellPeer(word: string, ...values: string[]): Promise<string[]> {
    const lines = await this.peer.tell(word, ...values);
    this.fromPeer();
    return lines;
  }

  async sayThere(): Promise<void> {
    const text = `theirs ${this.said++}`;
    await this.peer.tell("send", text);
    this.fromPeer(text);
  }

  sayHere(): void {
    const text = `ours ${this.said++}`;
    this.outbox.add(text);
    this.session.send(text, text);
  }

  sendAgain(): void {
    for (const text of this.outbox) this.session.send(text, text);
  }

  /** What waits for the end of an AKE goes with the page. */
  reload(): void {
    if (this.session.state === "starting") for (const text of this.unshown()) this.arrived.delete(text);
    this.session = this.open(this.session.snapshot());
    this.session.start();
    this.sendAgain();
  }

  /** The stock client is closed and opened again: keys and instance tag are in its files. */
  async restartThere(): Promise<void> {
    await this.tellPeer("reset", this.peer.keyFile, join(this.peer.folder, "otr.instance_tags"));
  }

  async deliver(way: 0 | 1, isRough: boolean): Promise<void> {
    const wire = this.wires[way];
    const chance = isRough ? this.random() : 1;
    const packet = chance < 0.05 && wire.length > 1 ? wire.splice(1, 1)[0] : wire.shift();
    if (packet === undefined || (chance > 0.05 && chance < 0.1)) return;
    if (chance > 0.1 && chance < 0.15) wire.splice(this.below(wire.length + 1), 0, packet);
    if (way === 0) await this.arriveThere(packet);
    else this.arriveHere(packet);
  }

  private async arriveThere(packet: Packet): Promise<void> {
    if (packet.kind === "receipt") return;
    await this.tellPeer("receive", packet.body);
    for (const text of this.peer.texts.splice(0)) {
      this.shownThere.push(text);
      if (packet.text !== undefined) this.wires[1].push({ kind: "receipt", text: packet.text });
    }
  }

  private arriveHere(packet: Packet): void {
    if (packet.kind === "receipt") {
      this.outbox.delete(packet.text);
      return this.session.forget(packet.text);
    }
    if (packet.text !== undefined && this.fragmentSize === 0) this.arrived.add(packet.text);
    this.session.receive(packet.body);
  }

  wait(ms: number): void {
    this.now += ms;
    this.session.tick();
  }

  async step(): Promise<void> {
    const choice = this.below(100);
    if (choice < 12) this.sayHere();
    else if (choice < 22) await this.sayThere();
    else if (choice < 74) await this.deliver(this.below(2) as 0 | 1, this.isRough);
    else if (choice < 79) this.reload();
    else if (choice < 82) this.session.start();
    else if (choice < 85) await this.tellPeer("start");
    else if (choice < 86) await this.restartThere();
    else if (choice < 87) await this.tellPeer("end");
    else if (choice < 96) this.wait(500 + this.below(3_000));
    else if (this.isRough) this.wires[this.below(2)]!.splice(this.below(3), this.below(3)); // a connection breaks
  }

  /** The network is well again: everything must arrive within bounded time. */
  async heal(): Promise<void> {
    for (let i = 0; i < 180; i += 1) {
      for (let n = 0; n < 400 && this.wires[0].length + this.wires[1].length > 0; n += 1) await this.deliver((n % 2) as 0 | 1, false);
      if (this.isSettled) return;
      this.wait(1_000);
      if (i % 10 !== 9) continue;
      if (this.session.state === "finished") this.session.start(); // its person wants to go on
      if (this.outbox.size === 0) this.sayHere(); // a libotr that was restarted, and has nothing to say, is found out by what it is told
      this.sendAgain();
    }
  }

  private unshown(): string[] {
    return [...this.arrived].filter((text) => !this.shownHere.some((shown) => shown.endsWith(text)));
  }

  report(): string {
    const found: string[] = [];
    if (!this.isSettled) found.push(`stuck ${this.session.state}/${this.peer.state}, ${[...this.outbox].join()} not delivered`);
    for (const [text, times] of this.encrypted) {
      const shown = this.shownThere.filter((other) => other === text).length;
      if (shown === 0) found.push(`lost ${text}`);
      if (shown > times) found.push(`${text} encrypted ${times} times, shown ${shown}`);
    }
    // libotr marks what it repeats by itself after an AKE.
    const own = this.shownHere.filter((text) => !text.startsWith("[resent] "));
    if (new Set(own).size !== own.length) found.push("doubled");
    const unshown = this.unshown();
    const told = this.problems.filter((code) => ["unreadable", "unencrypted"].includes(code)).length;
    if (unshown.length > told) found.push(`${unshown.join()} arrived and went in silence`);
    const strange = [...this.shownHere, ...this.shownThere].filter((text) => !/^(?:\[resent\] )?(?:ours|theirs) \d+$/.test(text));
    if (strange.length > 0 || this.peer.words.includes("clear")) found.push(`shown: ${strange.join()}`);
    if (this.problems.includes("internal")) found.push("internal");
    return found.join("; ");
  }
}

async function play(seed: number, peer: LibotrPeer): Promise<string> {
  rmSync(join(peer.folder, "otr.instance_tags"), { force: true });
  peer.out.length = peer.texts.length = peer.words.length = 0;
  const fragmentSize = seed % 5 === 0 ? 300 : 0;
  await peer.tell("size", String(fragmentSize));
  await peer.tell("policy", String(seed % 7 === 0 ? POLICY.v2 : POLICY.both));
  const run = new Run(seed, peer, fragmentSize);
  await run.restartThere();
  run.session.start();
  for (let step = 0; step < 50; step += 1) await run.step();
  await run.heal();
  return run.report();
}

describe("OTR interleavings with libotr", function () {
  this.timeout(1_800_000);
  const peer = new LibotrPeer();
  before(() => peer.useKey(KEYS[1]));
  after(() => peer.close());

  it(`${RUNS} seeded runs lose nothing of ours, double nothing that was sent once, and end encrypted`, async () => {
    const failed: string[] = [];
    for (let seed = FIRST; seed < FIRST + RUNS; seed += 1) {
      const report = await play(seed, peer);
      if (report !== "") failed.push(`seed ${seed}: ${report}`);
    }
    expect(failed.slice(0, 10).concat(failed.length > 10 ? [`… ${failed.length} in all`] : [])).to.deep.equal([]);
  });
});

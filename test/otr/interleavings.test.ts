// Random interleavings: two clients with outbox and receipts on a network that delays, drops, repeats and swaps frames, with reloads, refreshes and
// lost pages. Seeded: a failure names its seed. Nothing may be lost, shown twice or stuck.
import { expect } from "chai";
import { generateThrowawayKey } from "#otr/generate.ts";
import type { PrivateKey } from "#otr/key.ts";
import { openSession, type Session, type SessionEvent } from "#otr/session.ts";
import { chooseRuns, seeded } from "./seeded.ts";

const { runs: RUNS, first: FIRST } = chooseRuns(150);

type Packet = { readonly kind: "otr"; readonly body: string; readonly id?: string } | { readonly kind: "receipt"; readonly id: string };

/** A client as ours are: what is not acknowledged is sent again after an AKE and now and then; what was seen is dropped by id. */
class Client {
  readonly outbox = new Map<string, string>();
  readonly shown: string[] = [];
  readonly problems: string[] = [];
  private readonly seen = new Set<string>();
  private arriving: string | undefined;
  session: Session;

  constructor(
    readonly name: string,
    private readonly key: PrivateKey,
    private readonly initiate: boolean,
    private readonly world: World,
    private readonly put: (packet: Packet) => void,
  ) {
    this.session = this.open();
  }

  private open(snapshot?: string): Session {
    const { key, initiate, world } = this;
    const session: Session = openSession({
      key,
      initiate,
      policy: { kind: "any" },
      now: () => world.now,
      random: (n) => Uint8Array.from({ length: n }, () => Math.floor(world.random() * 256)),
      emit: (event) => session === undefined || this.hear(event),
      ...(snapshot !== undefined && { snapshot }),
    });
    return session;
  }

  private hear(event: SessionEvent): void {
    if (event.kind === "frame") this.put({ kind: "otr", body: event.body, ...(event.messageId !== undefined && { id: event.messageId }) });
    if (event.kind === "state" && event.state === "encrypted") this.sendAgain();
    if (event.kind === "problem") this.problems.push(event.code);
    if (event.kind !== "message" || this.arriving === undefined) return;
    this.put({ kind: "receipt", id: this.arriving });
    if (this.seen.has(this.arriving)) return;
    this.seen.add(this.arriving);
    this.shown.push(event.text);
  }

  take(packet: Packet): void {
    if (packet.kind === "receipt") {
      this.outbox.delete(packet.id);
      return this.session.forget(packet.id);
    }
    this.arriving = packet.id;
    this.session.receive(packet.body);
    this.arriving = undefined;
  }

  say(text: string): void {
    this.outbox.set(text, text);
    this.session.send(text, text);
  }

  sendAgain(): void {
    for (const [id, text] of this.outbox) this.session.send(id, text);
  }

  /** The page goes and comes back: outbox, seen ids, key and snapshot are in its storage. */
  reload(): void {
    this.session = this.open(this.session.snapshot());
    this.session.start();
    this.sendAgain();
  }
}

class World {
  now = 1_000_000;
  readonly random: () => number;
  /** Packets under way to b and to a. */
  readonly wires: [Packet[], Packet[]] = [[], []];
  readonly clients: [Client, Client];

  constructor(seed: number, keys: readonly [PrivateKey, PrivateKey]) {
    this.random = seeded(seed);
    this.clients = [new Client("guest", keys[0], true, this, (p) => this.wires[0].push(p)), new Client("operator", keys[1], false, this, (p) => this.wires[1].push(p))];
  }

  below(n: number): number {
    return Math.floor(this.random() * n);
  }

  deliver(way: 0 | 1, isRough: boolean): void {
    const wire = this.wires[way];
    const chance = isRough ? this.random() : 1;
    const packet = chance < 0.05 && wire.length > 1 ? wire.splice(1, 1)[0] : wire.shift();
    if (packet === undefined || (chance > 0.05 && chance < 0.1)) return;
    if (chance > 0.1 && chance < 0.15) wire.splice(this.below(wire.length + 1), 0, packet);
    this.clients[1 - way]!.take(packet);
  }

  wait(ms: number): void {
    this.now += ms;
    for (const client of this.clients) client.session.tick();
  }
}

function play(seed: number, keys: readonly [PrivateKey, PrivateKey]): string {
  const world = new World(seed, keys);
  const [guest, operator] = world.clients;
  const isRough = seed % 3 !== 0;
  let said = 0;
  guest.session.start();
  for (let step = 0; step < 40; step += 1) {
    const choice = world.below(100);
    if (choice < 20) world.clients[world.below(2)]!.say(`${said++}`);
    else if (choice < 75) world.deliver(world.below(2) as 0 | 1, isRough);
    else if (choice < 80) guest.reload();
    else if (choice < 83) operator.reload();
    else if (choice < 86) world.clients[world.below(2)]!.session.start();
    else if (choice < 95) world.wait(500 + world.below(3_000));
    else if (isRough) world.wires[world.below(2)]!.splice(world.below(3), world.below(3)); // a connection breaks
  }
  // The network is well again: everything must arrive within bounded time.
  for (let i = 0; i < 120; i += 1) {
    for (let n = 0; n < 400 && world.wires[0].length + world.wires[1].length > 0; n += 1) world.deliver((n % 2) as 0 | 1, false);
    if (guest.outbox.size + operator.outbox.size === 0 && guest.session.state === "encrypted" && operator.session.state === "encrypted") break;
    world.wait(1_000);
    if (i % 10 === 9) for (const client of world.clients) client.sendAgain();
  }
  const shown = [...guest.shown, ...operator.shown];
  const report: string[] = [];
  if (guest.outbox.size + operator.outbox.size > 0) report.push(`lost ${[...guest.outbox.keys(), ...operator.outbox.keys()].join()}`);
  if (new Set(shown).size !== shown.length) report.push("doubled");
  if (shown.length !== said) report.push(`shown ${shown.length} of ${said}`);
  if (guest.session.state !== "encrypted" || operator.session.state !== "encrypted") report.push(`stuck ${guest.session.state}/${operator.session.state}`);
  if (guest.problems.includes("internal") || operator.problems.includes("internal")) report.push("internal");
  return report.join(", ");
}

describe("OTR interleavings", function () {
  this.timeout(600_000);

  it(`${RUNS} seeded runs lose, double and block nothing`, () => {
    const keys = [generateThrowawayKey(), generateThrowawayKey()] as const;
    const failed: string[] = [];
    for (let seed = FIRST; seed < FIRST + RUNS; seed += 1) {
      const report = play(seed, keys);
      if (report !== "") failed.push(`seed ${seed}: ${report}`);
    }
    expect(failed.slice(0, 10).concat(failed.length > 10 ? [`… ${failed.length} in all`] : [])).to.deep.equal([]);
  });
});

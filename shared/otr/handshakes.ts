// Which AKE runs: asking for one, answering queries and commits, repeating and starting again when nothing comes (OTR version 3, "The protocol state machine").
import { BOUNDS } from "./bounds.ts";
import { Exchange } from "./exchange.ts";
import { AKE, QUERY, type AkeFrame, type Version } from "./frame.ts";
import { Handshake } from "./handshake.ts";
import type { PrivateKey } from "./private-key.ts";
import type { Random } from "./random.ts";
import type { ProblemCode } from "./session.ts";

interface Surroundings {
  readonly key: PrivateKey;
  readonly tag: number;
  readonly random: Random;
  readonly now: () => number;
  /** Start again when an AKE fails that the peer began? */
  readonly restarts: boolean;
  readonly send: (body: string) => void;
  readonly problem: (code: ProblemCode) => void;
  readonly done: (exchange: Exchange) => void;
}

export class Handshakes {
  /** Once a peer has shown version 3, version 2 is a downgrade. */
  peerSpeaks3 = false;
  private running: Handshake | undefined;
  /** Our own commit that gave way to the peer's. libotr may give way as well, and then its answer is to this one. */
  private yielded: Handshake | undefined;
  private finished: Handshake | undefined;
  /** When our query left that nobody has answered yet. */
  private askedAt: number | undefined;
  /** Do we want encryption, so that a failure means starting again? And how often did it fail? */
  private isWanted = false;
  private failures = 0;
  private starts: number[] = [];
  private commits: string[] = [];

  constructor(private readonly around: Surroundings) {}

  get isRunning(): boolean {
    return this.running !== undefined || this.askedAt !== undefined;
  }

  /** A query, unless an AKE is on its way already. */
  ask(): void {
    this.isWanted = true;
    if (this.running !== undefined || this.askedAt !== undefined) return;
    this.query();
  }

  stop(): void {
    this.running = undefined;
    this.yielded = undefined;
    this.finished = undefined;
    this.askedAt = undefined;
    this.isWanted = false;
    this.failures = 0;
  }

  private query(): void {
    this.running = undefined;
    this.yielded = undefined;
    this.askedAt = this.around.now();
    this.around.send(QUERY);
  }

  /** A query or a whitespace tag came. */
  answer(versions: readonly Version[]): void {
    if (versions.includes(3)) this.peerSpeaks3 = true;
    const version = versions.includes(3) ? 3 : versions.includes(2) && !this.peerSpeaks3 ? 2 : undefined;
    if (version === undefined) return this.around.problem("no-version");
    const { running } = this;
    this.yielded = undefined;
    const isSame = running?.exchange.state === "awaiting-key" && running.exchange.version === version;
    if (!isSame) {
      const exchange = this.newExchange(version);
      if (exchange === undefined) return;
      this.running = new Handshake(exchange, this.around.now());
    }
    this.askedAt = undefined;
    for (const body of this.running!.start()) this.around.send(body);
  }

  /** A message of an AKE came; its tags and shape are right. */
  handle(frame: AkeFrame, body: string): void {
    if (frame.version === 2 && this.peerSpeaks3) return this.around.problem("no-version");
    if (frame.type === AKE.commit && !this.prepareFor(frame, body)) return;
    if (this.yielded?.fits(frame)) [this.running, this.yielded] = [this.yielded, this.running];
    const handshake = this.running ?? this.finished;
    if (handshake === undefined) return;
    for (const answer of handshake.handle(frame, body, this.around.now())) this.around.send(answer);
    if (handshake.exchange.fault !== "") {
      handshake.exchange.fault = "";
      this.around.problem("handshake");
    }
    if (handshake !== this.running || !handshake.isDone) return;
    if (frame.version === 3) this.peerSpeaks3 = true;
    this.running = undefined;
    this.yielded = undefined;
    this.finished = handshake;
    this.askedAt = undefined;
    this.isWanted = false;
    this.failures = 0;
    this.around.done(handshake.exchange);
  }

  /** A commit may need an exchange of its own to be answered in. False: it is not answered at all. */
  private prepareFor(frame: AkeFrame, body: string): boolean {
    const { running } = this;
    if (running === undefined && this.commits.includes(body)) return false; // a copy of one that is over
    if (running?.exchange.state === "awaiting-key" && running.winsOver(frame)) {
      for (const commit of running.lastSent) this.around.send(commit);
      return false;
    }
    const goesOn = running?.exchange.state === "awaiting-reveal" && running.fits(frame);
    if (!goesOn) {
      const exchange = this.newExchange(frame.version);
      if (exchange === undefined) return false;
      if (running?.exchange.state === "awaiting-key") this.yielded = running;
      this.running = new Handshake(exchange, this.around.now());
    }
    this.commits = [...this.commits.filter((known) => known !== body), body].slice(-BOUNDS.repeats);
    this.askedAt = undefined;
    return true;
  }

  private newExchange(version: Version): Exchange | undefined {
    const now = this.around.now();
    this.starts = this.starts.filter((at) => now - at < 60_000);
    if (this.starts.length >= BOUNDS.akesPerMinute) {
      this.around.problem("too-many-starts");
      return undefined;
    }
    this.starts.push(now);
    const { key, tag, random } = this.around;
    return new Exchange(key, tag, version, random);
  }

  tick(): void {
    const now = this.around.now();
    const { running, askedAt } = this;
    const movedAt = running?.movedAt ?? askedAt;
    if (movedAt === undefined) return;
    const patience = Math.min(BOUNDS.restartMs * 2 ** this.failures, BOUNDS.restartMaxMs);
    if (this.isWanted || this.around.restarts) {
      if (now - movedAt >= patience) return this.startAgain();
    } else if (now - movedAt >= BOUNDS.responderMs) {
      this.running = undefined;
      this.yielded = undefined;
      return;
    }
    if (running !== undefined && now - running.repeatedAt >= BOUNDS.repeatMs) {
      running.repeatedAt = now;
      for (const body of running.lastSent) this.around.send(body);
    }
  }

  private startAgain(): void {
    this.failures += 1;
    this.around.problem("no-answer");
    this.isWanted = true;
    this.query();
  }
}

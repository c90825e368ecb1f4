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
  /**
   * An AKE whose place another took, and that may still go on: our commit that gave way to the peer's, where libotr gave way as well; or one that
   * lacked only the peer's signature, which is under way when a query overtakes it.
   */
  private superseded: Handshake | undefined;
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
    this.superseded = undefined;
    this.finished = undefined;
    this.askedAt = undefined;
    this.isWanted = false;
    this.failures = 0;
  }

  /** Another AKE, or none yet, in the place of the one that runs. */
  private replace(next: Handshake | undefined): void {
    const state = this.running?.exchange.state;
    if (state === "awaiting-key" || state === "awaiting-signature") this.superseded = this.running;
    this.running = next;
  }

  private query(): void {
    this.replace(undefined);
    this.askedAt = this.around.now();
    this.around.send(QUERY);
  }

  /** A query or a whitespace tag came. */
  answer(versions: readonly Version[]): void {
    if (versions.includes(3)) this.peerSpeaks3 = true;
    const version = versions.includes(3) ? 3 : versions.includes(2) && !this.peerSpeaks3 ? 2 : undefined;
    if (version === undefined) return this.around.problem("no-version");
    const { running } = this;
    const isSame = running?.exchange.state === "awaiting-key" && running.exchange.version === version;
    if (!isSame) {
      const exchange = this.newExchange(version);
      if (exchange === undefined) return;
      this.replace(new Handshake(exchange, this.around.now()));
    }
    this.askedAt = undefined;
    for (const body of this.running!.start()) this.around.send(body);
  }

  /** A message of an AKE came; its tags and shape are right. */
  handle(frame: AkeFrame, body: string): void {
    if (frame.version === 2 && this.peerSpeaks3) return this.around.problem("no-version");
    if (frame.type === AKE.commit && !this.prepareFor(frame, body)) return;
    const candidates = frame.type === AKE.commit ? [this.running] : [this.running, this.superseded, this.finished];
    let isRefused = false;
    for (const handshake of candidates) {
      if (handshake === undefined) continue;
      const { exchange, isDone } = handshake;
      const before = exchange.state;
      exchange.fault = "";
      const answers = handshake.handle(frame, body, this.around.now());
      isRefused ||= exchange.fault !== "";
      if (answers === undefined) continue;
      for (const answer of answers) this.around.send(answer);
      if (handshake.isDone && !isDone) this.finish(handshake, frame);
      else if (handshake === this.superseded && exchange.state !== before) [this.running, this.superseded] = [handshake, this.running];
      return;
    }
    if (isRefused) this.around.problem("handshake");
  }

  private finish(handshake: Handshake, { type, version }: AkeFrame): void {
    if (version === 3) this.peerSpeaks3 = true;
    this.finished = handshake;
    this.superseded = undefined;
    // After a late signature the AKE that took its place goes on. Of two commits that crossed, the other is over.
    if (handshake === this.running || type !== AKE.signature) {
      this.running = undefined;
      this.askedAt = undefined;
      this.isWanted = false;
      this.failures = 0;
    }
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
      this.replace(new Handshake(exchange, this.around.now()));
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
      this.superseded = undefined;
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

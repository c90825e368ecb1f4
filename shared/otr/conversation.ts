// The session itself: takes one input at a time, keeps the current AKE's keys, those before it and the AKE that runs, and says what happened.
import { BOUNDS } from "./bounds.ts";
import { utf8 } from "./bytes.ts";
import { Handshakes } from "./handshakes.ts";
import type { Exchange } from "./exchange.ts";
import { Fragments } from "./fragments.ts";
import { ERROR, readFrame, SMALLEST_TAG, type DataFrame } from "./frame.ts";
import { Outgoing } from "./outgoing.ts";
import { PROBLEMS } from "./problems.ts";
import { secureRandom, type Random } from "./random.ts";
import { Reading } from "./reading.ts";
import { verdictOf, type ReleasePolicy } from "./release.ts";
import { Runner } from "./runner.ts";
import type { Comparison, ProblemCode, Session, SessionEvent, SessionOptions, SessionState } from "./session.ts";
import { makeTag, readSnapshot, writeSnapshot } from "./snapshot.ts";
import { OURS, readMessage, TLV } from "./tlv.ts";

export class Conversation implements Session {
  readonly instanceTag: number;
  private readonly now: () => number;
  private readonly random: Random;
  private readonly handshakes: Handshakes;
  private readonly fragments = new Fragments();
  private readonly out: Outgoing;
  private readonly reading: Reading;
  private readonly runner: Runner<SessionEvent>;
  private current: Exchange | undefined;
  private smp: Comparison | undefined;
  private isFinished = false;
  /** The key of the last AKE, also after its end and after a reload. */
  private lastFingerprint: string | undefined;
  private errorAt = -Infinity;
  private told = "";

  constructor(private readonly options: SessionOptions) {
    this.now = options.now ?? Date.now;
    this.random = options.random ?? secureRandom;
    this.out = new Outgoing(options.policy, this.now, (event) => this.runner.tell(event));
    this.reading = new Reading(this.now);
    this.runner = new Runner<SessionEvent>(options.emit, () => this.tellState(), () => this.problem("internal"));
    const snapshot = readSnapshot(options.snapshot, this.now());
    this.instanceTag = options.instanceTag ?? snapshot?.tag ?? makeTag(this.random);
    this.lastFingerprint = snapshot?.fingerprint;
    if (snapshot !== undefined && snapshot.tag === this.instanceTag) this.reading.keepKeys(snapshot.keys, snapshot.fingerprint ?? "");
    this.handshakes = new Handshakes({
      key: options.key,
      tag: this.instanceTag,
      random: this.random,
      now: this.now,
      restarts: options.initiate ?? true,
      send: (body) => this.runner.tell({ kind: "frame", body }),
      problem: (code) => this.problem(code),
      done: (exchange) => this.begin(exchange),
    });
    this.handshakes.peerSpeaks3 = snapshot?.peerSpeaks3 ?? false;
  }

  get state(): SessionState {
    if (this.handshakes.isRunning) return "starting";
    if (this.isFinished) return "finished";
    return this.current === undefined ? "plain" : "encrypted";
  }

  get peerFingerprint(): string | undefined {
    return this.current?.fingerprint;
  }

  start(): void {
    this.runner.input(() => this.handshakes.ask());
  }

  receive(body: string): void {
    this.runner.input(() => this.handle(String(body)));
  }

  send(messageId: string, text: string): void {
    this.runner.input(() => this.take(messageId, String(text)));
  }

  end(): void {
    this.runner.input(() => {
      if (this.current !== undefined) this.out.say(this.current, "", [{ type: TLV.disconnected, value: new Uint8Array(0) }]);
      this.retire();
      this.isFinished = false;
      this.handshakes.stop();
      this.out.texts.waiting.clear();
    });
  }

  tick(): void {
    this.runner.input(() => {
      this.reading.expire();
      const wasRunning = this.handshakes.isRunning;
      this.handshakes.tick();
      if (!wasRunning || this.handshakes.isRunning) return;
      this.flush(); // the peer began an AKE and never came back to it: the keys before it still hold
      this.read(this.reading.takeWaiting());
    });
  }

  snapshot(): string {
    const keys = this.reading.keys(this.current);
    const { lastFingerprint: fingerprint } = this;
    return writeSnapshot({ tag: this.instanceTag, peerSpeaks3: this.handshakes.peerSpeaks3, keys, ...(fingerprint !== undefined && { fingerprint }) }, this.now());
  }

  setPolicy(policy: ReleasePolicy): void {
    this.runner.input(() => {
      this.out.policy = policy;
      this.flush();
    });
  }

  release(): void {
    this.runner.input(() => {
      if (this.current === undefined) return;
      if (this.out.policy.kind === "must-match" && verdictOf(this.out.policy, this.current.fingerprint) === "mismatch") return this.problem("must-match");
      this.out.released = this.current.fingerprint;
      this.flush();
    });
  }

  forget(messageId: string): void {
    this.runner.input(() => this.out.texts.forget(messageId));
  }

  smpStart(secret: string, question?: string): void {
    this.compare(secret, question, (smp) => smp.start(utf8(secret), question ? utf8(question.replaceAll("\0", "")) : undefined));
  }

  smpAnswer(secret: string): void {
    this.compare(secret, undefined, (smp) => smp.answer(utf8(secret)));
  }

  smpAbort(): void {
    this.runner.input(() => this.frames(this.smp?.abort() ?? []));
  }

  private compare(secret: string, question: string | undefined, act: (smp: Comparison) => string[]): void {
    this.runner.input(() => {
      const isSized = secret !== "" && secret.length <= BOUNDS.smp && (question ?? "").length <= BOUNDS.smp / 4;
      if (this.state !== "encrypted" || this.smp === undefined || !isSized) return this.problem("smp");
      this.frames(act(this.smp));
    });
  }

  private frames(bodies: readonly string[]): void {
    for (const body of bodies) this.runner.tell({ kind: "frame", body });
  }

  private problem(code: ProblemCode, messageId?: string): void {
    this.runner.tell({ kind: "problem", code, message: PROBLEMS[code], ...(messageId !== undefined && { messageId }) });
  }

  private tellState(): void {
    const { state, current } = this;
    const verdict = current && verdictOf(this.out.policy, current.fingerprint);
    const told = `${state} ${verdict} ${current?.fingerprint}`;
    if (told === this.told || (this.told === "" && state === "plain")) return;
    this.told = told;
    this.runner.tell({ kind: "state", state, ...(current && { fingerprint: current.fingerprint, verdict: verdict! }) });
  }

  private handle(body: string): void {
    const frame = readFrame(body);
    switch (frame.kind) {
      case "fragment": {
        if (frame.version === 3 && !this.isForUs(frame.from, frame.to, true)) return;
        const whole = this.fragments.add(frame, this.now());
        return whole === undefined || /^\?OTR[,|]/.test(whole) ? undefined : this.handle(whole);
      }
      case "ake":
      case "data":
        if (frame.version === 3 && !this.isForUs(frame.from, frame.to, frame.kind === "ake")) return;
        return frame.kind === "ake" ? this.handshakes.handle(frame, body) : this.read([frame]);
      case "query":
        return this.handshakes.answer(frame.versions);
      case "clear":
        if (!frame.empty) this.problem("unencrypted");
        return frame.versions.length > 0 ? this.handshakes.answer(frame.versions) : undefined;
      case "error":
        this.problem("peer-error");
        return this.recover(false);
      case "malformed":
      case "oversize":
        return this.problem(frame.kind);
    }
  }

  /** Other instances' messages are none of our business (OTR version 3, "Instance Tags"). */
  private isForUs(from: number, to: number, mayBeOpen: boolean): boolean {
    return from >= SMALLEST_TAG && (to === this.instanceTag || (mayBeOpen && to === 0));
  }

  private read(frames: readonly DataFrame[]): void {
    const unread = frames.filter((frame) => !this.isRead(frame));
    if (this.handshakes.isRunning) return unread.forEach((frame) => this.reading.wait(frame));
    // No AKE is under way: no keys to come will read them.
    const lost = unread.filter(({ ignoreUnreadable }) => !ignoreUnreadable);
    for (const _ of lost) this.problem("unreadable");
    if (lost.length > 0) this.recover(true);
  }

  private isRead(frame: DataFrame): boolean {
    const { current } = this;
    const read = this.reading.read(frame, current);
    if (read.kind === "read") this.show(read.plain, read.fingerprint, read.isCurrent ? current : undefined);
    return read.kind !== "other";
  }

  private show(plain: Uint8Array, fingerprint: string, exchange: Exchange | undefined): void {
    const { text, messageId, readsPlain, tlvs } = readMessage(plain);
    if (readsPlain && exchange !== undefined) this.out.peerReadsPlain = true;
    if (text !== "") this.runner.tell({ kind: "message", text, fingerprint, ...(messageId !== undefined && { messageId }), tlvs: tlvs.filter(({ type }) => !OURS.has(type)) });
    if (exchange === undefined) return;
    for (const { type, value } of tlvs) {
      if (type === TLV.disconnected) {
        this.retire();
        this.isFinished = true;
        return;
      }
      if (!TLV.smp.includes(type)) continue;
      if (this.smp !== undefined) this.frames(this.smp.receive(type, value));
      else if (type !== TLV.smpAbort) this.out.say(exchange, "", [{ type: TLV.smpAbort, value: new Uint8Array(0) }]);
    }
    if (text !== "" && this.now() - this.out.sentAt > BOUNDS.heartbeatMs) this.out.say(exchange, "", []);
  }

  /** The current keys become keys that only read. */
  private retire(): void {
    if (this.current !== undefined) this.reading.keep(this.current);
    this.current = undefined;
    this.smp = undefined;
  }

  private begin(exchange: Exchange): void {
    this.retire();
    if (this.lastFingerprint !== exchange.fingerprint) this.out.peerReadsPlain = false;
    this.current = exchange;
    this.lastFingerprint = exchange.fingerprint;
    this.isFinished = false;
    this.smp = this.options.compare?.(exchange, (step) => this.runner.tell({ kind: "smp", ...step }));
    this.out.sentAt = this.now();
    this.out.texts.restart();
    this.tellState();
    this.flush();
    this.read(this.reading.takeWaiting());
  }

  /** A message could not be read, here or there: one of the two sides starts again, not too often. */
  private recover(isOurs: boolean): void {
    if (this.handshakes.isRunning || this.now() - this.errorAt < BOUNDS.errorMs) return;
    this.errorAt = this.now();
    if (this.options.initiate ?? true) this.handshakes.ask();
    else if (isOurs) this.runner.tell({ kind: "frame", body: ERROR });
  }

  private take(messageId: string, text: string): void {
    const isLong = 3 * text.length > BOUNDS.text && utf8(text).length > BOUNDS.text;
    if (isLong) return this.problem("too-long", messageId);
    const { state, current } = this;
    const { texts } = this.out;
    if (state === "encrypted" && current !== undefined) {
      this.out.send(messageId, text, current);
      return texts.isUnheard(messageId) ? this.recover(true) : undefined;
    }
    if (texts.isFull && !texts.waiting.has(messageId)) return this.problem("too-many", messageId);
    texts.wait(messageId, text, this.lastFingerprint);
    this.out.hold(messageId, state === "finished" ? "finished" : "starting");
    if (state === "plain" && (this.options.initiate ?? true)) this.handshakes.ask();
  }

  private flush(): void {
    if (this.current !== undefined && this.state === "encrypted") this.out.flush(this.current);
  }
}

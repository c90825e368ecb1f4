// The session itself: takes one input at a time, keeps the current AKE's keys, those before it and the AKE that runs, and says what happened.
import { BOUNDS } from "./bounds.ts";
import { fromBytes } from "./arithmetic.ts";
import { latin1, readUtf8, utf8 } from "./bytes.ts";
import { Handshakes } from "./handshakes.ts";
import { openData, openWith, readingKeys, sealData, type Opened, type ReadingKeys } from "./data-message.ts";
import type { Exchange } from "./exchange.ts";
import { Fragments } from "./fragments.ts";
import { ERROR, readFrame, SMALLEST_TAG, type DataFrame } from "./frame.ts";
import { escapeMarkup, readMarkup } from "./plain-text.ts";
import { PROBLEMS } from "./problems.ts";
import { secureRandom, type Random } from "./random.ts";
import { decideRelease, verdictOf, type ReleasePolicy } from "./release.ts";
import type { HeldReason, ProblemCode, Session, SessionEvent, SessionOptions, SessionState } from "./session.ts";
import { Smp } from "./smp.ts";
import { readSnapshot, writeSnapshot } from "./snapshot.ts";
import { Texts } from "./texts.ts";
import { readPlain, TLV, writePlain, type Tlv } from "./tlv.ts";

/** Keys before the current ones: they read what was under way, and never write. */
interface Previous {
  readonly until: number;
  readonly fingerprint: string;
  readonly open: (frame: DataFrame) => Opened;
  readonly keys: () => readonly ReadingKeys[];
}

export class Conversation implements Session {
  readonly instanceTag: number;
  private readonly now: () => number;
  private readonly random: Random;
  private readonly handshakes: Handshakes;
  private readonly fragments = new Fragments();
  private readonly texts = new Texts();
  private readonly seen = new Set<string>();
  private policy: ReleasePolicy;
  private current: Exchange | undefined;
  private smp: Smp | undefined;
  private previous: Previous[] = [];
  private isFinished = false;
  /** The key of the last AKE, also after its end and after a reload. */
  private lastFingerprint: string | undefined;
  private released: string | undefined;
  private peerReadsPlain = false;
  private sentAt = 0;
  private errorAt = -Infinity;
  private told = "";
  private waitingFrames: DataFrame[] = [];
  private waitingCharacters = 0;
  private readonly inputs: (() => void)[] = [];
  private events: SessionEvent[] = [];
  private isBusy = false;

  constructor(private readonly options: SessionOptions) {
    this.now = options.now ?? Date.now;
    this.random = options.random ?? secureRandom;
    this.policy = options.policy;
    const snapshot = readSnapshot(options.snapshot, this.now());
    this.instanceTag = options.instanceTag ?? snapshot?.tag ?? this.makeTag();
    this.lastFingerprint = snapshot?.fingerprint;
    if (snapshot !== undefined && snapshot.tag === this.instanceTag && snapshot.keys.length > 0) {
      const { keys, fingerprint = "" } = snapshot;
      this.keepReading(fingerprint, () => keys, (frame) => firstOpened(keys.map((k) => () => openWith(k, frame))));
    }
    this.handshakes = new Handshakes({
      key: options.key,
      tag: this.instanceTag,
      random: this.random,
      now: this.now,
      restarts: options.initiate ?? true,
      send: (body) => this.event({ kind: "frame", body }),
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
    this.input(() => this.handshakes.ask());
  }

  receive(body: string): void {
    this.input(() => this.handle(String(body)));
  }

  send(messageId: string, text: string): void {
    this.input(() => this.take(messageId, String(text)));
  }

  end(): void {
    this.input(() => {
      if (this.current !== undefined) this.say("", [{ type: TLV.disconnected, value: new Uint8Array(0) }], true);
      this.retire();
      this.isFinished = false;
      this.handshakes.stop();
      this.texts.waiting.clear();
    });
  }

  tick(): void {
    this.input(() => {
      this.previous = this.previous.filter(({ until }) => until > this.now());
      const wasRunning = this.handshakes.isRunning;
      this.handshakes.tick();
      if (!wasRunning || this.handshakes.isRunning) return;
      this.flush(); // the peer began an AKE and never came back to it: the keys before it still hold
      this.readWaiting();
    });
  }

  snapshot(): string {
    const keys = [...(this.current === undefined ? [] : readingKeys(this.current)), ...this.previous.filter(({ until }) => until > this.now()).flatMap((p) => p.keys())];
    const { lastFingerprint: fingerprint } = this;
    return writeSnapshot({ tag: this.instanceTag, peerSpeaks3: this.handshakes.peerSpeaks3, keys, ...(fingerprint !== undefined && { fingerprint }) }, this.now());
  }

  setPolicy(policy: ReleasePolicy): void {
    this.input(() => {
      this.policy = policy;
      this.flush();
    });
  }

  release(): void {
    this.input(() => {
      if (this.current === undefined) return;
      if (this.policy.kind === "must-match" && verdictOf(this.policy, this.current.fingerprint) === "mismatch") return this.problem("must-match");
      this.released = this.current.fingerprint;
      this.flush();
    });
  }

  forget(messageId: string): void {
    this.input(() => this.texts.forget(messageId));
  }

  smpStart(secret: string, question?: string): void {
    this.compare(secret, question, (smp) => smp.start(utf8(secret), question ? utf8(question.replaceAll("\0", "")) : undefined));
  }

  smpAnswer(secret: string): void {
    this.compare(secret, undefined, (smp) => smp.answer(utf8(secret)));
  }

  smpAbort(): void {
    this.input(() => this.frames(this.smp?.abort() ?? []));
  }

  private compare(secret: string, question: string | undefined, act: (smp: Smp) => string[]): void {
    this.input(() => {
      const isSized = secret !== "" && secret.length <= BOUNDS.smp && (question ?? "").length <= BOUNDS.smp / 4;
      if (this.state !== "encrypted" || this.smp === undefined || !isSized) return this.problem("smp");
      this.frames(act(this.smp));
    });
  }

  /** One input at a time; its events afterwards, so that a listener may call the session. */
  private input(work: () => void): void {
    this.inputs.push(work);
    if (this.isBusy) return;
    this.isBusy = true;
    try {
      for (let next = this.inputs.shift(); next !== undefined; next = this.inputs.shift()) this.handleInput(next);
    } finally {
      this.isBusy = false;
    }
  }

  private handleInput(work: () => void): void {
    try {
      work();
    } catch {
      this.problem("internal");
    }
    this.tellState();
    const events = this.events;
    this.events = [];
    for (const event of events) this.options.emit(event);
  }

  private event(event: SessionEvent): void {
    this.events.push(event);
  }

  private frames(bodies: readonly string[]): void {
    for (const body of bodies) this.event({ kind: "frame", body });
  }

  private problem(code: ProblemCode, messageId?: string): void {
    this.event({ kind: "problem", code, message: PROBLEMS[code], ...(messageId !== undefined && { messageId }) });
  }

  private tellState(): void {
    const { state, current } = this;
    const verdict = current && verdictOf(this.policy, current.fingerprint);
    const told = `${state} ${verdict} ${current?.fingerprint}`;
    if (told === this.told || (this.told === "" && state === "plain")) return;
    this.told = told;
    this.event({ kind: "state", state, ...(current && { fingerprint: current.fingerprint, verdict: verdict! }) });
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
        if (frame.version === 3 && !this.isForUs(frame.from, frame.to, true)) return;
        return this.handshakes.handle(frame, body);
      case "data":
        if (frame.version === 3 && !this.isForUs(frame.from, frame.to, false)) return;
        return this.read(frame, body.length);
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

  private read(frame: DataFrame, characters: number): void {
    const mark = latin1(frame.mac);
    if (this.seen.has(mark)) return;
    const { current } = this;
    const opened = current === undefined ? { kind: "other" as const } : openData(current, frame);
    if (current !== undefined && opened.kind === "read") {
      this.remember(mark);
      this.show(opened.plain, current.fingerprint, current);
      return;
    }
    if (opened.kind === "repeated") return;
    for (const { until, fingerprint, open } of this.previous) {
      const before = until > this.now() ? open(frame) : { kind: "other" as const };
      if (before.kind === "other") continue;
      if (before.kind === "read") {
        this.remember(mark);
        this.show(before.plain, fingerprint, undefined);
      }
      return;
    }
    if (this.handshakes.isRunning) return this.waitWith(frame, characters);
    if (frame.ignoreUnreadable) return;
    this.problem("unreadable");
    this.recover(true);
  }

  private remember(mark: string): void {
    this.seen.add(mark);
    if (this.seen.size > BOUNDS.duplicates) this.seen.delete(this.seen.keys().next().value!);
  }

  /** The signature may be overtaken by what was encrypted after it. */
  private waitWith(frame: DataFrame, characters: number): void {
    if (this.waitingFrames.length >= BOUNDS.waitingFrames || this.waitingCharacters + characters > BOUNDS.waitingCharacters) return;
    this.waitingFrames.push(frame);
    this.waitingCharacters += characters;
  }

  private readWaiting(): void {
    const frames = this.waitingFrames;
    this.waitingFrames = [];
    this.waitingCharacters = 0;
    for (const frame of frames) this.read(frame, 0);
  }

  private show(plain: Uint8Array, fingerprint: string, exchange: Exchange | undefined): void {
    const { text: bytes, tlvs } = readPlain(plain);
    const mark = tlvs.find(({ type }) => type === TLV.plainText);
    if (mark !== undefined && exchange !== undefined) this.peerReadsPlain = true;
    const text = readUtf8(bytes) ?? new TextDecoder().decode(bytes);
    const id = tlvs.find(({ type }) => type === TLV.messageId)?.value;
    if (text !== "") {
      this.event({
        ...{ kind: "message", text: mark?.value[0] === 1 ? text : readMarkup(text), fingerprint },
        ...(id !== undefined && { messageId: new TextDecoder().decode(id) }),
        tlvs: tlvs.filter(({ type }) => type > 8 && type !== TLV.plainText && type !== TLV.messageId),
      });
    }
    if (exchange === undefined) return;
    for (const { type, value } of tlvs) {
      if (type === TLV.disconnected) return this.finish();
      if (TLV.smp.includes(type) && this.smp !== undefined) this.frames(this.smp.receive(type, value));
    }
    if (text !== "" && this.now() - this.sentAt > BOUNDS.heartbeatMs) this.say("", [], true);
  }

  private finish(): void {
    this.retire();
    this.isFinished = true;
  }

  /** The current keys become keys that only read. */
  private retire(): void {
    const { current } = this;
    if (current === undefined) return;
    this.keepReading(current.fingerprint, () => readingKeys(current), (frame) => openData(current, frame));
    this.current = undefined;
    this.smp = undefined;
  }

  private keepReading(fingerprint: string, keys: () => readonly ReadingKeys[], open: (frame: DataFrame) => Opened): void {
    this.previous = [{ until: this.now() + BOUNDS.previousMs, fingerprint, keys, open }, ...this.previous].slice(0, 3);
  }

  private begin(exchange: Exchange): void {
    this.retire();
    if (this.lastFingerprint !== exchange.fingerprint) this.peerReadsPlain = false;
    this.current = exchange;
    this.lastFingerprint = exchange.fingerprint;
    this.isFinished = false;
    this.smp = new Smp(exchange, (step) => this.event({ kind: "smp", ...step }));
    this.sentAt = this.now();
    this.texts.restart();
    this.tellState();
    this.flush();
    this.readWaiting();
  }

  /** A message could not be read, here or there: one of the two sides starts again, not too often. */
  private recover(isOurs: boolean): void {
    if (this.handshakes.isRunning || this.now() - this.errorAt < BOUNDS.errorMs) return;
    this.errorAt = this.now();
    if (this.options.initiate ?? true) this.handshakes.ask();
    else if (isOurs) this.event({ kind: "frame", body: ERROR });
  }

  private take(messageId: string, text: string): void {
    const isLong = 3 * text.length > BOUNDS.text && utf8(text).length > BOUNDS.text;
    if (isLong) return this.problem("too-long", messageId);
    const { state, current } = this;
    if (state === "encrypted" && current !== undefined) {
      if (this.texts.hasJustLeft(messageId, current.fingerprint, this.now())) return;
      this.texts.wait(messageId, text, current.fingerprint);
      return this.release1(messageId, current);
    }
    if (this.texts.isFull && !this.texts.waiting.has(messageId)) return this.problem("too-many", messageId);
    this.texts.wait(messageId, text, this.lastFingerprint);
    this.hold(messageId, state === "finished" ? "finished" : "starting");
    if (state === "plain" && (this.options.initiate ?? true)) this.handshakes.ask();
  }

  private hold(messageId: string, reason: HeldReason): void {
    this.event({ kind: "held", messageId, reason });
  }

  private flush(): void {
    const { current } = this;
    if (current === undefined || this.state !== "encrypted") return;
    for (const id of [...this.texts.waiting.keys()]) this.release1(id, current);
  }

  private release1(messageId: string, { fingerprint }: Exchange): void {
    const waiting = this.texts.waiting.get(messageId);
    if (waiting === undefined) return;
    const decision = decideRelease(this.policy, fingerprint, waiting.waitedFor, this.released);
    if (decision !== "send") return this.hold(messageId, decision);
    this.say(waiting.text, [], false, messageId);
    this.texts.left(messageId, fingerprint, this.now());
    this.event({ kind: "sent", messageId });
  }

  private say(text: string, tlvs: readonly Tlv[], ignoreUnreadable: boolean, messageId?: string): void {
    const { current } = this;
    if (current === undefined) return;
    const isPlain = this.peerReadsPlain;
    const clean = text.replaceAll("\0", "\ufffd");
    const mark: Tlv = { type: TLV.plainText, value: Uint8Array.of(isPlain ? 1 : 0) };
    const id: readonly Tlv[] = messageId === undefined ? [] : [{ type: TLV.messageId, value: utf8(messageId) }];
    const plain = writePlain(utf8(isPlain ? clean : escapeMarkup(clean)), text === "" ? tlvs : [mark, ...id, ...tlvs]);
    this.event({ kind: "frame", body: sealData(current, plain, ignoreUnreadable), ...(messageId !== undefined && { messageId }) });
    this.sentAt = this.now();
  }

  private makeTag(): number {
    for (;;) {
      const tag = Number(fromBytes(this.random(4)));
      if (tag >= SMALLEST_TAG) return tag;
    }
  }
}

function firstOpened(attempts: readonly (() => Opened)[]): Opened {
  for (const attempt of attempts) {
    const opened = attempt();
    if (opened.kind !== "other") return opened;
  }
  return { kind: "other" };
}

// A running AKE: one exchange, when it last moved, and what was answered to which frame, so that a repeated frame gets the same answer.
import { BOUNDS } from "./bounds.ts";
import type { Exchange } from "./exchange.ts";
import { hex } from "./bytes.ts";
import { AKE, readFrame, type AkeFrame } from "./frame.ts";

export class Handshake {
  /** What we sent last, to be sent again when nothing comes. */
  lastSent: string[] = [];
  movedAt: number;
  repeatedAt: number;
  private readonly answers = new Map<string, string[]>();

  constructor(
    readonly exchange: Exchange,
    now: number,
  ) {
    this.movedAt = now;
    this.repeatedAt = now;
  }

  get isDone(): boolean {
    return this.exchange.state === "done";
  }

  /** The D-H commit, also for a repeated query: a second commit would leave two AKEs in flight. */
  start(): string[] {
    if (this.lastSent.length === 0) this.lastSent = this.exchange.start();
    return this.lastSent;
  }

  /** Two commits crossed: the higher hash of g^x goes on (OTR version 3, "Receiving a D-H Commit Message"). Both end in it. */
  winsOver(theirs: AkeFrame): boolean {
    const ours = readFrame(this.lastSent[0] ?? "");
    return ours.kind === "ake" && ours.version === theirs.version && hex(ours.payload.subarray(-32)) > hex(theirs.payload.subarray(-32));
  }

  /** The answer to a frame of this AKE, `body` being the frame as it came; undefined where nothing came of it. */
  handle(frame: AkeFrame, body: string, now: number): string[] | undefined {
    const known = this.answers.get(body);
    if (known !== undefined) return known;
    if (this.isDone || !this.fits(frame)) return undefined;
    if (frame.version === 3) this.exchange.peerTag = frame.from;
    const before = this.exchange.state;
    const frames = this.exchange.handle(frame);
    if (frames.length === 0 && this.exchange.state === before) return undefined;
    this.movedAt = now;
    this.repeatedAt = now;
    if (frames.length > 0) this.lastSent = frames;
    this.answers.set(body, frames);
    if (this.answers.size > BOUNDS.repeats) this.answers.delete(this.answers.keys().next().value!);
    return frames;
  }

  /** Of the same version, and from the instance that this AKE is with. */
  fits(frame: AkeFrame): boolean {
    const { state, version, peerTag } = this.exchange;
    if (frame.version !== version) return false;
    const isOpen = version === 2 || peerTag === 0 || peerTag === frame.from;
    switch (frame.type) {
      case AKE.commit:
        return isOpen && (state === "none" || state === "awaiting-reveal");
      case AKE.key:
        return state === "awaiting-key";
      case AKE.reveal:
        return isOpen && state === "awaiting-reveal";
      case AKE.signature:
        return isOpen && state === "awaiting-signature";
    }
  }
}

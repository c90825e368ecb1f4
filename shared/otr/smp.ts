// The Socialist Millionaires' Protocol within one exchange: the engine's, with the checks that the specification asks for and the package leaves out.
import { P, smOf, type Sm } from "#otr-engine";
import { fromBytes } from "./arithmetic.ts";
import { BOUNDS } from "./bounds.ts";
import { fromLatin1, latin1, Reader, readUtf8 } from "./bytes.ts";
import { isGroupElement, sealData } from "./data-message.ts";
import type { Exchange } from "./exchange.ts";
import type { Compare, Comparison, SmpStep } from "./session.ts";
import { TLV } from "./tlv.ts";

/** How many numbers a message has, and which of them are group elements and exponents (D). */
const SHAPES: Record<number, { readonly count: number; readonly elements: readonly number[]; readonly exponents: readonly number[] } | undefined> = {
  2: { count: 6, elements: [0, 3], exponents: [2, 5] },
  3: { count: 11, elements: [0, 3, 6, 7], exponents: [2, 5, 9, 10] },
  4: { count: 8, elements: [0, 1, 5], exponents: [3, 4, 7] },
  5: { count: 3, elements: [0], exponents: [2] },
  7: { count: 6, elements: [0, 3], exponents: [2, 5] },
};
const ORDER = (P - 1n) / 2n;
/** States of the package's SM: a question waits for our answer; nothing runs. */
const [ASKED, IDLE] = [0, 1];

/** For a session's option `compare`. */
export const compare: Compare = (exchange, tell) => new Smp(exchange, tell);

class Smp implements Comparison {
  private machine: Sm | undefined;

  constructor(
    private readonly exchange: Exchange,
    private readonly tell: (step: SmpStep) => void,
  ) {}

  /** Frames to send. A running comparison is aborted first. */
  start(secret: Uint8Array, question: Uint8Array | undefined): string[] {
    const sm = this.ready();
    return this.exchange.run(() => {
      if (sm.smpstate !== IDLE) sm.abort();
      sm.rcvSecret(latin1(secret), question && latin1(question));
    });
  }

  answer(secret: Uint8Array): string[] {
    const sm = this.ready();
    return sm.smpstate === ASKED ? this.exchange.run(() => sm.rcvSecret(latin1(secret))) : [];
  }

  abort(): string[] {
    const { machine } = this;
    return machine === undefined || machine.smpstate === IDLE ? [] : this.exchange.run(() => machine.abort());
  }

  receive(type: number, value: Uint8Array): string[] {
    const sm = this.ready();
    return this.exchange.run(() => {
      if (type !== TLV.smpAbort && !this.isSound(sm, type, value)) return sm.abort();
      try {
        sm.handleSM({ type, msg: latin1(value) });
      } catch {
        sm.abort();
      }
    });
  }

  private isSound(sm: Sm, type: number, value: Uint8Array): boolean {
    const shape = SHAPES[type];
    if (shape === undefined) return false;
    let bytes = value;
    if (type === 7) {
      const zero = value.indexOf(0);
      if (zero === -1 || zero > BOUNDS.smp || readUtf8(value.subarray(0, zero)) === undefined) return false;
      bytes = value.subarray(zero + 1);
    }
    const reader = new Reader(bytes);
    if (reader.uint32() !== shape.count) return false;
    const numbers = Array.from({ length: shape.count }, () => fromBytes(reader.data(192)));
    if (!reader.isDone) return false;
    if (!shape.elements.every((i) => isGroupElement(numbers[i]!))) return false;
    if (!shape.exponents.every((i) => numbers[i]! >= 1n && numbers[i]! < ORDER)) return false;
    if (type === 3) sm.theirs = { p: numbers[6]!, q: numbers[7]! };
    else delete sm.theirs;
    return type !== 4 || sm.p === undefined || (numbers[0] !== sm.p.v && numbers[1] !== sm.q.v);
  }

  private ready(): Sm {
    if (this.machine !== undefined) return this.machine;
    const { engine } = this.exchange;
    const sm = smOf({ ssid: engine.ssid ?? "", our_fp: engine.priv.fingerprint(), their_fp: this.exchange.fingerprint });
    sm.on("send", (_ssid: string, plain: string) => engine.io(sealData(this.exchange, fromLatin1(plain), true)));
    sm.on("question", (question?: string) => this.tell({ step: "asked", ...(question && { question }) }));
    sm.on("trust", (isSame: boolean) => this.tell({ step: isSame ? "verified" : "failed" }));
    sm.on("abort", () => this.tell({ step: "aborted" }));
    this.machine = sm;
    return sm;
  }
}

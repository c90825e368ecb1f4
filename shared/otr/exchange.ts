// One engine object is one AKE and the data keys that come of it; a restart makes a new one. So no key and counter is ever used twice.
import { DSA, OTR, withRandom, type Dsa, type Otr } from "#otr-engine";
import { latin1, uint32 } from "./bytes.ts";
import type { AkeFrame, Version } from "./frame.ts";
import type { PrivateKey } from "./private-key.ts";
import type { Random } from "./random.ts";

/** Where the AKE stands: OTR version 3, "The authentication state machine", and after it. */
export type ExchangeState = "none" | "awaiting-key" | "awaiting-reveal" | "awaiting-signature" | "done";
const STATES = ["none", "awaiting-key", "awaiting-reveal", "awaiting-signature"] as const;
const ENCRYPTED = 1;

/** The engine's form of a key, which keeps what it has computed with it: an operator answers many chats with one. */
const made = new WeakMap<PrivateKey, Dsa>();
function dsaOf(key: PrivateKey): Dsa {
  const box = (v: bigint) => ({ v });
  const dsa = made.get(key) ?? new DSA({ p: box(key.p), q: box(key.q), g: box(key.g), y: box(key.y), x: box(key.x) });
  made.set(key, dsa);
  return dsa;
}

/** The engine writes the version as two characters. */
const versionCharacters = (version: Version): string => `\0${String.fromCharCode(version)}`;

export class Exchange {
  readonly engine: Otr;
  /** Filled when the AKE is done. */
  fingerprint = "";
  /** Why the last message of the AKE was refused; for tests and diagnosis, never shown. */
  fault = "";
  private out: string[] = [];

  constructor(
    key: PrivateKey,
    tag: number,
    readonly version: Version,
    private readonly random: Random,
  ) {
    this.engine = withRandom(random, () => new OTR({ priv: dsaOf(key), instance_tag: latin1(uint32(tag)) }));
    this.engine.io = (frame) => void this.out.push(...[frame].flat());
    this.engine.error = (reason) => void (this.fault = reason);
    this.engine.notify = (reason) => void (this.fault = reason);
  }

  get state(): ExchangeState {
    return this.engine.msgstate === ENCRYPTED ? "done" : (STATES[this.engine.authstate] ?? "none");
  }

  get peerTag(): number {
    const tag = this.engine.their_instance_tag;
    return [0, 1, 2, 3].reduce((sum, i) => sum * 256 + tag.charCodeAt(i), 0);
  }

  set peerTag(tag: number) {
    this.engine.their_instance_tag = latin1(uint32(tag));
  }

  /** Runs engine code with this exchange's randomness and gives the frames it wants sent. */
  run(work: () => void): string[] {
    const outer = this.out;
    const frames: string[] = [];
    this.out = frames;
    try {
      withRandom(this.random, work);
    } finally {
      this.out = outer;
    }
    return frames;
  }

  /** The D-H commit. */
  start(): string[] {
    return this.run(() => this.engine.ake.initiateAKE(versionCharacters(this.version)));
  }

  /** The answer to a message of the AKE; nothing where it does not fit. The frame has been checked for its shape. */
  handle({ type, payload }: AkeFrame): string[] {
    const frames = this.run(() =>
      this.engine.ake.handleAKE({ version: versionCharacters(this.version), type: String.fromCharCode(type), msg: latin1(payload) }),
    );
    if (this.state === "done") this.fingerprint = this.engine.their_priv_pk?.fingerprint() ?? "";
    return frames;
  }
}

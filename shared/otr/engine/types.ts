// The shapes of the otr package's insides, mended (patches.ts). Strings are one character for each byte.

/** A number is a box, because the package changes some in place. */
export interface Num {
  v: bigint;
}

export interface Dh {
  readonly privateKey: Num;
  readonly publicKey: Num;
  /** The last secret made with this pair, so that the AKE's is not computed again for the first message. */
  secret?: { readonly with: bigint; readonly value: bigint };
}

/** Keys of one pair of D-H keys, computed when first looked at. */
export interface DhSession {
  readonly sendenc: Uint8Array;
  readonly sendmac: Uint8Array;
  readonly rcvenc: Uint8Array;
  readonly rcvmac: Uint8Array;
  rcvmacused: boolean;
  send_counter: number;
  /** Counters already seen: the highest, and which of the 64 below it. */
  readonly received: ReceivedCounters;
}

export interface ReceivedCounters {
  highest: number;
  readonly recent: Set<number>;
}

export interface Dsa {
  readonly p: Num;
  readonly q: Num;
  readonly g: Num;
  readonly y: Num;
  fingerprint(): string;
}

export interface DsaClass {
  new (numbers: { p: Num; q: Num; g: Num; y: Num; x?: Num; type?: string }): Dsa;
  prototype: Dsa;
  parsePublic(bytes: string, isPrivate?: boolean): Dsa;
}

export interface Ake {
  otr: Otr;
  our_dh: Dh;
  our_keyid: number;
  their_y: Num | null;
  their_keyid: number | null;
  otr_version: string;
  ssid: string;
  c: string;
  c_prime: string;
  m1: string;
  m2: string;
  m1_prime: string;
  m2_prime: string;
  createKeys(theirs: Num): void;
  verifySignMac(...values: unknown[]): [string | null, number?, Dsa?];
  handleAKE(message: { version: string; type: string; msg: string }): void;
  initiateAKE(version: string): void;
}

export interface Sm {
  smpstate: number;
  secret: Num | null;
  p: Num;
  q: Num;
  /** P and Q of the peer's third message, which ours must not equal. */
  theirs?: { readonly p: bigint; readonly q: bigint };
  init(): void;
  abort(): void;
  computePQ(r: Num): void;
  handleSM(tlv: { type: number; msg: string }): void;
  rcvSecret(secret: string, question?: string): void;
  on(event: string, listener: (...values: never[]) => void): void;
}

export interface SmClass {
  /** Fingerprints in hexadecimal. */
  new (ends: { readonly ssid: string; readonly our_fp: string; readonly their_fp: string }): Sm;
  readonly prototype: Sm;
}

export interface Otr {
  priv: Dsa;
  ake: Ake;
  authstate: number;
  msgstate: number;
  our_instance_tag: string;
  their_instance_tag: string;
  our_keyid: number;
  their_keyid: number;
  our_dh: Dh;
  our_old_dh: Dh;
  their_y: Num | null;
  their_old_y: Num | null;
  their_priv_pk: Dsa | null;
  ssid: string;
  sessKeys: [(DhSession | null | undefined)[], (DhSession | null | undefined)[]];
  oldMacKeys: Uint8Array[];
  transmittedRS: boolean;
  io(frame: string | string[]): void;
  error(reason: string): void;
  notify(reason: string): void;
  dh(): Dh;
  DHSession: new (ours: Dh, theirs: Num) => DhSession;
  rotateOurKeys(): void;
  rotateTheirKeys(theirs: Num): void;
  on(event: string, listener: (...values: never[]) => void): void;
}

export interface OtrClass {
  new (options: { priv: Dsa; instance_tag: string }): Otr;
  prototype: Otr;
}

// An OTR session: one object for each chat and peer address. Typed in and out, never throws on what a peer sends, and lets no text leave before
// the AKE is done and the peer's key is the one that the policy allows. docs/otr.md has its states and bounds.
import { Conversation } from "./conversation.ts";
import type { Exchange } from "./exchange.ts";
import type { PrivateKey } from "./private-key.ts";
import type { Random } from "./random.ts";
import type { ReleasePolicy, Verdict } from "./release.ts";
import type { Tlv } from "./tlv.ts";

export type { ReleasePolicy, Verdict } from "./release.ts";

/** The peer asks for a secret, or how a comparison ended. */
export type SmpStep = { readonly step: "asked"; readonly question?: string } | { readonly step: "verified" | "failed" | "aborted" };

/** Comparing secrets in one exchange: each gives the frames to send. */
export interface Comparison {
  start(secret: Uint8Array, question: Uint8Array | undefined): string[];
  answer(secret: Uint8Array): string[];
  abort(): string[];
  receive(type: number, value: Uint8Array): string[];
}
export type Compare = (exchange: Exchange, tell: (step: SmpStep) => void) => Comparison;

export interface SessionOptions {
  readonly key: PrivateKey;
  readonly policy: ReleasePolicy;
  /** Default: the snapshot's, or a random one. With another tag than the snapshot's the snapshot's keys are dropped. */
  readonly instanceTag?: number;
  /** What `snapshot()` of the session before the reload gave. Anything else is ignored. */
  readonly snapshot?: string;
  /** Milliseconds; default Date.now. */
  readonly now?: () => number;
  readonly random?: Random;
  /** Called after the input that caused the event was handled, in order. May call the session. */
  readonly emit: (event: SessionEvent) => void;
  /** Does this side start again by itself when an AKE fails or a message is unreadable? Default true; of two of ours, one should. */
  readonly initiate?: boolean;
  /** `compare` of smp.ts, where people can compare secrets. Without it the peer's question is answered with an abort, and pages do not load SMP. */
  readonly compare?: Compare | undefined;
}

export type SessionState = "plain" | "starting" | "encrypted" | "finished";
export type HeldReason = "starting" | "finished" | "mismatch" | "changed";

export type ProblemCode =
  | "unencrypted" // text in clear came; it is not shown
  | "unreadable" // an encrypted message could not be read
  | "malformed" // no frame of ours
  | "oversize"
  | "peer-error" // the peer could not read ours
  | "no-version" // the peer speaks no version of ours, or an older one than before
  | "too-many-starts"
  | "handshake" // a message of the AKE was refused
  | "no-answer"
  | "too-long" // our own text
  | "too-many" // of our own texts wait
  | "must-match" // release() where the policy lets nobody release
  | "smp"
  | "internal";

export type SessionEvent =
  /** Put this body on the wire; `messageId` when it carries that text. */
  | { readonly kind: "frame"; readonly body: string; readonly messageId?: string }
  | { readonly kind: "state"; readonly state: SessionState; readonly fingerprint?: string; readonly verdict?: Verdict }
  /** Decrypted text, never markup. `fingerprint` is whose key it came under; `messageId` is the sender's, where the sender is one of ours. */
  | { readonly kind: "message"; readonly text: string; readonly fingerprint: string; readonly messageId?: string; readonly tlvs: readonly Tlv[] }
  | { readonly kind: "held"; readonly messageId: string; readonly reason: HeldReason }
  | { readonly kind: "sent"; readonly messageId: string }
  | { readonly kind: "problem"; readonly code: ProblemCode; readonly message: string; readonly messageId?: string }
  | ({ readonly kind: "smp" } & SmpStep);

export interface Session {
  readonly instanceTag: number;
  readonly state: SessionState;
  /** The peer's key of the current AKE; undefined unless encrypted. */
  readonly peerFingerprint: string | undefined;
  /** Ask the peer for encryption, or for fresh keys. */
  start(): void;
  receive(body: string): void;
  /** Sends, or holds until it may leave. The same id again is the same text again. */
  send(messageId: string, text: string): void;
  /** Tells the peer that the conversation is over. What still waits is dropped. */
  end(): void;
  /** Call every second or so: nothing here sets timers. */
  tick(): void;
  /** For `sessionStorage` when the page goes away; docs/otr.md says what is in it. */
  snapshot(): string;
  setPolicy(policy: ReleasePolicy): void;
  /** A person agreed that held texts go to the key that the peer has now. */
  release(): void;
  /** Delivered or withdrawn: this id will not be sent again. */
  forget(messageId: string): void;
  /** Compare a secret (SMP, option `compare`); the peer may be asked a question. */
  smpStart(secret: string, question?: string): void;
  smpAnswer(secret: string): void;
  smpAbort(): void;
}

export function openSession(options: SessionOptions): Session {
  return new Conversation(options);
}

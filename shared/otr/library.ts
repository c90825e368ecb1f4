// All of the room that a page or a program needs, in one file: the entry of dist/otr/otr.js, for use outside this repository. Nothing in it imports this.
export { generateKey, generateKeyInWorker, generateThrowawayKey } from "./generate.ts";
export { formatFingerprint, libotrAccount, readPrivateKey, writeLibotrKeyFile } from "./key.ts";
export type { KeyCheck, KeyFault, LibotrAccount, LibotrClient, PrivateKey } from "./key.ts";
export { openSession } from "./session.ts";
export { compare } from "./smp.ts";
export type { Compare, ProblemCode, ReleasePolicy, Session, SessionEvent, SessionOptions, SessionState, SmpStep, Verdict } from "./session.ts";

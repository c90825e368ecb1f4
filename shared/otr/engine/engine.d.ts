// Types of dist/otr/engine.js, so that the types can be checked before it is built.
export type { Ake, DhSession, Dh, Dsa, Otr, ReceivedCounters, Sm } from "./types.ts";
export { aesCtr, DSA, OTR, P, smOf, withRandom } from "./entry.ts";

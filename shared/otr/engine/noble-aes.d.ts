// Two functions of @noble/ciphers' aes.js (there in its `unsafe`, which nobody can take apart), as build-engine.mjs makes them exports.
declare module "@noble/ciphers/aes-parts.js" {
  /** The round keys. */
  export function expandKeyLE(key: Uint8Array): Uint32Array;
  /** `block` is counted up in place; `bytes` begin at a multiple of 4. */
  export function ctrCounter(schedule: Uint32Array, block: Uint8Array, bytes: Uint8Array): Uint8Array;
}

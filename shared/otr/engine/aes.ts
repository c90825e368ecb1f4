// AES-CTR of @noble/ciphers without its wrapping, which expands the key for each message: keys serve for many.
import { ctrCounter, expandKeyLE } from "@noble/ciphers/aes-parts.js";

const schedules = new WeakMap<Uint8Array, Uint32Array>();

/** The same to and fro. `counter`: the upper 8 bytes of the first block's. */
export function aesCtr(key: Uint8Array, counter: Uint8Array, bytes: Uint8Array): Uint8Array {
  let schedule = schedules.get(key);
  if (schedule === undefined) schedules.set(key, (schedule = expandKeyLE(key)));
  const block = new Uint8Array(16);
  block.set(counter);
  return ctrCounter(schedule, block, bytes.byteOffset % 4 === 0 ? bytes : bytes.slice());
}

// HMAC-SHA1 with what depends on the key alone prepared once: keys serve for many messages.
import { hmac } from "@noble/hashes/hmac.js";
import { sha1 } from "@noble/hashes/legacy.js";

const keyed = new WeakMap<Uint8Array, ReturnType<typeof hmac.create>>();
/** The one that computes: each time a copy of the prepared one. */
const working = /* @__PURE__ */ hmac.create(sha1, new Uint8Array(20));

export function hmacSha1(key: Uint8Array, bytes: Uint8Array): Uint8Array {
  let prepared = keyed.get(key);
  if (prepared === undefined) keyed.set(key, (prepared = hmac.create(sha1, key)));
  return prepared._cloneInto(working).update(bytes).digest();
}

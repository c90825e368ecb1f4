// May a text leave for this peer key? The one place that decides it.

/** `any`: whoever did the AKE. `pinned`: the key seen first in this chat, or one that a person released. `must-match`: this key and no other. */
export type ReleasePolicy =
  | { readonly kind: "any" }
  | { readonly kind: "pinned"; readonly fingerprint: string }
  | { readonly kind: "must-match"; readonly fingerprint: string };

export type Verdict = "match" | "mismatch" | "none";

export function verdictOf(policy: ReleasePolicy, fingerprint: string): Verdict {
  if (policy.kind === "any") return "none";
  return policy.fingerprint.toLowerCase() === fingerprint ? "match" : "mismatch";
}

/** `waitedFor`: the key that this text was written or sent for, if there was one. `released`: the key that a person agreed to. */
export function decideRelease(
  policy: ReleasePolicy,
  fingerprint: string,
  waitedFor: string | undefined,
  released: string | undefined,
): "send" | "mismatch" | "changed" {
  const isReleased = released === fingerprint;
  if (verdictOf(policy, fingerprint) === "mismatch") {
    if (policy.kind === "must-match") return "mismatch";
    return isReleased ? "send" : "changed";
  }
  return waitedFor === undefined || waitedFor === fingerprint || isReleased ? "send" : "changed";
}

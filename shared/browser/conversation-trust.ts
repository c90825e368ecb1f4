// Whom an end of a chat gives texts to, and what it says of the other's key. Pure.
import type { Role, Verdict } from "#core/conversation-state.ts";
import type { OtrPolicy } from "#core/skin.ts";
import type { ReleasePolicy } from "#otr/release.ts";

export interface Expected {
  readonly role: Role;
  readonly otr: OtrPolicy;
  /** Operator: the guest's key of this chat. */
  readonly pinned: string | undefined;
  /** Guest: the skin's fingerprint. */
  readonly fingerprint: string | undefined;
}

export function policyOf({ role, otr, pinned, fingerprint }: Expected): ReleasePolicy {
  if (role === "operator") return pinned === undefined ? { kind: "any" } : { kind: "pinned", fingerprint: pinned };
  // A skin that is not verified-only lets any key chat; whether it is proven is the verdict's business, not the policy's.
  return otr === "verified-only" ? { kind: "must-match", fingerprint: fingerprint ?? "" } : { kind: "any" };
}

export function verdictOf({ role, pinned, fingerprint }: Expected, shown: string): Verdict {
  const expected = role === "operator" ? pinned : fingerprint;
  if (expected === undefined) return "none";
  return expected.toLowerCase() === shown.toLowerCase() ? "match" : "mismatch";
}

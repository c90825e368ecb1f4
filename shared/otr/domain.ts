// A fixed DSA domain for keys that live as long as one chat. It came from parameters.ts; the tests verify it again. OTR's proof needs only that
// its primes are good: what is secret is x.
import { modPow } from "./arithmetic.ts";
import type { KeyNumbers } from "./private-key.ts";

const PRIMES = {
  p: 0xd0a18c6211659195b1091c5eb96aa8696a32d602a7bc8946edbf338082a53e0ddb1f181c3c8b1484ed710b1bad14097fde626b87e2dbcc62e5480b67ef99cc79294133b8464f069f1728d5a0aed7de2a1629062af95177fc9657be69433447034ce76a3b7dd0343e54dfbd90f2097b715e2081e7400af5ee273e55455d1d2f25n,
  q: 0xe65d854f31871588f0d140ede931464819cea1b5n,
};

let made: Pick<KeyNumbers, "p" | "q" | "g"> | undefined;

/** g is 2 to the cofactor's power (FIPS 186-4, A.2.1), computed when first needed. */
export function throwawayDomain(): Pick<KeyNumbers, "p" | "q" | "g"> {
  const { p, q } = PRIMES;
  return (made ??= { p, q, g: modPow(2n, (p - 1n) / q, p) });
}

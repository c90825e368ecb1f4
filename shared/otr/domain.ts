// A fixed DSA domain for keys that live as long as one chat. It came from parameters.ts; the tests verify it again. OTR's proof needs only that
// its primes are good: what is secret is x.
import type { KeyNumbers } from "./key.ts";

export const THROWAWAY_DOMAIN: Pick<KeyNumbers, "p" | "q" | "g"> = {
  p: 0xd0a18c6211659195b1091c5eb96aa8696a32d602a7bc8946edbf338082a53e0ddb1f181c3c8b1484ed710b1bad14097fde626b87e2dbcc62e5480b67ef99cc79294133b8464f069f1728d5a0aed7de2a1629062af95177fc9657be69433447034ce76a3b7dd0343e54dfbd90f2097b715e2081e7400af5ee273e55455d1d2f25n,
  q: 0xe65d854f31871588f0d140ede931464819cea1b5n,
  g: 0x6cada931ecaa52cc77e50579c1a3f27637421c11da52f19866a3a5a11e0e36acebcf9c9a9fbee37fdba5a8e94c5b4e19ad0f1ed0afcbfe9db78277d06960add52a73f39c5e3051a08a813b26f47c93cf64e42355b53e28466bd051a55dfe221f2a9330f1c0b56f116341b30a0a75500781688fdbe70ea7612c90f5bd449c1af2n,
};

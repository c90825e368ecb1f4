// The otr package's SMP, mended. Only what calls `smOf` loads it: a page where nobody compares secrets does without.
import { makeSM } from "./package.ts";
import type { Sm, SmClass } from "./types.ts";

let mended: SmClass | undefined;

export function smOf(ends: ConstructorParameters<SmClass>[0]): Sm {
  mended ??= mend(makeSM());
  return new mended(ends);
}

/** Step 3 of the specification: our P and Q must differ from theirs. */
function mend(SM: SmClass): SmClass {
  const { computePQ } = SM.prototype;
  SM.prototype.computePQ = function (r) {
    computePQ.call(this, r);
    if (this.theirs !== undefined && (this.p.v === this.theirs.p || this.q.v === this.theirs.q)) throw new Error("SMP echo");
  };
  return SM;
}

// What the otr package has no types for: the parts of its insides that we use or mend.
declare module "otr/lib/otr.js" {
  import type { OtrClass } from "./types.ts";
  const OTR: OtrClass;
  export default OTR;
}
declare module "otr/lib/dsa.js" {
  import type { DsaClass } from "./types.ts";
  const DSA: DsaClass;
  export default DSA;
}
declare module "otr/lib/ake.js" {
  import type { Ake } from "./types.ts";
  const AKE: { prototype: Ake };
  export default AKE;
}
declare module "otr/lib/sm.js" {
  import type { Sm } from "./types.ts";
  const SM: { prototype: Sm };
  export default SM;
}
declare module "otr/lib/helpers.js" {
  import type { Hlp } from "./types.ts";
  const HLP: Hlp;
  export default HLP;
}
declare module "otr/lib/const.js" {
  const CONST: { readonly N: string };
  export default CONST;
}

// The door to the otr package: its insides, with their types.
import ake from "otr/lib/ake.js";
import dsa from "otr/lib/dsa.js";
import otr from "otr/lib/otr.js";
import makeSm from "otr/lib/sm.js";
import type { Ake, DsaClass, OtrClass, SmClass } from "./types.ts";

export const AKE = ake as { readonly prototype: Ake };
export const DSA = dsa as DsaClass;
export const OTR = otr as OtrClass;
export const makeSM = makeSm as () => SmClass;

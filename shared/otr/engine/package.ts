// The door to the otr package: its insides, with their types.
import ake from "otr/lib/ake.js";
import dsa from "otr/lib/dsa.js";
import helpers from "otr/lib/helpers.js";
import otr from "otr/lib/otr.js";
import type { Ake, DsaClass, Hlp, OtrClass } from "./types.ts";

export const AKE = ake as { readonly prototype: Ake };
export const DSA = dsa as DsaClass;
export const HLP = helpers as Hlp;
export const OTR = otr as OtrClass;

// What the rest of the room sees of the otr package: built into dist/otr/engine.js by build-engine.mjs.
import DSA from "otr/lib/dsa.js";
import OTR from "otr/lib/otr.js";
import "./patches.ts";

export { withRandom } from "./bigint.ts";
export { DSA, OTR };

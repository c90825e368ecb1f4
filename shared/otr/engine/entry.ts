// What the rest of the room sees of the otr package: built into dist/otr/engine.js by build-engine.mjs.
import "./patches.ts";

export { aesCtr } from "./aes.ts";
export { P, withRandom } from "./bigint.ts";
export { DSA, OTR } from "./package.ts";
export { smOf } from "./smp.ts";

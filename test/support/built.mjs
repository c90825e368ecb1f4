// Loaded before tests and benches: what they run of dist/ is made from the sources as they stand.
import { build } from "../../component/launch/build.mjs";

await build({ log: console.error });

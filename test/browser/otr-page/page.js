// The page's own script: what the tests call.
import * as otr from "./otr.js";
import { talk } from "./talk.js";

const namesAfter = Object.getOwnPropertyNames(window);
const createWorker = () => new Worker(new URL("./key-worker.js", import.meta.url), { type: "module" });

window.atTest = {
  globals: () => ({ touched: window.touched, isSameBigInt: BigInt === window.ownBigInt, added: namesAfter.filter((name) => !window.namesBefore.includes(name)) }),
  talk: () => talk(otr),
  async makeKey() {
    const progress = [];
    const key = await otr.generateKeyInWorker(createWorker, { onProgress: (fraction) => progress.push(fraction) });
    return { progress, check: otr.readPrivateKey(key.text).ok };
  },
  /** Cancelled at the first sign of progress, or before it begins. */
  async cancel(when) {
    const control = new AbortController();
    let calls = 0;
    if (when === "before") control.abort(new Error("cancelled"));
    const options = { signal: control.signal, onProgress: () => (calls += 1) && control.abort(new Error("cancelled")) };
    const end = await otr.generateKeyInWorker(createWorker, options).then(() => "made", (error) => error.message);
    return { end, calls };
  },
};

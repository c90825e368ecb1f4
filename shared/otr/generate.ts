// Making keys: in this thread, in a Worker with progress and cancel, and throw-away ones in a millisecond.
import { modPow } from "./arithmetic.ts";
import { throwawayDomain } from "./domain.ts";
import { makeNumbers, makePair } from "./parameters.ts";
import { privateKey, type KeyNumbers, type PrivateKey } from "./private-key.ts";
import { secureRandom } from "./random.ts";

/** What the key worker says. Numbers travel as BigInt, which structured clones hold. */
export type WorkerWord = { readonly kind: "progress"; readonly fraction: number } | { readonly kind: "key"; readonly numbers: KeyNumbers } | { readonly kind: "failed" };

/** A share of the way, from candidates tested: never 1 before the end, and never going back. */
export const progressOf = (tested: number): number => 1 - Math.exp(-tested / 35);

/** A key with fresh parameters. Takes 30 to 400 ms: use the Worker in pages. */
export function generateKey(onProgress: (fraction: number) => void = () => {}): PrivateKey {
  const key = privateKey(makeNumbers((tested) => onProgress(progressOf(tested))));
  onProgress(1);
  return key;
}

/** A guest's key for one chat: a fresh private number in a fixed domain that the tests verify. */
export function generateThrowawayKey(): PrivateKey {
  return privateKey(makePair(throwawayDomain(), secureRandom));
}

/** The same key again, from its private number in hexadecimal; undefined where that is none. */
export function restoreThrowawayKey(secret: string): PrivateKey | undefined {
  const { p, q, g } = throwawayDomain();
  const x = /^[0-9a-f]{1,40}$/.test(secret) ? BigInt(`0x${secret}`) : 0n;
  return x > 0n && x < q ? privateKey({ p, q, g, x, y: modPow(g, x, p) }) : undefined;
}

/** The same as `generateKey` in a module Worker of `key-worker.ts`, which lives only for this key. Rejects with the signal's reason when cancelled. */
export function generateKeyInWorker(
  createWorker: () => Worker,
  options: { readonly onProgress?: (fraction: number) => void; readonly signal?: AbortSignal } = {},
): Promise<PrivateKey> {
  const { onProgress, signal } = options;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const worker = createWorker();
    const finish = (): void => {
      worker.terminate();
      signal?.removeEventListener("abort", cancel);
    };
    const cancel = (): void => {
      finish();
      reject(signal?.reason as Error);
    };
    const fail = (): void => {
      finish();
      reject(new Error("The key could not be generated: the browser's worker stopped."));
    };
    signal?.addEventListener("abort", cancel);
    worker.onerror = fail;
    worker.onmessageerror = fail;
    worker.onmessage = ({ data }: MessageEvent<WorkerWord>) => {
      if (data.kind === "progress") return onProgress?.(data.fraction);
      if (data.kind === "failed") return fail();
      finish();
      onProgress?.(1);
      resolve(privateKey(data.numbers));
    };
    worker.postMessage("generate");
  });
}

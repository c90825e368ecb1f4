// Budgets: what a chat page loads of OTR, and the key worker, minified and gzipped.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { build } from "vite";

const room = join(dirname(fileURLToPath(import.meta.url)), "../../shared/otr");

export const OTR_BUDGETS = { "session, keys and engine": 26 * 1024, "key worker": 4 * 1024 } as const;

/** Bytes after minifying and gzip of a module that needs all that `code` exports. */
async function sizeOf(code: string): Promise<number> {
  const entry = "\0entry";
  const result = await build({
    root: room,
    configFile: false,
    logLevel: "silent",
    plugins: [{ name: "entry", enforce: "pre", resolveId: (id) => (id === "entry" ? entry : undefined), load: (id) => (id === entry ? code : undefined) }],
    build: { write: false, target: "es2022", minify: true, rolldownOptions: { input: "entry", preserveEntrySignatures: "strict", output: { format: "es" } } },
  });
  const output = Array.isArray(result) ? result[0]!.output : "output" in result ? result.output : [];
  return output.reduce((sum, chunk) => sum + (chunk.type === "chunk" ? gzipSync(chunk.code, { level: 9 }).length : 0), 0);
}

describe("OTR size", function () {
  this.timeout(60_000);

  it("keeps its budgets", async () => {
    const session = await sizeOf(`export { openSession } from "${room}/session.ts"; export { readPrivateKey, writeLibotrKeyFile, formatFingerprint } from "${room}/key.ts"; export { generateThrowawayKey } from "${room}/generate.ts";`);
    const worker = await sizeOf(`import "${room}/key-worker.ts";`);
    if (process.env["OTR_SIZE"]) console.log({ session, worker });
    expect(session).to.be.within(10_000, OTR_BUDGETS["session, keys and engine"]);
    expect(worker).to.be.within(1_000, OTR_BUDGETS["key worker"]);
  });
});

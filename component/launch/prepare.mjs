// Installs what is missing and builds what is stale; run by itself, what `npm start` needs.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "./command.mjs";
import { staleTargets } from "./build.mjs";
import { ensureDebian } from "./debian.mjs";
import { ensurePackages, ensureSqlite } from "./packages.mjs";
import { Problem } from "./problem.mjs";
import { ROOT } from "./targets.mjs";

/** Installs and builds; what does not wait for each other goes on at once. */
export async function prepare({ dev, debian }) {
  await all([debian(), ensurePackages({ dev }).then(() => all([ensureSqlite(), ensureBuilt()]))]);
}

/** Like Promise.all, but waits for all of them before it fails: nothing goes on behind a message of failure. */
async function all(promises) {
  const results = await Promise.allSettled(promises);
  const failed = results.find((result) => result.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

async function ensureBuilt() {
  if (staleTargets().length === 0) return;
  const { status } = await run(process.execPath, [join(ROOT, "component/launch/build.mjs")], { show: true });
  if (status !== 0) throw new Problem("The build failed: look at what it says above.");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await prepare({ dev: false, debian: () => ensureDebian(["prosody"], "the XMPP server that Otterdesk runs") });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

// `npm test`: installs what is missing, builds, checks types, lint and sizes, and runs the tests; ends with `N passed, N failed`.
// `npm test -- unit server` runs only those folders; `npm test -- --grep TEXT` hands that to mocha.
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepare } from "../component/launch/prepare.mjs";
import { run } from "../component/launch/command.mjs";
import { ensureDebian } from "../component/launch/debian.mjs";
import { Problem } from "../component/launch/problem.mjs";
import { ROOT } from "../component/launch/targets.mjs";

/** In this order: what is quick and near the cause first. */
const FOLDERS = ["unit", "otr", "server", "browser"];
const CHECKS = { types: ["node_modules/typescript/bin/tsc", "--noEmit"], lint: ["node_modules/eslint/bin/eslint.js", "--config", "test/lint/eslint.config.mjs", "--max-warnings", "0", "."], size: ["--import", "tsx", "test/size/main.ts"] };
const DEBIAN = ["prosody", "chromium", "libotr5-dev", "build-essential", "pkg-config", "profanity", "bitlbee", "bitlbee-plugin-otr", "python3"];

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;
const counts = { passed: 0, failed: 0, skipped: 0 };
const timings = [];

async function main(args) {
  const began = performance.now();
  await timed("install and build", () => prepare({ dev: true, debian: () => ensureDebian(DEBIAN, "for the tests") }));
  const chosen = args.filter((arg) => FOLDERS.includes(arg));
  const rest = args.filter((arg) => !FOLDERS.includes(arg));
  if (chosen.length === 0 && rest.length === 0) await timed("types, lint and size", () => Promise.all(Object.keys(CHECKS).map(check)));
  for (const folder of chosen.length > 0 ? chosen : FOLDERS) if (hasTests(folder)) await timed(folder, () => mocha(folder, rest));
  console.log(`\n${timings.join(", ")}; ${seconds(began)} in all`);
  console.log(`${counts.passed} passed, ${counts.failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ""}`);
  return counts.failed === 0 && counts.passed > 0 ? 0 : 1;
}

async function timed(name, work) {
  const began = performance.now();
  await work();
  timings.push(`${name} ${seconds(began)}`);
}

/** Types, lint and the size budget count as one test each. */
async function check(name) {
  const { status, output } = await run(process.execPath, CHECKS[name], { cwd: ROOT });
  counts[status === 0 ? "passed" : "failed"]++;
  console.log(status === 0 && name !== "size" ? `${name}: ok` : `${name}:\n${output.trimEnd()}`);
}

function hasTests(folder) {
  const path = join(ROOT, "test", folder);
  return existsSync(path) && readdirSync(path, { recursive: true }).some((file) => file.endsWith(".test.ts"));
}

async function mocha(folder, args) {
  console.log(`\ntest/${folder}`);
  const scratch = mkdtempSync(join(tmpdir(), "otterdesk-run-"));
  const report = join(scratch, "counts.json");
  const status = await node(["node_modules/mocha/bin/mocha.js", "--exit", "--reporter", "test/support/reporter.mjs", ...args, `test/${folder}/**/*.test.ts`], { OTTERDESK_COUNTS: report });
  const found = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : { passed: 0, failed: 1, skipped: 0 };
  if (status !== 0 && found.failed === 0) found.failed = 1; // it ended before it could count
  for (const kind of Object.keys(counts)) counts[kind] += found[kind];
  rmSync(scratch, { recursive: true });
}

function node(args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, ...env } });
    child.on("close", (code, signal) => resolve(code ?? signal));
  });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  console.error(error.message);
  console.log("0 passed, 1 failed");
  process.exitCode = 1;
}

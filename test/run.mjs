// `npm test`: installs what is missing, builds, checks types, lint and sizes, and runs the tests; ends with `N passed, N failed`.
// `npm test -- unit server` runs only those folders, `npm test -- browsers` what only runs when asked for (Firefox and WebKit); `npm test -- --grep TEXT` hands that to mocha.
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepare } from "../component/launch/prepare.mjs";
import { run } from "../component/launch/command.mjs";
import { ensureDebian } from "../component/launch/debian.mjs";
import { Problem } from "../component/launch/problem.mjs";
import { ROOT } from "../component/launch/targets.mjs";

/** In this order: what is quick and near the cause first. */
const FOLDERS = ["unit", "otr", "server", "browser"];
/** Only when asked for, with what they need from Debian. */
const ON_DEMAND = { browsers: ["firefox-esr", "webkit2gtk-driver", "xvfb"] };
/** Folders that are several jobs: files whose names begin with the same word share what they start. */
const BY_WORD = ["browser"];
const AT_ONCE = 2;
/** Types by the compiler in native code; what ESLint parses with is still version 6. */
const CHECKS = { types: ["node_modules/typescript-7/bin/tsc", "--noEmit"], lint: ["node_modules/eslint/bin/eslint.js", "--config", "test/lint/eslint.config.mjs", "--max-warnings", "0", "."], size: ["--import", "tsx", "test/size/main.ts"] };
const DEBIAN = ["prosody", "prosody-modules", "chromium", "libotr5-dev", "build-essential", "pkg-config", "profanity", "mcabber", "bitlbee", "bitlbee-plugin-otr", "python3", "ejabberd"];

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;
const counts = { passed: 0, failed: 0, skipped: 0 };

async function main(args) {
  const began = performance.now();
  const known = [...FOLDERS, ...Object.keys(ON_DEMAND)];
  const chosen = known.filter((folder) => args.includes(folder));
  const rest = args.filter((arg) => !known.includes(arg));
  const debian = [...DEBIAN, ...chosen.flatMap((folder) => ON_DEMAND[folder] ?? [])];
  await prepare({ dev: true, debian: () => ensureDebian(debian, "for the tests") });
  console.log(`install and build: ${seconds(began)}`);
  const checks = chosen.length === 0 && rest.length === 0 ? Object.keys(CHECKS).map((name) => () => check(name)) : [];
  const tests = (chosen.length === 0 ? FOLDERS : chosen).flatMap((folder) => jobsOf(folder));
  await inTurn([...checks, ...tests.map((path) => () => mocha(path, rest))]);
  console.log(`\n${seconds(began)} in all`);
  console.log(`${counts.passed} passed, ${counts.failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ""}`);
  return counts.failed === 0 && counts.passed > 0 ? 0 : 1;
}

/** What one mocha runs each: all tests of a folder, or those whose files' names begin with a word. */
function jobsOf(folder) {
  const path = join(ROOT, "test", folder);
  const files = existsSync(path) ? readdirSync(path, { recursive: true }).filter((file) => file.endsWith(".test.ts")) : [];
  if (files.length === 0) return [];
  if (!BY_WORD.includes(folder)) return [`test/${folder}/**/*.test.ts`];
  const sizes = new Map();
  for (const file of files) {
    const word = /^[^-.]+/.exec(file)[0];
    sizes.set(word, (sizes.get(word) ?? 0) + statSync(join(path, file)).size);
  }
  // The longest first, so that no long one is left for the end, when the other worker has nothing to do.
  return [...sizes].sort(([, a], [, b]) => b - a).map(([word]) => `test/${folder}/${word}?(-*).test.ts`);
}

/** Does the work in this order, so much of it at once. */
async function inTurn(work) {
  const left = [...work];
  const worker = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await next();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** Types, lint and the size budget count as one test each. */
async function check(name) {
  const { status, output } = await run(process.execPath, CHECKS[name], { cwd: ROOT });
  counts[status === 0 ? "passed" : "failed"]++;
  console.log(status === 0 && name !== "size" ? `${name}: ok` : `${name}:\n${output.trimEnd()}`);
}

/** Says what mocha said when it has ended: two speak at once. */
async function mocha(path, args) {
  const began = performance.now();
  const scratch = mkdtempSync(join(tmpdir(), "otterdesk-run-"));
  const report = join(scratch, "counts.json");
  const command = ["node_modules/mocha/bin/mocha.js", "--exit", "--reporter", "test/support/reporter.mjs", ...args, path];
  const { status, output } = await run(process.execPath, command, { cwd: ROOT, env: { OTTERDESK_COUNTS: report } });
  const found = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : { passed: 0, failed: 1, skipped: 0 };
  if (status !== 0 && found.failed === 0) found.failed = 1; // it ended before it could count
  for (const kind of Object.keys(counts)) counts[kind] += found[kind];
  rmSync(scratch, { recursive: true });
  console.log(`${path}: ${found.passed} passed, ${found.failed} failed (${seconds(began)})`);
  if (found.failed > 0) console.log(output.trimEnd());
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  console.error(error.message);
  console.log("0 passed, 1 failed");
  process.exitCode = 1;
}

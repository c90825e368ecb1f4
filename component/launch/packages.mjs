// npm packages: whether node_modules is what the lock file says, and installing it where it is not.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { lastLines, run } from "./command.mjs";
import { ensureDebian, isThere } from "./debian.mjs";
import { Problem } from "./problem.mjs";
import { step } from "./progress.mjs";
import { ROOT } from "./targets.mjs";

const MODULES = join(ROOT, "node_modules");
const SQLITE = join(MODULES, "sqlite3");
const COMPILERS = ["build-essential", "make", "python3", "libsqlite3-dev"];

/** Whether every package that is needed is there in the version that the lock file names. npm keeps its own list in node_modules. */
export function packagesAreThere({ dev }) {
  const hidden = join(MODULES, ".package-lock.json");
  if (!existsSync(hidden)) return false;
  const wanted = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")).packages;
  const found = JSON.parse(readFileSync(hidden, "utf8")).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    const needed = path !== "" && !entry.optional && !entry.devOptional && (dev || !entry.dev);
    return !needed || found[path]?.version === entry.version;
  });
}

/**
 * Installs what is missing. Scripts of packages are not run: the only one that is needed, sqlite3's, is `ensureSqlite`'s,
 * which can go on beside the build. With `dev`, what the tests need too.
 */
export async function ensurePackages({ dev }) {
  if (packagesAreThere({ dev })) return;
  // `ci` begins by deleting node_modules; what is there already, a compiled sqlite3 above all, is better kept.
  const command = existsSync(MODULES) ? ["install", "--no-save"] : ["ci"];
  const args = [...command, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", ...(dev ? ["--include=dev"] : ["--omit=dev"])];
  await step(`Installing npm packages (about ${dev ? 15 : 8} s)`, async () => {
    const { status, output } = await npm(args);
    if (status !== 0) throw new Problem(`${lastLines(output)}\nnpm could not install the packages: look at what it says above (is the network there?), then try again.`);
  });
}

/** npm as it was started with, else the one in the PATH. */
async function npm(args, env) {
  const script = process.env.npm_execpath;
  const viaNode = script !== undefined && /npm-cli\.c?js$/.test(script);
  const result = viaNode ? await run(process.execPath, [script, ...args], { cwd: ROOT, env }) : await run("npm", args, { cwd: ROOT, env });
  if (result.status === 127) throw new Problem("npm is missing: install it (it comes with Node) and try again.");
  return result;
}

/** Whether sqlite3's binary is there and loads: a ready-made one may want a newer C library than the machine has. */
async function sqliteLoads() {
  if (!existsSync(join(SQLITE, "build/Release/node_sqlite3.node"))) return false;
  return (await run(process.execPath, ["-e", "require(process.argv[1])", SQLITE])).status === 0;
}

/**
 * sqlite3 needs a binary. A ready-made one where it can be fetched; else it is compiled against Debian's libsqlite3, which takes
 * 10 s where compiling the SQLite that the package brings takes 90 s.
 */
export async function ensureSqlite() {
  if (existsSync(join(SQLITE, "build/Release/node_sqlite3.node"))) return;
  const fetched = await step("Fetching sqlite3's binary", async () => {
    await run(process.execPath, [join(MODULES, "prebuild-install/bin.js"), "-r", "napi"], { cwd: SQLITE });
    return sqliteLoads();
  });
  if (fetched) return;
  await ensureDebian(COMPILERS.filter((name) => name !== "libsqlite3-dev" || process.getuid?.() === 0), "to compile sqlite3");
  const system = isThere("libsqlite3-dev");
  await step(`No ready-made sqlite3 works here: compiling it (about ${system ? 10 : 90} s)`, async () => {
    const env = { JOBS: "max", npm_config_build_from_source: "true", ...(system && { npm_package_config_node_gyp_sqlite: "/usr" }) };
    const { status, output } = await npm(["rebuild", "sqlite3", "--ignore-scripts=false"], env);
    if (status !== 0 || !(await sqliteLoads())) throw new Problem(`${lastLines(output)}\nsqlite3 could not be compiled: look at what the compiler says above, then try again.`);
  });
}

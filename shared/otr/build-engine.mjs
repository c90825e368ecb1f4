// Builds dist/otr/engine.js: the otr package's CommonJS files as one ES module, with the arithmetic, the ciphers and the parser behind it replaced.
// `node shared/otr/build-engine.mjs` builds it when it is older than what it is made of; `--force` builds it anyway.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const room = dirname(fileURLToPath(import.meta.url));
const root = join(room, "../..");
const out = join(root, "dist/otr/engine.js");
const packageFolder = dirname(createRequire(import.meta.url).resolve("otr/package.json"));

/** Which file of the package is replaced by which of ours. */
const REPLACED = {
  "vendor/bigint.js": "engine/bigint.ts",
  "vendor/crypto.js": "engine/crypto.ts",
  "vendor/eventemitter.js": "engine/emitter.ts",
  "lib/parse.js": "engine/absent.ts",
};
const STAND_IN = "\0stand-in:";
const ABSENT = ["path", "webworker-threads"];

const replace = {
  name: "otr-engine",
  enforce: "pre",
  resolveId(id, importer) {
    if (!importer?.startsWith(packageFolder)) return undefined;
    if (ABSENT.includes(id)) return `${STAND_IN}engine/absent.ts`;
    const path = join(dirname(importer), id).slice(packageFolder.length + 1);
    return path in REPLACED ? `${STAND_IN}${REPLACED[path]}` : undefined;
  },
  load(id) {
    // The package asks with require(), which of an ES module gives the namespace: hand it the default export.
    return id.startsWith(STAND_IN) ? `module.exports = require(${JSON.stringify(join(room, id.slice(STAND_IN.length)))}).default` : undefined;
  },
};

/** The licence travels with the code: the package is MPL-2.0 and its source is what npm installs. */
function banner() {
  const { name, version, homepage, license } = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8"));
  return `/*! ${name} ${version}, (c) Arlo Breault and contributors, ${license} (https://mozilla.org/MPL/2.0/), source: ${homepage}
 * Its files lib/const.js, helpers.js, dsa.js, ake.js, sm.js and otr.js are unchanged. What stands in for its vendor folder and its parser,
 * and engine/patches.ts that mends it, are Otterdesk's, Apache-2.0. */`;
}

function inputs() {
  const own = ["build-engine.mjs", "arithmetic.ts", "bytes.ts", "random.ts"].map((file) => join(room, file));
  const engine = readdirSync(join(room, "engine")).map((file) => join(room, "engine", file));
  return [...own, ...engine, join(packageFolder, "package.json")];
}

export function isStale() {
  if (!existsSync(out)) return true;
  const built = statSync(out).mtimeMs;
  return inputs().some((file) => statSync(file).mtimeMs > built);
}

/** Builds the engine when it is stale. Returns whether it built. */
export async function buildEngine({ force = false } = {}) {
  if (!force && !isStale()) return false;
  const { build } = await import("vite");
  const making = `${dirname(out)}-${process.pid}`; // renamed when whole: another process may be reading
  await build({
    configFile: false,
    root: room,
    define: { __dirname: JSON.stringify("") },
    logLevel: "warn",
    plugins: [replace],
    build: {
      outDir: making,
      emptyOutDir: true,
      target: "es2022",
      minify: false,
      reportCompressedSize: false,
      lib: { entry: join(room, "engine/entry.ts"), formats: ["es"], fileName: () => "engine.js" },
      rolldownOptions: { external: /^@noble\//, output: { banner: banner() } },
    },
  });
  mkdirSync(dirname(out), { recursive: true });
  renameSync(join(making, "engine.js"), out);
  rmSync(making, { recursive: true });
  return true;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await buildEngine({ force: process.argv.includes("--force") });

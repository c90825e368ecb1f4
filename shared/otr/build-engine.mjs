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
  "lib/sm.js": "engine/absent.ts", // what compares secrets brings it itself (engine/smp.ts)
};
/** What the rest of the room uses as well stays outside, so that no page loads it twice. */
const SHARED = ["arithmetic.ts", "bytes.ts", "random.ts"];
const STAND_IN = "\0stand-in:";
const ABSENT = ["path", "webworker-threads"];

/** Functions of the package that nothing calls here: left out for their size. A name that is not found stops the build. */
const LEFT_OUT = {
  "lib/helpers.js": ["HLP.encryptAes", "HLP.decryptAes", "HLP.unpackCtr", "HLP.make1Mac", "HLP.h1", "HLP.h2"],
  "lib/ake.js": ["createKeys"],
  "lib/dsa.js": ["timer", "makeRandom", "isProbPrime", "generatePrimes", "tokenizeStr", "parseLibotr", "DSA.parsePublic", "DSA.parsePrivate", "DSA.createInWebWorker"],
  "lib/otr.js": [
    ...["_SMW", "_smInit", "io", "dh", "DHSession", "prepareMsg", "handleDataMsg", "handleTLVs", "smpSecret", "sendQueryMsg", "sendMsg", "receiveMsg", "checkInstanceTags", "doAKE", "error", "notify", "sendStored", "sendFile", "endOtr"].map(
      (name) => `OTR.prototype.${name}`,
    ),
    "OTR.makeInstanceTag",
  ],
};

/** The code with those functions' bodies emptied. */
function leaveOut(code, names, parse) {
  const wanted = new Set(names);
  const cuts = [];
  const visit = (node) => {
    if (node === null || typeof node !== "object") return;
    if (node.type === "FunctionDeclaration" && wanted.delete(node.id.name)) cuts.push(node.body);
    if (node.type === "AssignmentExpression" && node.right.type === "FunctionExpression" && wanted.delete(code.slice(node.left.start, node.left.end))) cuts.push(node.right.body);
    if (node.type === "Property" && node.value.type === "FunctionExpression" && wanted.delete(node.key.name)) cuts.push(node.value.body);
    for (const value of Object.values(node)) if (typeof value === "object") visit(value);
  };
  visit(parse(code));
  if (wanted.size > 0) throw new Error(`The otr package has changed: no ${[...wanted].join(", ")}.`);
  return cuts.sort((a, b) => b.start - a.start).reduce((text, { start, end }) => `${text.slice(0, start)}{}${text.slice(end)}`, code);
}

const replace = {
  name: "otr-engine",
  enforce: "pre",
  resolveId(id, importer) {
    const shared = importer?.startsWith(join(room, "engine")) && SHARED.find((file) => id === `../${file}`);
    if (shared) return { id: `#otr/${shared}`, external: true };
    if (!importer?.startsWith(packageFolder)) return undefined;
    if (ABSENT.includes(id)) return `${STAND_IN}engine/absent.ts`;
    const path = join(dirname(importer), id).slice(packageFolder.length + 1);
    return path in REPLACED ? `${STAND_IN}${REPLACED[path]}` : undefined;
  },
  transform(code, id) {
    if (!id.startsWith(packageFolder)) return undefined;
    const names = LEFT_OUT[id.slice(packageFolder.length + 1)] ?? [];
    // The other branch is for pages that load the files as scripts: it would make globals.
    return leaveOut(code, names, (text) => this.parse(text))
      .replaceAll(/typeof module !== 'undefined' && module\.exports/g, "true")
      .replaceAll(/HLP\.debug\.call\([^)]*\)/g, "0");
  },
  load(id) {
    // The package asks with require(), which of an ES module gives the namespace: hand it the default export.
    return id.startsWith(STAND_IN) ? `module.exports = require(${JSON.stringify(join(room, id.slice(STAND_IN.length)))}).default` : undefined;
  },
};

/**
 * The licence travels with the code. lib/const.js, helpers.js, dsa.js, ake.js, sm.js and otr.js are the package's own (MPL-2.0; its source is what npm
 * installs), but for the functions left out below; what stands in for the rest, and engine/patches.ts that mends it, are ours (Apache-2.0).
 */
function banner() {
  const { name, version, homepage, license } = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8"));
  return `/*! ${name} ${version}, (c) Arlo Breault, ${license}, ${homepage} - with changes: shared/otr/build-engine.mjs */`;
}

function inputs() {
  const own = ["build-engine.mjs"].map((file) => join(room, file));
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

// Builds dist/otr/engine.js: the otr package's CommonJS files as one ES module, with the arithmetic, the ciphers and the parser behind it replaced.
import { mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { asModule, constants } from "./package-module.mjs";

const room = dirname(fileURLToPath(import.meta.url));
const root = join(room, "../..");
const out = join(root, "dist/otr/engine.js");
const packageFolder = dirname(createRequire(import.meta.url).resolve("otr/package.json"));

/** Which file of the package is replaced by which of ours. */
const REPLACED = { "vendor/bigint.js": "engine/bigint.ts", "vendor/crypto.js": "engine/crypto.ts", "vendor/eventemitter.js": "engine/emitter.ts" };
/** What the rest of the room uses as well stays outside, so that no page loads it twice. */
const SHARED = ["arithmetic.ts", "bytes.ts", "random.ts"];

const aes = createRequire(import.meta.url).resolve("@noble/ciphers/aes.js");

const replace = {
  name: "otr-engine",
  enforce: "pre",
  resolveId(id, importer) {
    const shared = importer?.startsWith(join(room, "engine")) && SHARED.find((file) => id === `../${file}`);
    if (shared) return { id: `#otr/${shared}`, external: true };
    if (id === "@noble/ciphers/aes-parts.js") return aes;
    if (!importer?.startsWith(packageFolder)) return undefined;
    const replaced = REPLACED[join(dirname(importer), id).slice(packageFolder.length + 1)];
    return replaced && join(room, replaced);
  },
  transform(code, id) {
    if (id === aes) return `${code}\nexport { ctrCounter, expandKeyLE };`; // engine/aes.ts
    if (!id.startsWith(packageFolder)) return undefined;
    const file = id.slice(packageFolder.length + 1);
    return file === "lib/const.js" ? constants(createRequire(id)(id)) : asModule(code, file, (text) => this.parse(text));
  },
};

/**
 * The licence travels with the code. lib/const.js, helpers.js, dsa.js, ake.js, sm.js and otr.js are the package's own (MPL-2.0; its source is what npm
 * installs), but for the functions left out (package-module.mjs); what stands in for the rest, and engine/patches.ts that mends it, are ours (Apache-2.0).
 */
function banner() {
  const { name, version, homepage, license } = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8"));
  return `/*! ${name} ${version}, (c) Arlo Breault, ${license}, ${homepage} - with changes: shared/otr/package-module.mjs, engine/patches.ts */`;
}

/** Any warning of the bundler ends the build: nobody reads them otherwise. */
export const noWarnings = (level, { message }) => {
  if (level === "warn") throw new Error(message);
};

async function buildEngine() {
  const { build } = await import("vite");
  const making = `${dirname(out)}-${process.pid}`; // renamed when whole: another process may be reading
  await build({
    configFile: false,
    root: room,
    logLevel: "warn",
    plugins: [replace],
    build: {
      outDir: making,
      emptyOutDir: true,
      target: "es2022",
      minify: false,
      reportCompressedSize: false,
      lib: { entry: join(room, "engine/entry.ts"), formats: ["es"], fileName: () => "engine.js" },
      rolldownOptions: { external: /^@noble\/hashes/, onLog: noWarnings, output: { banner: banner() } },
    },
  });
  mkdirSync(dirname(out), { recursive: true });
  renameSync(join(making, "engine.js"), out);
  rmSync(making, { recursive: true });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await buildEngine();

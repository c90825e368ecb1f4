// Builds dist/otr/otr.js, the room as one ES module that imports nothing, and dist/otr/key-worker.js, the module Worker that makes keys; with their types.
// Both run as they are in Node, in Vite and in any page.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isolatedDeclarationSync } from "rolldown/experimental"; // what Vite builds with
import { build } from "vite";
import { noWarnings } from "./build-engine.mjs";

const room = dirname(fileURLToPath(import.meta.url));
const root = join(room, "../..");
const out = join(root, "dist/otr");
const ENTRIES = { otr: "library.ts", "key-worker": "key-worker.ts" };

const making = `${out}-${process.pid}`; // renamed when whole: another process may be reading
for (const [name, entry] of Object.entries(ENTRIES)) {
  await build({
    configFile: false,
    root: room,
    logLevel: "warn",
    build: {
      outDir: making,
      emptyOutDir: false,
      target: "es2022",
      minify: true,
      reportCompressedSize: false,
      rolldownOptions: { input: join(room, entry), preserveEntrySignatures: "strict", onLog: noWarnings, output: { format: "es", entryFileNames: `${name}.js` } },
    },
  });
}
/** The licences of what is in it, which minifying drops. */
const licences = [...readFileSync(join(out, "engine.js"), "utf8").match(/\/\*! .*? \*\//g), "/*! noble-hashes - MIT License (c) 2022 Paul Miller (paulmillr.com) */"];
writeFileSync(join(making, "otr.js"), [...licences, readFileSync(join(making, "otr.js"), "utf8")].join("\n"));
writeTypes();
for (const name of ["types", "otr.d.ts", "key-worker.js", "otr.js"]) {
  rmSync(join(out, name), { recursive: true, force: true });
  renameSync(join(making, name), join(out, name));
}
rmSync(making, { recursive: true });

/** A declaration file for each source that the entry's types name, and otr.d.ts in front of them. */
function writeTypes() {
  mkdirSync(join(making, "types/engine"), { recursive: true });
  const names = new Set(["library"]);
  for (const name of names) {
    const { code, errors } = isolatedDeclarationSync(`${name}.ts`, readFileSync(join(room, `${name}.ts`), "utf8"));
    if (errors.length > 0) throw new Error(`${name}.ts: ${errors[0].message}`);
    const types = code.replaceAll('"#otr-engine"', '"./engine/types.ts"');
    for (const [, next] of types.matchAll(/from "\.\/(.+)\.ts"/g)) names.add(next);
    writeFileSync(join(making, `types/${name}.d.ts`), types.replaceAll(/(from "\.\/.+)\.ts"/g, '$1.js"'));
  }
  writeFileSync(join(making, "otr.d.ts"), 'export * from "./types/library.js";\n');
}

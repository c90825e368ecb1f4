// What is built from which rooms, and how: the whole Vite configuration of the project (docs/running.md, "Building").
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url)).replace(/\/$/, "");
const at = (...parts) => join(ROOT, ...parts);

/**
 * A target: `dist/NAME` is made from `inputs` by the builds of `steps()`. Without steps it is made by a program, `run`, that writes `out` itself.
 * A room that is not there yet is no target.
 */
export function targets() {
  // `web`: it is served to browsers as it lies there.
  return [
    { name: "otr-engine", needs: "shared/otr/build-engine.mjs", inputs: ["shared/otr"], run: "shared/otr/build-engine.mjs", out: "otr/engine.js" },
    { name: "otr", needs: "shared/otr/build-library.mjs", inputs: ["shared/otr"], run: "shared/otr/build-library.mjs", out: "otr/otr.js" },
    { name: "web-guest", needs: "web-guest/loader.ts", web: true, inputs: ["web-guest", "shared"], steps: guestSteps, after: drawPages },
    { name: "web-operator", needs: "web-operator/main.tsx", web: true, inputs: ["web-operator", "shared"], steps: () => [pages("web-operator")] },
    { name: "admin-browser", needs: "admin/browser", inputs: ["admin", "shared"], steps: () => [islands()] },
    { name: "component", needs: "component/launch/launcher.ts", inputs: ["component", "shared/core"], steps: () => [program({ main: "component/main.ts", launcher: "component/launch/launcher.ts" })] },
    { name: "admin", needs: "admin/main.ts", inputs: ["admin", "shared/core"], steps: () => [program({ main: "admin/main.ts" })] },
  ].filter((target) => existsSync(at(target.needs)));
}

/** What xmpp.js builds upon, as small as browsers can have it. */
export const LIGHTER = [
  { find: /^events$/, replacement: at("shared/browser/emitter.ts") },
  { find: "@xmpp/xml", replacement: at("shared/browser/xmpp-xml.ts") },
  { find: /^ltx\/lib\//, replacement: at("node_modules/ltx/src/") }, // its lib is its src, made for Node's require
];

/** What every build has in common: no file of Vite's own at the top level, no inlined data, nothing that a strict CSP refuses. */
function base(room, build) {
  return {
    root: at(room),
    base: "./",
    configFile: false,
    envDir: false,
    publicDir: existsSync(at(room, "public")) ? at(room, "public") : false,
    logLevel: "warn",
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    resolve: { alias: LIGHTER },
    worker: { format: "es" },
    plugins: [withoutPreload],
    build: {
      emptyOutDir: false,
      assetsInlineLimit: 0,
      modulePreload: false,
      reportCompressedSize: false,
      ...build,
    },
  };
}

/** Chunks that are fetched later have no styles or chunks of their own to fetch before them: Vite's code for that (1 kB gzip) becomes a plain call. */
const withoutPreload = {
  name: "without-preload",
  enforce: "pre",
  load: (id) => (id === "\0vite/preload-helper.js" ? "export const __vitePreload = (load) => load();" : undefined),
};

const HASHED = { entryFileNames: "assets/[name]-[hash].js", chunkFileNames: "assets/[name]-[hash].js", assetFileNames: "assets/[name]-[hash][extname]" };

/** Reading a property does nothing here, nor does loading xmpp.js: what nobody uses of them is left out. */
const treeshake = { propertyReadSideEffects: false, moduleSideEffects: [{ test: /node_modules.(ltx|@xmpp)/, sideEffects: false }] };

/** A room whose `*.html` files are its pages. */
function pages(room, output = {}) {
  const input = readdirSync(at(room)).filter((f) => f.endsWith(".html")).map((f) => at(room, f));
  return base(room, { manifest: true, rolldownOptions: { input, treeshake, output: { ...HASHED, ...output } } });
}

/** Scripts of the guest's site that stand in other people's pages: classic ones, with names that stay. */
const IN_OTHER_PAGES = ["loader", "framed", "libraryh3lp"];

/** The box's first file has little in it that its opening does not need: the browser compiles all of it beside, instead of each function as it is called. */
const COMPILED_BESIDE = { postBanner: ({ name }) => (name === "box" ? "//# allFunctionsCalledOnLoad" : "") };

function guestSteps() {
  const scripts = IN_OTHER_PAGES.map((name) => at(`web-guest/${name}.ts`)).filter((file) => existsSync(file));
  const classic = (input) => ({
    ...base("web-guest", { rolldownOptions: { input, output: { format: "iife", entryFileNames: "[name].js" } } }),
    publicDir: false,
  });
  const drawing = program({ "first-draw": "web-guest/first-draw.tsx" }, { codeSplitting: false });
  return [pages("web-guest", COMPILED_BESIDE), ...scripts.map(classic), drawing];
}

/** Lays a page for each language beside the box's, `box.fr.html`: the box is drawn in it already, with its styles, which would be one more thing to wait for. */
async function drawPages(folder) {
  const program = join(folder, "first-draw.js");
  const { drawPages: draw } = await import(pathToFileURL(program).href);
  const page = join(folder, "box.html");
  const [link, href] = /<link rel="stylesheet"[^>]* href="([^"]+)">/.exec(readFileSync(page, "utf8"));
  const style = readFileSync(join(folder, href), "utf8").trim();
  const pages = await draw(readFileSync(page, "utf8").replace(link, () => `<style>${style}</style>`));
  for (const [tag, drawn] of pages) writeFileSync(join(folder, `box.${tag}.html`), drawn);
  writeFileSync(page, pages.get("en")); // for servers that know of no languages
  for (const file of [program, `${program}.map`, join(folder, href)]) rmSync(file);
}

/** Scripts and styles of the panel's pages, each under its own name: every `NAME.entry.ts(x)` and every `NAME.css` directly in admin/browser. */
function islands() {
  const input = {};
  for (const file of readdirSync(at("admin/browser"))) {
    const name = /^(.+)(?:\.entry\.tsx?|\.css)$/.exec(file)?.[1];
    if (name !== undefined) input[file.endsWith(".css") ? `${name}.css` : name] = at("admin/browser", file);
  }
  return base("admin/browser", { rolldownOptions: { input, output: { ...HASHED, entryFileNames: "[name].js", assetFileNames: "[name][extname]" } } });
}

/** A program for Node: our own files bundled, packages left where they are. */
function program(entries, output = {}) {
  const input = Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(at(file))).map(([name, file]) => [name, at(file)]));
  return {
    ...base(".", {
      ssr: true,
      target: "node20",
      minify: false,
      sourcemap: true,
      rolldownOptions: { input, output: { entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js", ...output } },
    }),
    resolve: {}, // Node has its own "events"
    publicDir: false,
  };
}

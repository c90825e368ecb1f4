// `npm run size`: what browsers load, in bytes of gzip, against the budget; test/browser/guest-loader.test.ts adds up what Chromium fetched for a whole chat.
// `-- --json` prints { loader, box, operator, otr, keyWorker }.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { BUDGET } from "./budget.ts";

type Part = keyof typeof BUDGET;

interface Chunk {
  readonly file: string;
  readonly src?: string;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
  readonly css?: readonly string[];
}

const DIST = "dist";
const gzipped = (file: string): number => gzipSync(readFileSync(join(DIST, file)), { level: 9 }).length;

/** A page, in the largest of its languages, with all that it may load. */
function pageSize(site: string, page: string): number {
  const manifest = JSON.parse(readFileSync(join(DIST, ".manifests", `${site}.json`), "utf8")) as Readonly<Record<string, Chunk>>;
  const seen = new Set<string>();
  const visit = (key: string): void => {
    const chunk = manifest[key];
    if (chunk === undefined || seen.has(key)) return;
    seen.add(key);
    for (const next of [...(chunk.imports ?? []), ...(chunk.dynamicImports ?? [])]) visit(next);
  };
  visit(page);
  const size = (key: string) => gzipped(join(site, (manifest[key] as Chunk).file));
  const styles = new Set([...seen].flatMap((key) => manifest[key]?.css ?? []).filter((file) => existsSync(join(DIST, site, file)))); // the box's is in its page
  const sum = (sizes: readonly number[]) => sizes.reduce((all, one) => all + one, 0);
  const pages = readdirSync(join(DIST, site)).filter((file) => file === page || IN_LANGUAGE.test(file)); // a visitor loads one of them
  return Math.max(...pages.map((file) => gzipped(join(site, file)))) + sum([...seen].map(size)) + sum([...styles].map((file) => gzipped(join(site, file)))) + sum(workers(site));
}

const IN_LANGUAGE = /^box\.[a-z]{2}\.html$/;

/** Scripts of workers, which the manifest does not list. */
const workers = (site: string): number[] => assets(site).filter((file) => file.startsWith("key-worker")).map((file) => gzipped(join(site, "assets", file)));
const assets = (site: string): string[] => {
  const folder = join(DIST, site, "assets");
  return existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(".js")) : [];
};

/** `undefined` where it is not built. */
function measure(part: Part): number | undefined {
  const built = (file: string) => existsSync(join(DIST, file));
  switch (part) {
    case "loader":
      return built("web-guest/loader.js") ? gzipped("web-guest/loader.js") : undefined;
    case "box":
      return built("web-guest/box.html") ? pageSize("web-guest", "box.html") : undefined;
    case "operator":
      return built("web-operator/index.html") ? pageSize("web-operator", "index.html") : undefined;
    case "otr": // session, keys and engine as one module
      return built("otr/otr.js") ? gzipped("otr/otr.js") : undefined;
    case "keyWorker":
      return workers("admin-browser")[0];
  }
}

const sizes = Object.fromEntries((Object.keys(BUDGET) as Part[]).map((part) => [part, measure(part)])) as Record<Part, number | undefined>;
if (process.argv.includes("--json")) console.log(JSON.stringify(sizes));
for (const part of Object.keys(BUDGET) as Part[]) {
  const size = sizes[part];
  if (size !== undefined && size <= BUDGET[part]) {
    if (!process.argv.includes("--json")) console.log(`${part.padEnd(10)} ${size} of ${BUDGET[part]} bytes`);
    continue;
  }
  console.error(size === undefined ? `${part} is not built: run npm run build.` : `${part} has ${size} bytes of gzip; the budget is ${BUDGET[part]}.`);
  process.exitCode = 1;
}

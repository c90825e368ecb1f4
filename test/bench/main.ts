// `npm run bench -- NAME`: runs test/bench/NAME.ts and prints its measures, as a table or with --json as one object.
import { readdirSync } from "node:fs";
import type { Measures } from "./measure.ts";

const args = process.argv.slice(2);
const name = args.find((arg) => !arg.startsWith("--"));
const known = readdirSync(new URL(".", import.meta.url)).flatMap((file) => (file.endsWith(".ts") && !["main.ts", "measure.ts", "box-pages.ts", "plain-chromium.ts"].includes(file) ? [file.slice(0, -3)] : []));

if (name === undefined || !known.includes(name)) {
  process.stderr.write(`Say which: npm run bench -- ${known.join(" | ")} (--json)\n`);
  process.exit(2);
}
const { run } = (await import(`./${name}.ts`)) as { run(): Promise<Measures> };
const measures = await run();
if (args.includes("--json")) process.stdout.write(`${JSON.stringify(measures)}\n`);
else console.table(measures);
process.exit(0);

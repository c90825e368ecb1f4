// The panel's program: reads the configuration, runs, and ends in order. Says on its output, as a line of JSON, when it is ready.
import { isFault } from "#core/errors.ts";
import { carryOut, readCommand } from "./command.ts";
import { readConfig, readJsonFile } from "./config.ts";
import { readSeed, type Seed } from "./library/seed.ts";
import { describeError, openLog } from "./log.ts";
import { wire } from "./wire.ts";

const SEED_PATIENCE = 10_000; // the component may be started after the panel is ready

function fail(sentence: string, code: number): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(code);
}

function loadSeed(file: string): Seed | undefined {
  if (file === "") return undefined;
  const content = readJsonFile(file, "seed");
  if ("complaint" in content) fail(content.complaint, 2);
  const seed = readSeed(content.values);
  return isFault(seed) ? fail(seed.text ?? "The seed cannot be read.", 2) : seed;
}

const read = readConfig(process.argv.slice(2), process.env);
if ("complaint" in read) fail(read.complaint, 2);
const config = read.values;
const command = readCommand(process.argv.slice(2));
if (typeof command === "string") fail(command, 2);
if (command !== undefined) {
  const { done, sentence } = await carryOut(config.data, command);
  process.stdout.write(`${sentence}\n`);
  process.exit(done ? 0 : 1);
}
const log = openLog((line) => void process.stdout.write(line));

const panel = await wire(config, loadSeed(config.seed), log).catch((error: NodeJS.ErrnoException) => {
  if (error.code === "EADDRINUSE") fail(`Port ${config.http.port} at ${config.http.host} is taken (option http.port).`, 1);
  return fail(`The panel cannot start: ${error.message}`, 1);
});

let ending = false;
async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  await panel.stop();
  process.exit(0);
}
process.on("SIGTERM", () => void end());
process.on("SIGINT", () => void end());
process.on("unhandledRejection", (error) => log.warn("unhandled", { error: describeError(error) }));

await panel.online;
await Promise.race([panel.seeded, new Promise((resolve) => setTimeout(resolve, SEED_PATIENCE))]);
process.stdout.write(`${JSON.stringify({ event: "ready", port: panel.port })}\n`);

// The component's program: reads the configuration, runs, and ends in order. Says on its output, as a line of JSON, when it is ready.
import { readConfig } from "./config.ts";
import { wire } from "./wire.ts";

const read = readConfig(process.argv.slice(2), process.env);
if ("complaint" in read) {
  process.stderr.write(`${read.complaint}\n`);
  process.exit(2);
}

const program = await wire(read.values).catch((error: Error) => {
  process.stderr.write(`The component cannot start: ${error.message}\n`);
  process.exit(1);
});

let wasOnline = false;
program.connection.onOnline(() => {
  if (!wasOnline) process.stdout.write(`${JSON.stringify({ ready: "component", service: read.values.service })}\n`);
  wasOnline = true;
});

const REFUSED: Record<string, string> = {
  "not-authorized": "The server refuses the component's secret (option xmpp.secret).",
  "host-unknown": `The server has no component named ${read.values.service} (option service).`,
};
program.connection.onOffline((reason) => {
  const refused = REFUSED[reason];
  if (wasOnline || refused === undefined) return;
  process.stderr.write(`${refused}\n`);
  void end(1);
});

let ending = false;
async function end(code: number): Promise<void> {
  if (ending) return;
  ending = true;
  await program.stop();
  process.exit(code);
}
process.on("SIGTERM", () => void end(0));
process.on("SIGINT", () => void end(0));
process.on("unhandledRejection", (error) => program.log.error("unhandled", { part: "main", error }));

// From a bare clone to a running launcher: reads the options, lets prepare.mjs install and build what is missing, and hands over.
import { spawn } from "node:child_process";
import { parseArgs } from "node:util";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Problem } from "./problem.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url)).replace(/\/$/, "");
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

const HELP = `Usage: npm start -- [--data DIR] [--port N] [--no-demo]

  --data DIR   where everything is kept (default: ./data)
  --port N     the guest's site; the other ports follow from it (default: 8400, or what the data folder remembers)
  --no-demo    make no demo library on the first start
  --help       this text

Ctrl-C ends it; the same command goes on where it ended.`;

/** Resolves to the exit code. */
export async function start(args) {
  try {
    const options = readOptions(args);
    if (options === "help") return console.log(HELP), 0;
    const status = await prepared();
    if (status !== 0) return status;
    const { launch } = await import(join(ROOT, "dist/component/launcher.js"));
    return await launch(options);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    console.error(error.message);
    return 1;
  }
}

/** In a process of its own: its memory is not to stay with the launcher. Resolves to its exit code; what it says, it says itself. */
function prepared() {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(ROOT, "component/launch/prepare.mjs")], { stdio: ["ignore", "inherit", "inherit"] });
    const pass = (signal) => child.kill(signal);
    for (const signal of SIGNALS) process.on(signal, pass);
    child.on("close", (code) => {
      for (const signal of SIGNALS) process.off(signal, pass);
      resolve(code ?? 1);
    });
  });
}

function readOptions(args) {
  let values;
  try {
    ({ values } = parseArgs({ args, options: { data: { type: "string" }, port: { type: "string" }, "no-demo": { type: "boolean" }, help: { type: "boolean", short: "h" } } }));
  } catch (error) {
    throw new Problem(`${error.message.split(/\.\s/)[0]}: npm start -- --help shows the options.`);
  }
  if (values.help) return "help";
  if (values.data === "") throw new Problem("--data needs the name of a folder.");
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(/^\d+$/.test(values.port) && port >= 1024 && port <= 65_000)) {
    throw new Problem(`--port needs a number from 1024 to 65000, not "${values.port.slice(0, 40)}".`);
  }
  return { root: ROOT, data: resolve(process.env.INIT_CWD ?? process.cwd(), values.data ?? join(ROOT, "data")), port, demo: !values["no-demo"] };
}

// From a bare clone to a running launcher: reads the options, installs what is missing, builds what is stale.
import { parseArgs } from "node:util";
import { join, resolve } from "node:path";
import { run } from "./command.mjs";
import { staleTargets } from "./build.mjs";
import { ensureDebian } from "./debian.mjs";
import { ensurePackages, ensureSqlite } from "./packages.mjs";
import { Problem } from "./problem.mjs";
import { ROOT } from "./targets.mjs";

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
    await prepare({ dev: false, debian: () => ensureDebian(["prosody"], "the XMPP server that Otterdesk runs") });
    const { launch } = await import(join(ROOT, "dist/component/launcher.js"));
    return await launch(options);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    console.error(error.message);
    return 1;
  }
}

/** Installs and builds; what does not wait for each other goes on at once. */
export async function prepare({ dev, debian }) {
  await all([debian(), ensurePackages({ dev }).then(() => all([ensureSqlite(), ensureBuilt()]))]);
}

/** Like Promise.all, but waits for all of them before it fails: nothing goes on behind a message of failure. */
async function all(promises) {
  const results = await Promise.allSettled(promises);
  const failed = results.find((result) => result.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

/** Builds in a process of its own: the bundler's memory is not to stay with the launcher. */
async function ensureBuilt() {
  if (staleTargets().length === 0) return;
  const { status } = await run(process.execPath, [join(ROOT, "component/launch/build.mjs")], { show: true });
  if (status !== 0) throw new Problem("The build failed: look at what it says above.");
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

// `npm run build`: brings dist/ up to date. A target is built when the contents of what it is made from have changed,
// in a folder of its own that then takes the old one's place, so that nobody ever reads half a build.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, openSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync, writeSync, closeSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { ROOT, targets } from "./targets.mjs";

const DIST = join(ROOT, "dist");
const LOCK = join(DIST, ".lock");
let holding = false; // whether this process holds the lock
process.once("exit", () => holding && rmSync(LOCK, { force: true }));
const ALWAYS = ["component/launch/targets.mjs", "package.json", "package-lock.json"];

/** The names of the targets that have to be built; cheap enough to ask at every start. */
export function staleTargets() {
  return targets().filter((target) => readStamp(target) !== stampOf(target));
}

/** One line about every file that a target is made from, as a digest. */
function stampOf(target) {
  const digest = createHash("sha256");
  for (const file of [...ALWAYS, ...target.inputs].flatMap((input) => filesIn(join(ROOT, input)))) {
    digest.update(`${relative(ROOT, file)}\0`).update(readFileSync(file)).update("\0");
  }
  return digest.digest("hex");
}

function filesIn(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (stat.isFile()) return [path];
  return readdirSync(path).filter((name) => name !== "node_modules").sort().flatMap((name) => filesIn(join(path, name)));
}

const stampFile = (target) => join(DIST, ".stamps", target.name);

function readStamp(target) {
  if (!existsSync(join(DIST, target.out ?? target.name))) return undefined;
  return existsSync(stampFile(target)) ? readFileSync(stampFile(target), "utf8") : undefined;
}

/** Builds what is stale; says on `log` what it does. Two builds at once: the second waits, and finds its work done. */
export async function build({ force = false, log = console.log } = {}) {
  const stale = () => (force ? targets() : staleTargets());
  if (stale().length === 0) return [];
  mkdirSync(join(DIST, ".stamps"), { recursive: true });
  await takeLock();
  try {
    const done = stale();
    for (const target of done) await buildTarget(target, log);
    return done.map((target) => target.name);
  } finally {
    rmSync(LOCK, { force: true });
    holding = false;
  }
}

async function buildTarget(target, log) {
  const began = performance.now();
  const stamp = stampOf(target); // taken before the build: a file changed meanwhile is built again next time
  if (target.run !== undefined) runScript(target);
  else await runVite(target);
  writeFileSync(stampFile(target), target.run === undefined ? stamp : stampOf(target));
  log(`built ${target.name} in ${((performance.now() - began) / 1000).toFixed(1)} s`);
}

function runScript(target) {
  const { status } = spawnSync(process.execPath, [join(ROOT, target.run), "--force"], { cwd: ROOT, stdio: "inherit" });
  if (status !== 0) throw new Error(`${target.run} failed; what it said stands above.`);
}

async function runVite(target) {
  const { build: viteBuild } = await import("vite");
  const [fresh, old, out] = [join(DIST, `.new-${target.name}`), join(DIST, `.old-${target.name}`), join(DIST, target.name)];
  for (const folder of [fresh, old]) rmSync(folder, { recursive: true, force: true });
  for (const step of target.steps()) await viteBuild({ ...step, build: { ...step.build, outDir: fresh } });
  mkdirSync(fresh, { recursive: true });
  await target.after?.(fresh);
  keepManifest(target, fresh);
  if (target.web) compress(fresh);
  if (existsSync(out)) renameSync(out, old);
  renameSync(fresh, out);
  rmSync(old, { recursive: true, force: true });
}

/** Which file is made from what: for the size budget, not for the site. */
function keepManifest(target, folder) {
  if (!existsSync(join(folder, ".vite/manifest.json"))) return;
  mkdirSync(join(DIST, ".manifests"), { recursive: true });
  renameSync(join(folder, ".vite/manifest.json"), join(DIST, ".manifests", `${target.name}.json`));
  rmSync(join(folder, ".vite"), { recursive: true });
}

/** Lays `FILE.gz` and `FILE.br` beside what gets smaller by it, so that no server has to compress. */
function compress(folder) {
  for (const file of filesIn(folder).filter((name) => /\.(?:html|js|css|svg|json|txt|webmanifest)$/.test(name))) {
    const plain = readFileSync(file);
    const forms = { gz: gzipSync(plain, { level: 9 }), br: brotliCompressSync(plain) };
    for (const [ending, packed] of Object.entries(forms)) if (packed.length + 100 < plain.length) writeFileSync(`${file}.${ending}`, packed);
  }
}

async function takeLock() {
  for (;;) {
    try {
      const fd = openSync(LOCK, "wx");
      writeSync(fd, String(process.pid));
      closeSync(fd);
      holding = true;
      return;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
      if (!isHeld()) rmSync(LOCK, { force: true });
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** Whether the process that made the lock is still there; a lock just made may have no number in it yet. */
function isHeld() {
  const pid = existsSync(LOCK) ? Number(readFileSync(LOCK, "utf8")) : 0;
  if (pid === 0) return Date.now() - (statSync(LOCK, { throwIfNoEntry: false })?.mtimeMs ?? 0) < 5000;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const built = await build({ force: process.argv.includes("--force") });
    if (built.length === 0) console.log("dist/ is up to date.");
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

// Debian packages: installs the missing ones where it may (root, apt-get), without starting their services; says what to install elsewhere.
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { findProgram, lastLines, run } from "./command.mjs";
import { Problem } from "./problem.mjs";
import { step } from "./progress.mjs";

const POLICY = "/usr/sbin/policy-rc.d";
const KEPT = `${POLICY}.before-otterdesk`;

/** Packages by name: what shows that one is there, and the system service it brings, which Otterdesk does not want. */
export const DEBIAN = {
  prosody: { program: "prosody", service: "prosody" },
  "prosody-modules": { file: "/usr/lib/prosody/modules/mod_sasl2_bind2" },
  ejabberd: { program: "ejabberdctl", service: "ejabberd" },
  chromium: { program: "chromium" },
  "firefox-esr": { program: "firefox-esr" },
  "webkit2gtk-driver": { program: "WebKitWebDriver" },
  xvfb: { program: "Xvfb" },
  python3: { program: "python3" },
  "build-essential": { program: "g++" },
  make: { program: "make" },
  "pkg-config": { program: "pkg-config" },
  "libsqlite3-dev": { file: "/usr/include/sqlite3.h" },
  "libotr5-dev": { file: "/usr/include/libotr/proto.h" },
  bitlbee: { program: "bitlbee", service: "bitlbee" },
  "bitlbee-plugin-otr": { file: "/usr/lib/bitlbee/otr.so" },
  profanity: { program: "profanity" },
  mcabber: { program: "mcabber" },
  "util-linux": { program: "setpriv" },
};

export const isThere = (name) => (DEBIAN[name].program === undefined ? existsSync(DEBIAN[name].file) : findProgram(DEBIAN[name].program) !== undefined);

let last = Promise.resolve(); // apt allows one at a time

/** What comes along where a package is installed here, and is not asked for where it is there already. */
const ALONG = { prosody: ["prosody-modules"] };
const withCompany = (names) => [...names, ...names.flatMap((name) => ALONG[name] ?? [])];

/** Makes sure that the packages are there. `why` ends the sentence "… is needed". */
export function ensureDebian(names, why) {
  const turn = last.then(() => ensure(names.filter((name) => !isThere(name)), why));
  last = turn.catch(() => undefined);
  return turn;
}

async function ensure(missing, why) {
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0 || findProgram("apt-get") === undefined) throw new Problem(whatToInstall(missing, why));
  await step(`Installing from Debian: ${missing.join(", ")} (${why})`, () => withoutServices(() => aptInstall(missing, why)));
  for (const name of missing) await leaveServiceOff(DEBIAN[name].service);
}

function whatToInstall(missing, why) {
  const what = `Missing: ${missing.map((name) => DEBIAN[name].program ?? name).join(", ")} (${why}).`;
  if (findProgram("apt-get") === undefined) return `${what} Install it with your system's package manager and try again.`;
  const services = missing.map((name) => DEBIAN[name].service).filter(Boolean);
  const off = services.length === 0 ? "" : ` (Otterdesk runs its own: sudo systemctl disable --now ${services.join(" ")} ends the service that comes with it.)`;
  return `${what} Run: sudo apt-get install --no-install-recommends ${withCompany(missing).join(" ")} - and try again.${off}`;
}

async function aptInstall(missing, why) {
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  const install = () => run("apt-get", ["install", "-y", "-q", "--no-install-recommends", ...withCompany(missing)], { env });
  let result = await install();
  if (result.status !== 0) {
    await run("apt-get", ["update", "-q"], { env });
    result = await install();
  }
  if (result.status !== 0) throw new Problem(`${lastLines(result.output)}\napt-get could not install ${missing.join(" ")} (${why}): look at what it says above, then try again.`);
}

/** While packages are installed, a policy-rc.d that forbids starting services; what was there before comes back. */
async function withoutServices(work) {
  if (existsSync(POLICY) && !existsSync(KEPT) && !readFileSync(POLICY, "utf8").includes("otterdesk")) renameSync(POLICY, KEPT);
  writeFileSync(POLICY, "#!/bin/sh\n# Made by otterdesk while it installs packages\nexit 101\n", { mode: 0o755 });
  try {
    return await work();
  } finally {
    rmSync(POLICY, { force: true });
    if (existsSync(KEPT)) renameSync(KEPT, POLICY);
  }
}

/** A service that came with the package would start with the machine next time. */
async function leaveServiceOff(service) {
  if (service !== undefined && findProgram("systemctl") !== undefined) await run("systemctl", ["disable", service]);
}

// Prosody as a child: its folder, its unprivileged user, its command, and when it is ready.
import { existsSync, lchownSync, lstatSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import type { ChildSettings } from "./child.ts";
import { hasSetpriv } from "./child.ts";
import { writePrivate } from "./data-folder.ts";
import { Problem } from "./problem.ts";
import type { StoreFile } from "./prosody-accounts.ts";
import { writeProsodyConfig, type ProsodySettings } from "./prosody-config.ts";

export interface ProsodyPlan {
  readonly folder: string;
  /** The folder with our own Prosody modules. */
  readonly modules: string;
  readonly settings: Omit<ProsodySettings, "folders" | "atOnce">;
  readonly accounts: readonly StoreFile[];
}

/** Writes what Prosody reads, and says how it is run. */
export function prepareProsody(plan: ProsodyPlan): Pick<ChildSettings, "command" | "cwd" | "user" | "isReady" | "whenOrphaned"> {
  const user = unprivilegedUser();
  const { folder } = plan;
  for (const path of ["", "modules", "certs"]) mkdirSync(join(folder, path), { recursive: true, mode: 0o700 });
  for (const file of readdirSync(plan.modules)) writePrivate(join(folder, "modules", file), readFileSync(join(plan.modules, file), "utf8"));
  // Another user may not be able to get here by the whole path (a home directory is closed), but it can from where it stands.
  const here = user === undefined ? folder : "/proc/self/cwd";
  const config = writeProsodyConfig({ ...plan.settings, atOnce: guestsAtOnce(), folders: { store: here, modules: `${here}/modules` } });
  writePrivate(join(folder, "prosody.cfg.lua"), config);
  for (const file of plan.accounts) writeStoreFile(folder, file);
  if (user !== undefined) giveAway(folder, user);
  const { ports } = plan.settings;
  return {
    command: [findProsody(), "-F", "--config", `${here}/prosody.cfg.lua`],
    cwd: folder,
    ...(user && { user }),
    whenOrphaned: "TERM",
    isReady: async () => (await Promise.all([ports.c2s, ports.component, ports.websocket].map(accepts))).every(Boolean),
  };
}

function writeStoreFile(folder: string, { path, content }: StoreFile): void {
  mkdirSync(join(folder, ...path.slice(0, -1)), { recursive: true, mode: 0o700 });
  writePrivate(join(folder, ...path), content);
}

/** Whether guests sign in, bind and count in one: by modules of Debian's package prosody-modules. */
export const guestsAtOnce = (): boolean => existsSync("/usr/lib/prosody/modules/mod_sasl2_bind2");

function findProsody(): string {
  const found = ["/usr/bin/prosody", "/usr/local/bin/prosody", "/opt/homebrew/bin/prosody"].find((path) => existsSync(path));
  if (found === undefined) throw new Problem("Prosody is missing: install it (on Debian: apt-get install --no-install-recommends prosody) and try again.");
  return found;
}

/** Prosody does not run as root: Debian's `prosody`, else `nobody`. Nothing to do for one who is not root. */
function unprivilegedUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  if (!hasSetpriv()) throw new Problem("Prosody is not run as root, and setpriv (of util-linux) is missing to change the user: install it, or start as another user.");
  const lines = readFileSync("/etc/passwd", "utf8").split("\n").map((line) => line.split(":"));
  const entry = lines.find(([name]) => name === "prosody") ?? lines.find(([name]) => name === "nobody");
  if (entry === undefined) throw new Problem("Prosody is not run as root, and there is neither a user prosody nor nobody: make one, or start as another user.");
  return { uid: Number(entry[2]), gid: Number(entry[3]) };
}

function giveAway(path: string, user: { readonly uid: number; readonly gid: number }): void {
  lchownSync(path, user.uid, user.gid);
  if (!lstatSync(path).isDirectory()) return;
  for (const name of readdirSync(path)) giveAway(join(path, name), user);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const end = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
  });
}

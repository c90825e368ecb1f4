// Notices that whoever started the launcher is gone: a killed npm or shell sends nothing to its children.
import { readFileSync } from "node:fs";

const LOOK_EVERY = 500;

/** Calls `gone` once when the parent has died; between npm and us there may be a shell, which then lives on. */
export function watchParent(gone: () => void): void {
  const parent = process.ppid;
  const grandparent = isShell(parent) && process.env["npm_lifecycle_event"] !== undefined ? parentOf(parent) : undefined;
  if (parent <= 1) return; // there is nobody to wait for
  const timer = setInterval(() => {
    const same = process.ppid === parent && (grandparent === undefined || parentOf(parent) === grandparent);
    if (same) return;
    clearInterval(timer);
    gone();
  }, LOOK_EVERY);
  timer.unref();
}

function isShell(pid: number): boolean {
  return /^(?:sh|dash|bash|ash|zsh|busybox)$/.test(statOf(pid)?.name ?? "");
}

const parentOf = (pid: number): number | undefined => statOf(pid)?.parent;

/** From proc(5); nothing where there is no /proc. */
function statOf(pid: number): { name: string; parent: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const close = stat.lastIndexOf(")");
    return { name: stat.slice(stat.indexOf("(") + 1, close), parent: Number(stat.slice(close + 2).split(" ")[1]) };
  } catch {
    return undefined;
  }
}

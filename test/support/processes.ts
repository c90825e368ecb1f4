// What /proc tells of processes: who descends from whom, what they show of themselves, where they listen, what they hold.
import { readFileSync, readdirSync, readlinkSync } from "node:fs";

const read = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // it has just ended
  }
};

const statOf = (pid: number): string[] => {
  const stat = read(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
};

/** A process and all that it has started, and these in turn. */
export function familyOf(pid: number): number[] {
  const parents = readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map((name) => [Number(name), Number(statOf(Number(name))[1])] as const);
  const children = (of: number): number[] => parents.filter(([, parent]) => parent === of).flatMap(([child]) => [child, ...children(child)]);
  return [pid, ...children(pid)];
}

/** Alive: there, and not a zombie that nobody has fetched. */
export const isAlive = (pid: number): boolean => !["", undefined, "Z", "X"].includes(statOf(pid)[0]);

/** Resolves when none of them is alive; an error with their commands where some still are after `within` ms. */
export async function allGone(pids: readonly number[], within = 8_000): Promise<void> {
  for (const end = Date.now() + within; pids.some(isAlive); ) {
    if (Date.now() > end) throw new Error(`Still there: ${pids.filter(isAlive).map(commandOf).join("; ")}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export const commandOf = (pid: number): string => read(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim();
export const environmentOf = (pid: number): string => read(`/proc/${pid}/environ`);
export const userOf = (pid: number): number => Number(/^Uid:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1]);

/** Memory in kB: `rss` counts what is shared each time, `pss` shares it out. */
export function memoryOf(pid: number): { readonly rss: number; readonly pss: number } {
  const rollup = read(`/proc/${pid}/smaps_rollup`);
  const value = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(rollup)?.[1] ?? 0);
  return { rss: value("Rss"), pss: value("Pss") };
}

/** Where a process listens: `127.0.0.1:8400`, or the address in hexadecimal where it is not that one. */
export function listenersOf(pid: number): string[] {
  const sockets = new Set(fdsOf(pid).map((fd) => /^socket:\[(\d+)\]$/.exec(fd)?.[1]));
  const lines = ["tcp", "tcp6"].flatMap((table) => read(`/proc/net/${table}`).split("\n").slice(1)).map((line) => line.trim().split(/\s+/));
  return lines
    .filter((fields) => fields[3] === "0A" && sockets.has(fields[9]))
    .map((fields) => {
      const [address, port] = (fields[1] as string).split(":") as [string, string];
      return `${address === "0100007F" ? "127.0.0.1" : address}:${Number.parseInt(port, 16)}`;
    });
}

function fdsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${fd}`);
      } catch {
        return "";
      }
    });
  } catch {
    return [];
  }
}

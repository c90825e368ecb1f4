// The only door to localStorage and sessionStorage. Where they are blocked or full, everything goes on in memory, and the caller can tell.
export interface Shelf {
  /** `false`: what is written is gone with the page. */
  readonly isKept: boolean;
  /** The JSON value under a name; `undefined` where there is none or it cannot be read. */
  read(name: string): unknown;
  /** `false`: it is in memory only. */
  write(name: string, value: unknown): boolean;
  remove(name: string): void;
  names(): string[];
}

/** One value of a shelf. */
export interface Slot {
  read(): unknown;
  write(value: unknown): boolean;
  remove(): void;
}

/** `tab`: as long as the tab lives, reloads included. `browser`: until somebody clears it. Only names that begin with the prefix are seen. */
export function openShelf(life: "tab" | "browser", prefix: string): Shelf {
  const kept = openKept(life);
  const memory = new Map<string, string>();
  const readText = (name: string) => memory.get(name) ?? kept?.getItem(prefix + name) ?? undefined;
  return {
    isKept: kept !== undefined,
    read(name) {
      try {
        return JSON.parse(readText(name) ?? "null") ?? undefined;
      } catch {
        return undefined;
      }
    },
    write(name, value) {
      const text = JSON.stringify(value);
      try {
        if (kept === undefined) throw new Error("blocked");
        kept.setItem(prefix + name, text);
        memory.delete(name);
        return true;
      } catch {
        memory.set(name, text);
        return false;
      }
    },
    remove(name) {
      memory.delete(name);
      kept?.removeItem(prefix + name);
    },
    names: () => [...new Set([...memory.keys(), ...keptNames(kept, prefix)])],
  };
}

export function slotOf(shelf: Shelf, name: string): Slot {
  return { read: () => shelf.read(name), write: (value) => shelf.write(name, value), remove: () => shelf.remove(name) };
}

function openKept(life: "tab" | "browser"): Storage | undefined {
  try {
    // Merely touching it throws where the browser blocks it.
    return (life === "tab" ? globalThis.sessionStorage : globalThis.localStorage) ?? undefined;
  } catch {
    return undefined;
  }
}

function keptNames(kept: Storage | undefined, prefix: string): string[] {
  if (kept === undefined) return [];
  const names = Array.from({ length: kept.length }, (_, i) => kept.key(i) ?? "");
  return names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
}

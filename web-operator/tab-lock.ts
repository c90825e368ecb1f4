// One desk per browser: a lock that a second tab finds taken and may take over when its person says so (Web Locks API).

export interface TabLock {
  release(): void;
}

const TRIES = 10; // a page that is being reloaded holds its lock a moment longer
const PAUSE = 100;

/** `undefined`: another tab has it. With `steal` it is taken, and the other tab hears of it by `onStolen`. Where there are no locks, it is granted. */
export async function lockDesk(name: string, { steal, onStolen }: { readonly steal: boolean; readonly onStolen: () => void }): Promise<TabLock | undefined> {
  const locks = globalThis.navigator?.locks as LockManager | undefined;
  if (locks === undefined) return { release: () => undefined };
  for (let i = 0; i < TRIES; i++) {
    const lock = await tryLock(locks, name, steal, onStolen);
    if (lock !== undefined) return lock;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  return undefined;
}

function tryLock(locks: LockManager, name: string, steal: boolean, onStolen: () => void): Promise<TabLock | undefined> {
  return new Promise((resolve) => {
    let state: "asking" | "held" | "released" = "asking";
    const granted = (lock: Lock | null) => {
      if (lock === null) return resolve(undefined);
      state = "held";
      return new Promise<void>((release) => resolve({ release: () => ((state = "released"), release()) }));
    };
    locks.request(name, steal ? { steal: true } : { ifAvailable: true }, granted).catch(() => {
      // While held, a failure means that another tab has stolen it; before, that the browser forbids locks: better a desk than none.
      if (state === "held") onStolen();
      else if (state === "asking") resolve({ release: () => undefined });
    });
  });
}

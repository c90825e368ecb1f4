// One tab per chat: sessionStorage is copied when a tab is duplicated, and two tabs with the same OTR session would destroy it (Web Locks API).

const TRIES = 6; // a page that is being reloaded holds its lock a moment longer
const PAUSE = 100;

/** The function gives the claim back; `undefined`: another tab has it. Where browsers have no locks, the claim is granted. */
export async function claim(name: string): Promise<(() => void) | undefined> {
  const locks = globalThis.navigator?.locks as LockManager | undefined;
  if (locks === undefined) return () => undefined;
  for (let i = 0; i < TRIES; i++) {
    const release = await tryClaim(locks, name);
    if (release !== undefined) return release;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  return undefined;
}

function tryClaim(locks: LockManager, name: string): Promise<(() => void) | undefined> {
  return new Promise((resolve) => {
    locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (lock === null) return resolve(undefined);
        return new Promise<void>((release) => resolve(release));
      })
      .catch(() => resolve(() => undefined)); // blocked by the browser: better a chat than none
  });
}

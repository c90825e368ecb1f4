// One tab per chat: sessionStorage is copied when a tab is duplicated, and two tabs with the same OTR session would destroy it (Web Locks API).

const TRIES = 6; // a page that is being reloaded holds its lock a moment longer
const PAUSE = 100;

/**
 * The function gives the claim back; `undefined`: another tab has it. Where browsers have no locks, the claim is granted.
 * `among`: a name that nobody can claim meanwhile, and many claims can have in common. (To ask for the names of all locks is forbidden in Firefox's frames.)
 */
export async function claim(name: string, among?: string): Promise<(() => void) | undefined> {
  const locks = globalThis.navigator?.locks as LockManager | undefined;
  if (locks === undefined) return () => undefined;
  for (let i = 0; i < TRIES; i++) {
    const release = await tryClaim(locks, name, among);
    if (release !== undefined) return release;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  return undefined;
}

function tryClaim(locks: LockManager, name: string, among: string | undefined): Promise<(() => void) | undefined> {
  return new Promise((resolve) => {
    const hold = () => new Promise<void>((release) => resolve(release));
    locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (lock === null) return resolve(undefined);
        return among === undefined ? hold() : locks.request(among, { mode: "shared" }, hold);
      })
      .catch(() => resolve(() => undefined)); // blocked by the browser: better a chat than none
  });
}

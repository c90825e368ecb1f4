// One tab per chat: sessionStorage is copied when a tab is duplicated, and two tabs with the same OTR session would destroy it (Web Locks API).
import type { Slot } from "./storage.ts";

const TRIES = 6; // a page that is being reloaded holds its lock a moment longer
const PAUSE = 100;
const GONE_WITHIN = 10_000;

type Release = () => void;

/**
 * The function gives the claim back; `undefined`: another tab has it.
 * `among`: a name that nobody can claim meanwhile, and many claims can have in common. (To ask for the names of all locks is forbidden in Firefox's frames.)
 * `mark`: stands in for the lock where the browser has none or refuses it (Firefox, to other sites' frames, with their cookies blocked). It lies beside what is claimed
 * and is copied with it, so the copy is known for one. Who crashes leaves it there: better no chat than two. Without a mark the claim is granted.
 */
export async function claim(name: string, among?: string, mark?: Slot): Promise<Release | undefined> {
  for (let i = 0; i < TRIES; i++) {
    const answer = await askForLock(name, among);
    const release = answer === "refused" ? setMark(name, mark) : answer;
    if (release !== "taken") return release;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  return undefined;
}

function askForLock(name: string, among: string | undefined): Promise<Release | "taken" | "refused"> {
  const locks = globalThis.navigator?.locks as LockManager | undefined;
  return new Promise((resolve) => {
    if (locks === undefined) return resolve("refused");
    const hold = () => new Promise<void>((release) => resolve(release));
    locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (lock === null) return resolve("taken");
        return among === undefined ? hold() : locks.request(among, { mode: "shared" }, hold);
      })
      .catch(() => resolve("refused"));
  });
}

/** Taken away at `beforeunload`: what Firefox is told at `pagehide`, the next page may not see. Who is still here a while later, since it was a download, say, sets it again. */
function setMark(name: string, mark: Slot | undefined): Release | "taken" {
  if (mark === undefined) return () => undefined;
  if (mark.read() === name) return "taken";
  let stays: ReturnType<typeof setTimeout> | undefined;
  const leave = () => {
    mark.remove();
    clearTimeout(stays);
    stays = setTimeout(() => mark.write(name), GONE_WITHIN);
  };
  mark.write(name);
  globalThis.addEventListener("beforeunload", leave);
  return () => {
    globalThis.removeEventListener("beforeunload", leave);
    clearTimeout(stays);
    mark.remove();
  };
}

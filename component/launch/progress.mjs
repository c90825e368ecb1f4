// Says what a slow step does, and how long it took; every ten seconds, that it is still at it.
const STILL = 10_000;

/** Runs `work`, between a line that says what and one that says how long. `work` gets a function that notes something below. */
export async function step(what, work) {
  const began = performance.now();
  const seconds = () => `${((performance.now() - began) / 1000).toFixed(1)} s`;
  console.log(`${what} ...`);
  const still = setInterval(() => console.log(`  still: ${what} (${seconds()})`), STILL);
  try {
    const result = await work();
    console.log(`  done: ${what} (${seconds()})`);
    return result;
  } finally {
    clearInterval(still);
  }
}

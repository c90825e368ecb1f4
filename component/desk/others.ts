// Other processes on the same store: what they have changed of chats, queues and pauses is learnt here, for whatever is not asked for anew at each touch.
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Catalog } from "../pubsub/catalog.ts";
import type { ChatStore } from "../store/chats.ts";
import type { Runner } from "./runner.ts";
import type { QueueInfo, Staff } from "./staff.ts";
import { infoOf } from "./upkeep.ts";

const LOOK = 1_000; // ms; a look where nobody has written is one read of a few bytes

interface Parts {
  readonly store: Pick<ChatStore, "others" | "settleOut">;
  readonly catalog: Catalog;
  readonly panelDomain: string;
  readonly staff: Staff;
  readonly runner: Pick<Runner, "learn">;
  /** Takes a queue in anew. */
  readonly reload: (queue: string) => Promise<void>;
  readonly restaff: (queues: readonly string[]) => void;
  readonly clock: Clock;
  readonly log: Log;
  /** The store's epoch before anything was read from it. */
  readonly since: number;
}

export function followOthers(parts: Parts): { stop(): void } {
  const { store, staff, runner, clock, log } = parts;
  let epoch = parts.since;
  let [stopped, cancel] = [false, () => {}];

  async function look(): Promise<void> {
    if (store.others.isCurrent(epoch)) return;
    await store.others.settle();
    const now = store.others.epoch();
    if (now === epoch) return;
    await runner.learn();
    for (const queue of await changedQueues(parts)) await parts.reload(queue);
    parts.restaff(await store.settleOut((out) => staff.setAllOut(out)));
    epoch = now;
  }

  function plan(): void {
    if (!stopped) cancel = clock.after(LOOK, () => void look().catch((error: unknown) => log.error("others not followed", { part: "desk", error })).then(plan));
  }
  plan();

  return {
    stop() {
      stopped = true;
      cancel();
    },
  };
}

async function changedQueues({ catalog, staff, panelDomain }: Parts): Promise<string[]> {
  const stored = new Map((await catalog.queues()).map((entry) => [entry.name, infoOf(entry, panelDomain)]));
  const names = new Set([...stored.keys(), ...staff.queues().map((q) => q.name)]);
  return [...names].filter((name) => !isSame(stored.get(name), staff.queue(name)));
}

function isSame(a: QueueInfo | undefined, b: QueueInfo | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.library === b.library && a.title === b.title && a.autoBusyAfter === b.autoBusyAfter && a.members.size === b.members.size && [...a.members].every((m) => b.members.has(m));
}

// A library's queues and the operators assigned to them: members of the queue's node.
import { fault, isFault, type Fault } from "#core/errors.ts";
import { readJid, writeJid } from "#core/jid.ts";
import { readQueue, writeQueue, type Queue } from "#core/queue.ts";
import type { Door } from "./door.ts";
import type { Record } from "./library.ts";

export interface QueueEntry {
  readonly name: string;
  readonly queue: Queue;
  /** Bare JIDs. */
  readonly operators: readonly string[];
}

export interface Queues {
  read(name: string): Promise<QueueEntry | Fault>;
  create(name: string, queue: Queue): Promise<Fault | undefined>;
  change(name: string, change: (queue: Queue) => Queue): Promise<Fault | undefined>;
  delete(name: string): Promise<Fault | undefined>;
  assign(name: string, operator: string): Promise<Fault | undefined>;
  remove(name: string, operator: string): Promise<Fault | undefined>;
}

export function openQueues(door: Door, record: Record): Queues {
  const at = (name: string) => ({ kind: "queue", name }) as const;
  const read = async (name: string): Promise<QueueEntry | Fault> => {
    const [payload, affiliations] = await Promise.all([door.read(at(name)), door.affiliations(at(name))]);
    if (isFault(payload)) return payload;
    if (isFault(affiliations)) return affiliations;
    const queue = readQueue(payload);
    if (isFault(queue)) return queue;
    const operators = affiliations.filter((a) => a.affiliation === "member").map((a) => a.jid);
    return { name, queue, operators: operators.sort() };
  };
  return {
    read,
    async create(name, queue) {
      const failed = await door.create(at(name), writeQueue(queue));
      if (failed === undefined) await record("queue-created", name);
      return failed;
    },
    async change(name, change) {
      const entry = await read(name);
      if (isFault(entry)) return entry;
      const failed = await door.publish(at(name), writeQueue(change(entry.queue)));
      if (failed === undefined) await record("queue-changed", name);
      return failed;
    },
    async delete(name) {
      const failed = await door.delete(at(name));
      if (failed === undefined) await record("queue-deleted", name);
      return failed;
    },
    async assign(name, operator) {
      const jid = readOperator(operator);
      if (isFault(jid)) return jid;
      const failed = await door.affiliate(at(name), [{ jid, affiliation: "member" }]);
      if (failed === undefined) await record("operator-assigned", `${jid}, ${name}`);
      return failed;
    },
    async remove(name, operator) {
      const jid = readOperator(operator);
      if (isFault(jid)) return jid;
      const entry = await read(name);
      if (isFault(entry)) return entry;
      // Only members: the owner's own affiliation is not taken away by a form made by hand.
      if (!entry.operators.includes(jid)) return fault("conflict", `${jid} is not assigned to this queue.`);
      const failed = await door.affiliate(at(name), [{ jid, affiliation: "none" }]);
      if (failed === undefined) await record("operator-removed", `${jid}, ${name}`);
      return failed;
    },
  };
}

/** An operator is an account: a bare JID with something before the `@`. */
export function readOperator(text: string): string | Fault {
  const jid = readJid(text.trim());
  if (jid === undefined || jid.local === "") return fault("malformed", "This is not an XMPP address. It should look like desk1@example.org.");
  return writeJid({ ...jid, resource: "" });
}

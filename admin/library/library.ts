// What an administrator can do with their library; every change that succeeded is in the audit log.
import { isFault, type Fault } from "#core/errors.ts";
import { readKey, writeKey } from "#core/key.ts";
import type { Fingerprint } from "#core/skin.ts";
import type { Action, Audit } from "../store/audit.ts";
import type { Door } from "./door.ts";
import { openOperators, type Operators } from "./operators.ts";
import { openQueues, type QueueEntry, type Queues } from "./queues.ts";
import { openRecords, type ChatRecords } from "./records.ts";
import { openSkins, type SkinEntry, type Skins } from "./skins.ts";

export interface Overview {
  readonly key: Fingerprint | undefined;
  readonly skins: readonly SkinEntry[];
  readonly queues: readonly QueueEntry[];
}

export interface Library {
  readonly name: string;
  readonly skins: Skins;
  readonly queues: Queues;
  readonly operators: Operators;
  readonly records: ChatRecords;
  overview(): Promise<Overview | Fault>;
  key(): Promise<Fingerprint | undefined | Fault>;
  /** Deletes everything at the service. */
  delete(): Promise<Fault | undefined>;
  /** Makes this the fingerprint of all skins, at once; the fault means that nothing changed. */
  renewKey(fingerprint: Fingerprint): Promise<Fault | undefined>;
}

export type Record = (action: Action, subject?: string) => Promise<void>;

export function openLibrary(door: Door, audit: Audit, administrator: { readonly name: string; readonly library: string }): Library {
  const record: Record = (action, subject) => audit.record(administrator.library, administrator.name, action, subject);
  const key = async (): Promise<Fingerprint | undefined | Fault> => {
    const payload = await door.read({ kind: "key" });
    if (!isFault(payload)) return readKey(payload);
    return isAbsent(payload) ? undefined : payload;
  };
  const skins = openSkins(door, key, record);
  const queues = openQueues(door, record);
  return {
    name: administrator.library,
    skins,
    queues,
    operators: openOperators(door, queues, record),
    records: openRecords(door, record),
    key,
    async overview() {
      const [skinNames, queueNames, current] = await Promise.all([door.list("skin"), door.list("queue"), key()]);
      if (isFault(skinNames)) return skinNames;
      if (isFault(queueNames)) return queueNames;
      if (isFault(current)) return current;
      const [skinEntries, queueEntries] = await Promise.all([Promise.all(skinNames.map((n) => skins.read(n, current))), Promise.all(queueNames.map(queues.read))]);
      const failed = [...skinEntries, ...queueEntries].filter(isFault).find((f) => !isAbsent(f));
      return failed ?? { key: current, skins: skinEntries.filter(isThere), queues: queueEntries.filter(isThere) };
    },
    async delete() {
      const answer = await door.command({ do: "delete-library", library: administrator.library });
      return isFault(answer) ? answer : undefined;
    },
    async renewKey(fingerprint) {
      const failed = await door.publish({ kind: "key" }, writeKey(fingerprint));
      if (failed === undefined) await record("keys-renewed");
      return failed;
    },
  };
}

/** Nothing is there: a colleague deleted it meanwhile, or it was never made. */
const isAbsent = ({ fault: code }: Fault): boolean => code === "unknown-node" || code === "unknown-item";

function isThere<T extends object>(value: T | Fault): value is T {
  return !isFault(value);
}

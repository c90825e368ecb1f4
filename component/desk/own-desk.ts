// What is one operator's now, and telling their clients of it whenever it changes (docs/protocol.md, "The desk").
import { writeDesk, type Desk } from "#core/chat.ts";
import type { Chat } from "#core/chat-state.ts";
import { writeDeskMessage } from "#core/chat-stanzas.ts";
import { writeXml, type XmlElement } from "#core/xml.ts";
import type { Clock } from "../clock.ts";
import type { Ledger, LedgerKey } from "./ledger.ts";
import { cardOf } from "./perform.ts";
import type { Runner } from "./runner.ts";
import type { Staff } from "./staff.ts";

export interface OwnDeskParts {
  readonly service: string;
  readonly staff: Staff;
  readonly ledger: Ledger;
  readonly runner: Pick<Runner, "peek">;
}

const MOST = 200; // chats of a line that are looked at; nobody reads a longer list

/** Everything that is this operator's now; `undefined` for one who is in no queue. */
export function deskOf({ staff, ledger, runner, service }: OwnDeskParts, bare: string): Desk | undefined {
  const queues = staff.queuesOf(bare);
  if (queues.length === 0) return undefined;
  const chats = (ids: readonly string[]): Chat[] => ids.flatMap((id) => runner.peek(id) ?? []);
  const offered = [...queues.flatMap((q) => chats(ledger.first(`line:${q.name}`, MOST))), ...chats(ledger.at(`offer:${bare}`))];
  return {
    queues: queues.map((q) => ({
      queue: `${q.name}@${service}`,
      title: q.title,
      operators: staff.available(q.name).length,
      waiting: ledger.count(`line:${q.name}`),
      ...(staff.isOut(q.name, bare) && { paused: true }),
      colleagues: staff.available(q.name).filter((b) => b !== bare),
    })),
    rings: offered.filter(({ at }) => "rung" in at && at.rung.includes(bare)).map((chat) => cardOf(chat, service)),
    held: chats(ledger.at(`held:${bare}`)).map((chat) => cardOf(chat, service)),
  };
}

export interface DeskNews {
  /** Chats have come to these or left them. */
  note(keys: readonly LedgerKey[]): void;
  /** Who staffs these queues may have changed. */
  restaff(queues: readonly string[]): void;
  /** These were taken off a queue. */
  left(people: readonly string[]): void;
  /** A new connection: what was told before it may not have arrived. */
  reset(): void;
  stop(): void;
}

const NO_DESK: Desk = { queues: [], rings: [], held: [] };
const GATHER = 150; // ms in which many changes become one message

export function makeDeskNews(parts: OwnDeskParts & { readonly send: (stanza: XmlElement) => boolean; readonly clock: Clock }): DeskNews {
  const { staff, service, clock } = parts;
  const told = new Map<string, string>(); // full JID to what it was told last
  const people = new Set<string>();
  const queues = new Set<string>();
  let cancel: (() => void) | undefined;

  function flush(): void {
    cancel = undefined;
    for (const name of queues) for (const bare of staff.queue(name)?.members ?? []) people.add(bare);
    for (const bare of people) tell(bare);
    queues.clear();
    people.clear();
    for (const jid of told.keys()) if (!staff.isConnected(jid)) told.delete(jid);
  }

  function tell(bare: string): void {
    const clients = staff.deskClients(bare);
    if (clients.length === 0) return;
    const element = writeDesk(deskOf(parts, bare) ?? NO_DESK);
    const text = writeXml(element);
    for (const jid of clients) if (told.get(jid) !== text && parts.send(writeDeskMessage(service, jid, element))) told.set(jid, text);
  }

  const plan = (): void => void (cancel ??= clock.after(GATHER, flush));

  return {
    note(keys) {
      for (const key of keys) {
        if (key.startsWith("line:")) queues.add(key.slice(5));
        else people.add(key.slice(key.indexOf(":") + 1));
      }
      if (keys.length > 0) plan();
    },
    restaff(names) {
      for (const name of names) queues.add(name);
      if (names.length > 0) plan();
    },
    left(bares) {
      for (const bare of bares) people.add(bare);
      if (bares.length > 0) plan();
    },
    reset: () => told.clear(),
    stop: () => cancel?.(),
  };
}

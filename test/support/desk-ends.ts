// Guests and operators in tests of the desk: real connections over WebSocket, and a library laid down in the component's database.
import { connect } from "#browser/xmpp.ts";
import { readTicket, writeJoin, type Ticket } from "#core/chat.ts";
import { NS } from "#core/namespaces.ts";
import { writeQueue } from "#core/queue.ts";
import { emptySkin, writeSkin } from "#core/skin.ts";
import { childOf, xml, type XmlElement } from "#core/xml.ts";
import { WebSocket } from "ws";
import { openStore } from "../../component/store/store.ts";
import { packElement } from "../../component/store/payload.ts";
import type { Prosody } from "./prosody.ts";

export interface End {
  readonly jid: string;
  readonly inbox: XmlElement[];
  send(stanza: XmlElement): void;
  /** The whole stanza, result or error. */
  ask(type: "get" | "set", to: string, payload: XmlElement): Promise<XmlElement>;
  /** The next stanza that fits, from now on or already in the inbox; it is taken out. */
  next(fits: (stanza: XmlElement) => boolean, patience?: number): Promise<XmlElement>;
  close(): void;
}

const PATIENCE = 8_000;

// Node 20 has none of its own.
Object.assign(globalThis, { WebSocket });

/** Signs in: an operator by name and password, a guest by nothing. An operator agrees to what the queues ask, or is `silent` to them. */
export async function signIn(prosody: Pick<Prosody, "websocket" | "domain" | "guestDomain">, account?: { local: string; password: string; silent?: boolean }): Promise<End> {
  const inbox: XmlElement[] = [];
  const wanted: { fits: (s: XmlElement) => boolean; take: (s: XmlElement) => void }[] = [];
  let agree: ((queue: string) => void) | undefined;
  const receive = (stanza: XmlElement) => {
    if (stanza.name === "presence" && stanza.attrs["type"] === "subscribe") return agree?.(stanza.attrs["from"] ?? "");
    const at = wanted.findIndex((w) => w.fits(stanza));
    if (at >= 0) wanted.splice(at, 1)[0]?.take(stanza);
    else inbox.push(stanza);
  };
  return new Promise((resolve, reject) => {
    const connection = connect({
      websocket: prosody.websocket,
      domain: account === undefined ? prosody.guestDomain : prosody.domain,
      credentials: account === undefined ? { kind: "anonymous" } : { kind: "password", local: account.local, password: account.password },
      onStanza: receive,
      onState: (state) => {
        if (state.state === "refused") reject(new Error(state.reason));
        if (state.state !== "online") return;
        if (account?.silent !== true) agree = (queue) => void connection.send(xml("presence", { to: queue, type: "subscribed" }));
        // A guest has its address with the first answer.
        const known = state.jid === "" ? connection.request(xml("ping", { xmlns: NS.ping }), { type: "get", to: prosody.guestDomain }) : Promise.resolve();
        void known.then(() => resolve({
          jid: connection.jid ?? "",
          inbox,
          send: (stanza) => void connection.send(stanza),
          ask: async (type, to, payload) => {
            const answer = await connection.request(payload, { type, to });
            if ("name" in answer) return answer;
            const { type: kind, condition, code } = answer.fault;
            return xml("iq", { type: "error" }, xml("error", { type: kind }, xml(condition, { xmlns: NS.stanzas }), code && xml(code, { xmlns: NS.otterdesk })));
          },
          next: (fits, patience = PATIENCE) =>
            new Promise((take, fail) => {
              const at = inbox.findIndex(fits);
              if (at >= 0) return take(inbox.splice(at, 1)[0] as XmlElement);
              const timer = setTimeout(() => fail(new Error(`What was waited for did not come within ${patience} ms.`)), patience);
              wanted.push({ fits, take: (s) => (clearTimeout(timer), take(s)) });
            }),
          close: () => connection.close(),
        }));
      },
    });
  });
}

/** An operator at work: signed in, present, and agreeing to what the queues ask. */
export async function startOperator(prosody: Prosody, local: string, password: string): Promise<End> {
  const end = await signIn(prosody, { local, password });
  end.send(xml("presence"));
  return end;
}

export const body = (stanza: XmlElement): string | undefined => {
  const child = childOf(stanza, "body");
  return child && child.children.join("");
};

export const isMessage = (from: string, child?: string) => (s: XmlElement) => s.name === "message" && s.attrs["from"] === from && s.attrs["type"] !== "error" && (child === undefined || childOf(s, child) !== undefined);

/** A guest who has joined. */
export async function joinAs(guest: End, prosody: Prosody, skin = "demo/skins/main", queue = "reference"): Promise<Ticket> {
  const answer = await guest.ask("set", `${queue}@${prosody.service}`, writeJoin({ skin }));
  const child = childOf(answer, "ticket");
  if (child === undefined) throw new Error(`No ticket: ${JSON.stringify(childOf(answer, "error"))}`);
  const ticket = readTicket(child);
  if ("fault" in ticket) throw new Error(ticket.text);
  guest.send(xml("presence", { to: ticket.chat }));
  return ticket;
}

export interface Seed {
  readonly library?: string;
  readonly queues: Readonly<Record<string, { readonly operators: readonly string[]; readonly autoBusyAfter?: number }>>;
}

/** Skins `main` (OTR) and `plain` (without), and the queues with their operators. */
export async function seedLibrary(folder: string, { library = "demo", queues }: Seed): Promise<void> {
  const db = await openStore(folder);
  const node = (tx: { run(sql: string, ...v: (string | number | null)[]): Promise<number> }, kind: string, short: string, payload: XmlElement) =>
    tx.run(
      "INSERT INTO node (name, library, kind, short, config, created, payload, publisher, published) VALUES (?, ?, ?, ?, '{}', 1, ?, ?, 1)",
      `${library}/${kind}s/${short}`,
      library,
      kind,
      short,
      packElement(payload),
      `${library}@panel.example.org`,
    );
  const first = Object.keys(queues)[0] ?? "reference";
  await db.write(async (tx) => {
    await node(tx, "skin", "main", writeSkin({ ...emptySkin(first), fingerprint: { hex: "ab".repeat(20), created: "2026-01-01T00:00:00Z" } }));
    await node(tx, "skin", "plain", writeSkin(emptySkin(first)));
    for (const [name, { operators, autoBusyAfter = 0 }] of Object.entries(queues)) {
      await node(tx, "queue", name, writeQueue({ title: `Queue ${name}`, autoBusyAfter, unknown: [] }));
      for (const jid of operators) await tx.run("INSERT INTO affiliation (node, jid, affiliation) SELECT id, ?, 'member' FROM node WHERE name = ?", jid, `${library}/queues/${name}`);
    }
  });
  await db.close();
}

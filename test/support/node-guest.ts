// A guest without a browser: the same connection and conversation as the box has, run in Node, for tests that look at the other end.
import { openConversation, type Conversation } from "#browser/conversation.ts";
import type { Connection } from "#browser/connection.ts";
import { connect } from "#browser/xmpp.ts";
import { readStatus, readTicket, writeEnd, writeJoin, writeResume, type ChatStatus, type Ticket } from "#core/chat.ts";
import type { ConversationView } from "#core/conversation-state.ts";
import { bareJid } from "#core/jid.ts";
import { NS } from "#core/namespaces.ts";
import { childOf, xml, type XmlElement } from "#core/xml.ts";
import { WebSocket } from "ws";

// Node 20 has none of its own.
Object.assign(globalThis, { WebSocket });

export interface GuestSite {
  readonly websocket: string;
  readonly guestDomain: string;
  readonly service: string;
  readonly skin: string;
  readonly queue: string;
  /** What the skin says the library's key is. */
  readonly fingerprint?: string;
}

export interface NodeGuest {
  readonly chat: string;
  readonly view: ConversationView;
  readonly status: ChatStatus;
  readonly conversation: Conversation;
  /** What was said and heard, as `me: …` and `peer: …`, and the names of the lines between. */
  said(): string[];
  end(): Promise<void>;
  /** Loses the connection without a word about the chat. */
  leave(): void;
  /** A new connection takes the chat over with the token. */
  back(): Promise<void>;
  close(): void;
}

const PATIENCE = 10_000;

export async function joinChat(site: GuestSite): Promise<NodeGuest> {
  let receive: (stanza: XmlElement) => void = () => undefined;
  let connection = await online(site, (stanza) => receive(stanza));
  const ticket = await askTicket(connection, `${site.queue}@${site.service}`, writeJoin({ skin: site.skin }));
  const { chat, token } = ticket;
  let status = ticket.status;
  const conversation = openConversation({ role: "guest", chat, otr: ticket.otr, fingerprint: site.fingerprint, connection: { send: (s) => connection.send(s) }, onView: () => undefined });
  receive = (stanza) => {
    if (bareJid(stanza.attrs["from"] ?? "") !== chat) return;
    const child = childOf(stanza, "status", NS.otterdesk);
    const read = child && readStatus(child);
    if (read && !("fault" in read)) status = read;
    conversation.receive(stanza);
  };
  const attend = (from: Connection, given: Ticket) => {
    from.send(xml("presence", { to: chat }));
    conversation.attach(given.status);
  };
  attend(connection, ticket);
  return {
    chat,
    conversation,
    get view() {
      return conversation.view;
    },
    get status() {
      return status;
    },
    said: () => conversation.view.entries.map((e) => (e.kind === "text" ? `${e.from}: ${e.text}` : e.info.is)),
    async end() {
      await connection.request(writeEnd(), { type: "set", to: chat });
      conversation.close();
    },
    leave() {
      connection.close();
      conversation.detach();
    },
    async back() {
      connection = await online(site, receive);
      attend(connection, await askTicket(connection, chat, writeResume(token)));
    },
    close() {
      conversation.close();
      connection.close();
    },
  };
}

function online({ websocket, guestDomain }: GuestSite, onStanza: (stanza: XmlElement) => void): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("The guest did not come online.")), PATIENCE);
    const connection = connect({
      websocket,
      domain: guestDomain,
      credentials: { kind: "anonymous" },
      onStanza,
      onState: ({ state }) => {
        if (state === "online") clearTimeout(timer), queueMicrotask(() => resolve(connection));
        if (state === "refused") reject(new Error("The guest was refused."));
      },
    });
  });
}

async function askTicket(connection: Connection, to: string, payload: XmlElement): Promise<Ticket> {
  const answer = await connection.request(payload, { type: "set", to });
  if ("fault" in answer) throw new Error(`No ticket: ${answer.fault.condition} ${answer.fault.text}`);
  const ticket = readTicket(childOf(answer, "ticket", NS.otterdesk) ?? answer);
  if ("fault" in ticket) throw new Error(ticket.text ?? ticket.fault);
  return ticket;
}

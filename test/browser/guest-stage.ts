// What the box's tests in Chromium play on: a real Prosody and component, a library with skins of every kind, and operators in this process who speak through our own conversation.
import { connect } from "#browser/xmpp.ts";
import { openConversation, type Conversation } from "#browser/conversation.ts";
import type { Connection } from "#browser/connection.ts";
import { readCard, type ChatCard } from "#core/chat.ts";
import { writeCommand } from "#core/chat-command.ts";
import { isFault } from "#core/errors.ts";
import { bareJid } from "#core/jid.ts";
import { writeKey } from "#core/key.ts";
import { NS } from "#core/namespaces.ts";
import { writePubsub } from "#core/pubsub.ts";
import { writeQueue } from "#core/queue.ts";
import { emptySkin, writeSkin, type Skin } from "#core/skin.ts";
import { childOf, xml, type XmlElement } from "#core/xml.ts";
import { generateKey } from "#otr/generate.ts";
import type { PrivateKey } from "#otr/key.ts";
import { WebSocket } from "ws";
import { startComponent, type RunningComponent } from "../support/component.ts";
import { startPeer, type Peer } from "../support/peer.ts";
import { freePorts } from "../support/ports.ts";
import { startProsody, type Prosody } from "../support/prosody.ts";

Object.assign(globalThis, { WebSocket }); // Node 20 has none of its own

const PATIENCE = 20_000;
const OWNER = "demo@panel.example.org";
const DAY = "2026-11-20T09:00:00Z";

export interface Stage {
  /** The guest's site. */
  readonly origin: string;
  readonly prosody: Prosody;
  readonly component: RunningComponent;
  /** The key whose fingerprint is in the skins. */
  readonly key: PrivateKey;
  /** The box's address for a skin: `main`, `plain`, `strict`, `asking`, `closed`, `dressed`. */
  box(skin: string, queue?: string): string;
  publish(skin: string, change: Partial<Skin>): Promise<void>;
  operator(name: "desk1" | "desk2", privateKey?: PrivateKey): Promise<Operator>;
  stop(): Promise<void>;
}

export async function startStage(): Promise<Stage> {
  const prosody = await startProsody({ accounts: { desk1: "one", desk2: "two" } });
  const [guestPort, operatorPort] = (await freePorts(2)) as [number, number];
  const component = await startComponent(prosody, { http: { host: "127.0.0.1", guestPort, operatorPort }, graceSeconds: 4, answerSeconds: 60, joinsPerSecond: 1000 });
  const panel = await startPeer(prosody, prosody.panelDomain);
  const key = generateKey();
  const fingerprint = { hex: key.fingerprint, created: DAY };
  const skins: Record<string, Partial<Skin>> = {
    main: { fingerprint },
    plain: {},
    strict: { fingerprint, verifiedOnly: true },
    asking: { fingerprint, context: ["page", "title", "language"], texts: { en: { title: "Ask the Otter Library", consent: "We keep nothing of this chat. See https://library.example.org/privacy" } } },
    closed: { queue: "night", texts: { en: { offline: "We are back at nine. Or phone us.", offlineLink: "ask@library.example.org" } } },
    dressed: { fingerprint, appearance: { accent: "#f2c94c", scheme: "dark" }, texts: { en: { button: "Ask us anything", title: "Otter Library", greeting: "Welcome. What are you looking for?" } } },
  };
  const ask = (request: Parameters<typeof writePubsub>[0]) => pubsub(panel, prosody.service, request);
  await ask({ ask: "publish", node: "demo/key", id: "current", payload: writeKey(fingerprint) });
  for (const queue of ["reference", "night"]) {
    const node = `demo/queues/${queue}`;
    await ask({ ask: "publish", node, id: "current", payload: writeQueue({ title: `Queue ${queue}`, autoBusyAfter: 0, unknown: [] }) });
    if (queue === "reference") await ask({ ask: "affiliate", node, changes: ["desk1", "desk2"].map((name) => ({ jid: `${name}@${prosody.domain}`, affiliation: "member" })) });
  }
  const publish = async (name: string, change: Partial<Skin>) => {
    await ask({ ask: "publish", node: `demo/skins/${name}`, id: "current", payload: writeSkin({ ...emptySkin("reference"), ...skins[name], ...change }) });
  };
  for (const name of Object.keys(skins)) await publish(name, {});
  const operators: Operator[] = [];
  const origin = `http://127.0.0.1:${guestPort}`;
  return {
    ...{ origin, prosody, component, key, publish },
    box: (skin, queue) => `${origin}/box.html?skin=demo/skins/${skin}${queue === undefined ? "" : `&queue=${queue}`}`,
    async operator(name, privateKey) {
      const operator = await Operator.signIn(prosody, name, privateKey);
      operators.push(operator);
      return operator;
    },
    async stop() {
      for (const operator of operators) operator.leave();
      await panel.stop();
      await component.stop();
      await prosody.stop();
    },
  };
}

async function pubsub(panel: Peer, service: string, request: Parameters<typeof writePubsub>[0]): Promise<void> {
  const { type, payload } = writePubsub(request);
  const reply = await panel.ask(type, OWNER, service, payload);
  if (reply.attrs["type"] !== "result") throw new Error(`${request.ask}: ${JSON.stringify(childOf(reply, "error"))}`);
}

/** A librarian: signed in and available, answers what is rung. */
export class Operator {
  readonly rings: ChatCard[] = [];
  readonly chats = new Map<string, Conversation>();
  #connection!: Connection;
  #privateKey: PrivateKey | undefined;
  #waiting: (() => void)[] = [];

  static async signIn(prosody: Prosody, local: "desk1" | "desk2", privateKey?: PrivateKey): Promise<Operator> {
    const operator = new Operator();
    operator.#privateKey = privateKey;
    await new Promise<void>((resolve, reject) => {
      operator.#connection = connect({
        websocket: prosody.websocket,
        domain: prosody.domain,
        credentials: { kind: "password", local, password: { desk1: "one", desk2: "two" }[local] },
        onStanza: (stanza) => operator.#hear(stanza),
        onState: (state) => {
          if (state.state === "online") resolve();
          if (state.state === "refused") reject(new Error(state.reason));
        },
      });
    });
    operator.setAvailable(true);
    // The component has seen the presence once the queue says so to all.
    await new Promise((resolve) => setTimeout(resolve, 300));
    return operator;
  }

  setAvailable(available: boolean): void {
    this.#connection.send(xml("presence", {}, !available && xml("show", {}, "away")));
  }

  /** Takes the next chat that rings. */
  async answer(): Promise<Conversation> {
    const ring = await this.#next(() => this.rings.shift());
    const answer = await this.#connection.request(writeCommand("accept"), { type: "set", to: ring.chat });
    if ("fault" in answer) throw new Error(`accept: ${answer.fault.condition}`);
    const conversation = openConversation({ role: "operator", chat: ring.chat, otr: ring.otr, privateKey: this.#privateKey, connection: this.#connection, onView: () => this.#changed() });
    this.chats.set(ring.chat, conversation);
    conversation.attach();
    return conversation;
  }

  /** The texts that the guest has said so far, once there are so many. */
  async heard(conversation: Conversation, count: number): Promise<string[]> {
    return this.#next(() => {
      const texts = conversation.view.entries.flatMap((entry) => (entry.kind === "text" && entry.from === "peer" ? [entry.text] : []));
      return texts.length >= count ? texts : undefined;
    });
  }

  async end(chat: string): Promise<void> {
    await this.#connection.request(writeCommand("end"), { type: "set", to: chat });
  }

  chatOf(conversation: Conversation): string {
    return [...this.chats].find(([, c]) => c === conversation)?.[0] ?? "";
  }

  leave(): void {
    for (const conversation of this.chats.values()) conversation.close();
    this.#connection.close();
  }

  #hear(stanza: XmlElement): void {
    const from = bareJid(stanza.attrs["from"] ?? "");
    if (stanza.name === "presence" && stanza.attrs["type"] === "subscribe") return void this.#connection.send(xml("presence", { to: from, type: "subscribed" }));
    const ring = childOf(stanza, "ring", NS.otterdesk);
    const card = ring && readCard(ring);
    if (card !== undefined && !isFault(card)) this.rings.push(card);
    this.chats.get(from)?.receive(stanza);
    this.#changed();
  }

  #changed(): void {
    for (const look of this.#waiting) look();
  }

  #next<T>(find: () => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const done = () => {
        clearTimeout(timer);
        this.#waiting = this.#waiting.filter((w) => w !== look);
      };
      const timer = setTimeout(() => (done(), reject(new Error("What the librarian waited for did not come."))), PATIENCE);
      const look = () => {
        const found = find();
        if (found === undefined) return;
        done();
        resolve(found);
      };
      this.#waiting.push(look);
      look();
    });
  }
}

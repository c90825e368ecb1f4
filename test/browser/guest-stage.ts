// What the box's tests in Chromium play on: a real Prosody and component, a library with skins of every kind, and operators in this process who speak through our own conversation.
import { connect } from "#browser/xmpp.ts";
import { openConversation, type Conversation } from "#browser/conversation.ts";
import type { Connection } from "#browser/connection.ts";
import { readCard, readDesk, type ChatCard } from "#core/chat.ts";
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
import { until } from "../support/chromium.ts";
import { startComponent, type RunningComponent } from "../support/component.ts";
import { startPeer, type Peer } from "../support/peer.ts";
import { freePorts } from "../support/ports.ts";
import { startProsody, type Prosody } from "../support/prosody.ts";
import { openTap, type Tap } from "../support/taps.ts";

Object.assign(globalThis, { WebSocket }); // Node 20 has none of its own

const PATIENCE = 20_000;
const PASSWORDS = { desk1: "one", desk2: "two", desk3: "three" };
type Desk = keyof typeof PASSWORDS;
/** Who answers where; "night" has nobody. */
const QUEUES = { reference: ["desk1", "desk2"], music: ["desk3"], night: [] };
const OWNER = "demo@panel.example.org";
const DAY = "2026-11-20T09:00:00Z";

export interface Stage {
  /** The guest's site. */
  readonly origin: string;
  readonly operatorOrigin: string;
  readonly prosody: Prosody;
  readonly component: RunningComponent;
  /** What guests reach the server through: a network that can break. */
  readonly network: Tap;
  /** The key whose fingerprint is in the skins. */
  readonly key: PrivateKey;
  /** The box's address for a skin: `main`, `plain`, `strict`, `asking`, `closed`, `dressed`. */
  box(skin: string, queue?: string): string;
  publish(skin: string, change: Partial<Skin>): Promise<void>;
  /** As the panel does after new keys were made: all skins have this fingerprint. */
  setKey(fingerprint: string): Promise<void>;
  /** Key and skins as they were. */
  restore(): Promise<void>;
  operator(name: Desk, privateKey?: PrivateKey): Promise<Operator>;
  /** Waits until the queue is online, or is not. */
  queue(isOnline: boolean): Promise<void>;
  stop(): Promise<void>;
}

export async function startStage(): Promise<Stage> {
  const prosody = await startProsody({ accounts: PASSWORDS });
  const [guestPort, operatorPort] = (await freePorts(2)) as [number, number];
  const network = await openTap(() => prosody.httpPort, { websocket: true });
  const websocket = `ws://127.0.0.1:${network.port}/xmpp-websocket`;
  const component = await startComponent(prosody, { websocket, http: { host: "127.0.0.1", guestPort, operatorPort }, graceSeconds: 4, answerSeconds: 60, joinsPerSecond: 1000 });
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
  const setKey = (hex: string) => ask({ ask: "publish", node: "demo/key", id: "current", payload: writeKey({ hex, created: DAY }) });
  await setKey(key.fingerprint);
  for (const [queue, desks] of Object.entries(QUEUES)) {
    const node = `demo/queues/${queue}`;
    await ask({ ask: "publish", node, id: "current", payload: writeQueue({ title: `Queue ${queue}`, autoBusyAfter: 0, unknown: [] }) });
    if (desks.length > 0) await ask({ ask: "affiliate", node, changes: desks.map((name) => ({ jid: `${name}@${prosody.domain}`, affiliation: "member" })) });
  }
  const publish = async (name: string, change: Partial<Skin>) => {
    await ask({ ask: "publish", node: `demo/skins/${name}`, id: "current", payload: writeSkin({ ...emptySkin("reference"), ...skins[name], ...change }) });
  };
  const publishAll = () => Promise.all(Object.keys(skins).map((name) => publish(name, {})));
  await publishAll();
  const operators: Operator[] = [];
  const origin = `http://127.0.0.1:${guestPort}`;
  return {
    ...{ origin, operatorOrigin: `http://127.0.0.1:${operatorPort}`, prosody, component, network, key, publish, setKey },
    restore: async () => void (await setKey(key.fingerprint), await publishAll()),
    box: (skin, queue) => `${origin}/box.html?skin=demo/skins/${skin}${queue === undefined ? "" : `&queue=${queue}`}`,
    async operator(name, privateKey) {
      const operator = await Operator.signIn(prosody, name, privateKey);
      operators.push(operator);
      return operator;
    },
    queue: (isOnline) => until(async () => (await isQueueOnline(origin, prosody.service)) === isOnline),
    async stop() {
      for (const operator of operators) operator.leave();
      await network.close();
      await panel.stop();
      await component.stop();
      await prosody.stop();
    },
  };
}

let shared: Promise<Stage> | undefined;

/** One stage for all tests of a run that leave it as they found it; it ends with the run. */
export const sharedStage = (): Promise<Stage> => (shared ??= startStage());

// A root hook of mocha's: after the last test of the run.
after(async function () {
  this.timeout(20_000);
  await (await shared)?.stop();
});

async function isQueueOnline(origin: string, service: string): Promise<boolean> {
  return (await (await fetch(`${origin}/presence/jid/reference/${service}/text`)).text()).trim() === "available";
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
  readonly gone = new Set<string>();
  #connection!: Connection;
  #service = "";
  #privateKey: PrivateKey | undefined;
  #waiting: (() => void)[] = [];

  static async signIn(prosody: Prosody, local: Desk, privateKey?: PrivateKey): Promise<Operator> {
    const operator = new Operator();
    operator.#privateKey = privateKey;
    await new Promise<void>((resolve, reject) => {
      operator.#connection = connect({
        websocket: prosody.websocket,
        domain: prosody.domain,
        credentials: { kind: "password", local, password: PASSWORDS[local] },
        onStanza: (stanza) => operator.#hear(stanza),
        onState: (state) => {
          if (state.state === "online") resolve();
          if (state.state === "refused") reject(new Error(state.reason));
        },
      });
    });
    operator.#service = prosody.service;
    await operator.setAvailable(true);
    return operator;
  }

  /** Until the service knows it: it counts this operator beside the colleagues. */
  async setAvailable(available: boolean): Promise<void> {
    this.#connection.send(xml("presence", {}, !available && xml("show", {}, "away")));
    await until(async () => {
      const answer = await this.#connection.request(xml("desk", { xmlns: NS.otterdesk }), { type: "get", to: this.#service });
      const desk = "fault" in answer ? undefined : childOf(answer, "desk", NS.otterdesk);
      const queue = desk && readDesk(desk).queues[0];
      return queue !== undefined && queue.operators > queue.colleagues.length === available;
    });
  }

  /** Takes this chat, or the next one that rings. */
  async answer(chat?: string): Promise<Conversation> {
    const ring = await this.#next(() => {
      const at = this.rings.findIndex((card) => chat === undefined || card.chat === chat);
      return at < 0 ? undefined : this.rings.splice(at, 1)[0];
    });
    const answer = await this.#connection.request(writeCommand("accept"), { type: "set", to: ring.chat });
    // A guest of an earlier test may have left at that moment: a librarian takes the next.
    if ("fault" in answer && answer.fault.code === "unknown-chat" && chat === undefined) return this.answer();
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

  /** Until the service has said that this chat is no longer ours. */
  async over(conversation: Conversation): Promise<void> {
    const chat = this.chatOf(conversation);
    await this.#next(() => this.gone.has(chat) || undefined);
  }

  async end(chat: string): Promise<void> {
    await this.#connection.request(writeCommand("end"), { type: "set", to: chat });
  }

  chatOf(conversation: Conversation): string {
    return [...this.chats].find(([, c]) => c === conversation)?.[0] ?? "";
  }

  /** Ends what this operator has, so that it rings for nobody else. */
  async endAll(): Promise<void> {
    await Promise.all([...this.chats].map(async ([chat, conversation]) => (conversation.close(), await this.end(chat))));
    this.chats.clear();
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
    if (childOf(stanza, "gone", NS.otterdesk) !== undefined) {
      this.gone.add(from);
      this.rings.splice(0, Infinity, ...this.rings.filter((card) => card.chat !== from)); // a guest who left rings no more
    }
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

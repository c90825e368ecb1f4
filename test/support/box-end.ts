// The guest's box without its page: the box's own machine, service and conversation on a real connection, for tests that break what lies between.
import type { Connection } from "#browser/connection.ts";
import { openConversation, type Conversation } from "#browser/conversation.ts";
import { connectAnonymously } from "#browser/xmpp-anonymous.ts";
import { WebSocket } from "ws";
import { CLOSED, step, type ChatEffect, type ChatInput, type ChatState, type Held } from "../../web-guest/chat-machine.ts";
import { policyOf, readNews, stricterPolicy } from "../../web-guest/news.ts";
import { askWhile, isRefusal, Service, type Refusal } from "../../web-guest/service.ts";
import type { Skin } from "#core/skin.ts";

// Node 20 has none of its own.
Object.assign(globalThis, { WebSocket });

export interface BoxSite {
  readonly websocket: string;
  readonly guestDomain: string;
  readonly service: string;
  readonly skin: string;
  readonly queue: string;
  readonly atOnce?: boolean;
}

export class BoxEnd {
  chat: ChatState = CLOSED;
  conversation: Conversation | undefined;
  #skin: Skin | undefined;
  #connection: Connection | undefined;
  #service: Service | undefined;
  #inputs: ChatInput[] = [];
  #isRunning = false;
  readonly #site: BoxSite;

  constructor(site: BoxSite) {
    this.#site = site;
    this.put({ is: "open" });
  }

  /** The chat's address, once there is one. */
  get address(): string | undefined {
    return "held" in this.chat ? this.chat.held?.chat : undefined;
  }

  put(input: ChatInput): void {
    this.#inputs.push(input);
    if (this.#isRunning) return;
    this.#isRunning = true;
    for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift()) {
      const { state, effects } = step(this.chat, next);
      this.chat = state;
      for (const effect of effects) this.#perform(effect);
    }
    this.#isRunning = false;
  }

  close(): void {
    this.conversation?.close();
    this.#connection?.close();
    this.#connection = undefined;
  }

  #perform(effect: ChatEffect): void {
    switch (effect.do) {
      case "connect":
        return this.#connect();
      case "disconnect":
        this.#connection?.close();
        this.#connection = undefined;
        return;
      case "read-skin":
        return void this.#ask((service) => service.skin(this.#site.skin), (skin) => {
          this.#skin = skin;
          this.put({ is: "skin", asks: false });
        });
      case "join":
        return void this.#ask((service) => service.join(this.#site.queue, this.#site.skin, async () => policyOf(this.#skin)), (ticket) => this.put({ is: "ticket", ticket }));
      case "resume":
        return void this.#ask((service) => service.resume(effect.held), (ticket) => this.put({ is: "ticket", ticket }));
      case "attend":
        this.#service?.attend(effect.held);
        this.conversation ??= this.#open(effect.held);
        return this.conversation.attach(effect.status);
      case "detach":
        return this.conversation?.detach();
      case "say-end":
        return this.#service?.end(effect.held);
      case "watch-queue": // nobody is there yet: the page looks at the queue's presence, a test asks again
        return void setTimeout(() => this.put({ is: "retry" }), 200);
      case "forget":
        if (effect.reason !== undefined) this.conversation?.ended(effect.reason);
        return this.conversation?.forget();
      case "remember":
      case "ask-other-tab":
        return;
      default:
        return effect satisfies never;
    }
  }

  #connect(): void {
    this.#connection?.close();
    const { websocket, guestDomain, service, skin, atOnce } = this.#site;
    const connection = connectAnonymously({
      websocket,
      domain: guestDomain,
      atOnce,
      onState: ({ state }) => {
        if (state === "online") queueMicrotask(() => this.#connection === connection && this.put({ is: "online" }));
        if (state === "waiting" && this.#connection === connection) this.put({ is: "offline" });
      },
      onStanza: (stanza) => {
        const news = readNews(stanza, { service, skin, chat: this.address });
        if (news === undefined) return;
        if (news.of === "skin") return void (this.#skin = news.skin);
        this.conversation?.receive(stanza);
        if (news.status !== undefined) this.put({ is: "status", status: news.status });
      },
      onLost: (stanza) => this.conversation?.lost(stanza),
    });
    this.#connection = connection;
    this.#service = new Service(connection, service);
  }

  async #ask<T extends object>(ask: (service: Service) => Promise<T | Refusal>, take: (answer: T) => void): Promise<void> {
    const [connection, { at }] = [this.#connection, this.chat];
    const isWanted = () => this.#connection === connection && this.chat.at === at;
    const answer = await askWhile<T>(async () => this.#service && ask(this.#service), isWanted, () => this.put({ is: "slow" }));
    if (answer === undefined) return;
    if (!isRefusal(answer)) return take(answer);
    this.put(at === "connecting" && this.#skin === undefined ? { is: "skin-refused", code: answer.refused } : { is: "refused", code: answer.refused });
  }

  #open({ chat, otr }: Held): Conversation {
    return openConversation({
      ...{ role: "guest", chat, otr: stricterPolicy(otr, this.#skin), fingerprint: this.#skin?.fingerprint?.hex },
      connection: { send: (stanza) => this.#connection?.send(stanza) ?? false },
      onView: () => undefined,
    });
  }
}

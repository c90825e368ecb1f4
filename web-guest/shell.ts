// Runs the chat machine: takes one input at a time, commits the state, performs the effects, and shows what came of it. It decides nothing that the machine could.
import { otrPolicy, type ContextPiece, type OtrPolicy, type Skin } from "#core/skin.ts";
import { isFault } from "#core/errors.ts";
import { readSkinEvent } from "#core/skin-feed.ts";
import { readStatus, type ChatStatus } from "#core/chat.ts";
import { bareJid } from "#core/jid.ts";
import { childOf, type XmlElement } from "#core/xml.ts";
import { NS } from "#core/namespaces.ts";
import { openConversation, type Conversation } from "#browser/conversation.ts";
import { CLOSED, step, type ChatEffect, type ChatInput, type ChatState, type Held } from "./chat-machine.ts";
import { Link } from "./link.ts";
import type { BoxOptions } from "./options.ts";
import { watchQueue } from "./queue-watch.ts";
import { isRefusal, type Refusal } from "./service.ts";
import { wordsOf } from "./skin-words.ts";
import { Tab, type Parcel } from "./tab.ts";
import type { Language } from "./texts.ts";
import type { Offer } from "./view.ts";
import { contextList, contextText, type Early, type Known } from "./view-of.ts";

const SLOW = 8_000;
const ASK_AGAIN = 2_500;

export interface ShellOptions {
  readonly options: BoxOptions;
  readonly language: Language;
  /** After every change. */
  readonly onChange: () => void;
  /** The librarian said something. */
  readonly onHeard: () => void;
}

export class Shell {
  chat: ChatState = CLOSED;
  skin: Skin | undefined;
  agreed = false;
  queueAvailable = false;
  readonly tab: Tab;
  #agreeAsked = false;
  #conversation: Conversation | undefined;
  #early: Early[] = [];
  #origins = new Map<string, string>();
  #context: Known["context"];
  #contextSent = false;
  #page: { path: string; title: string } | undefined;
  #struck = new Set<ContextPiece>();
  #link: Link | undefined;
  #inputs: ChatInput[] = [];
  #isRunning = false;
  #slow: ReturnType<typeof setTimeout> | undefined;
  #unwatchQueue: (() => void) | undefined;
  readonly #given: ShellOptions;

  constructor(given: ShellOptions) {
    this.#given = given;
    const { queue, skin } = given.options;
    this.tab = new Tab(`${queue ?? ""} ${skin}`, () => this.#give());
  }

  async start(): Promise<void> {
    const { fault, popped } = this.#given.options;
    if (fault !== undefined) return this.put({ is: "open", fault });
    const { held, elsewhere } = await this.tab.recall();
    if (held === undefined && popped) return this.put({ is: "open", held: await this.tab.ask() });
    this.put({ is: "open", held, elsewhere });
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
    this.#given.onChange();
  }

  // What the guest does

  /** False: consent is missing, and the text stays in the field. */
  send(text: string): boolean {
    if (this.chat.at === "consenting" && !this.#mayBegin()) return false;
    if (this.#conversation !== undefined) {
      this.#conversation.say(text);
      return true;
    }
    this.#early = [...this.#early, { id: crypto.randomUUID(), text, at: Date.now() }];
    this.put({ is: "begin" });
    return true;
  }

  begin(): void {
    if (this.#mayBegin()) this.put({ is: "begin" });
  }

  agree(agreed: boolean): void {
    this.agreed = agreed;
    this.#agreeAsked = false;
    this.#given.onChange();
  }

  strike(piece: ContextPiece, on: boolean): void {
    if (on) this.#struck.delete(piece);
    else this.#struck.add(piece);
    this.#given.onChange();
  }

  resend = (id: string): void => this.#conversation?.retry([...this.#origins].find(([, early]) => early === id)?.[0] ?? id);
  release = (): void => this.#conversation?.release();
  typing = (): void => this.#conversation?.typing();

  /** A new chat, or the same question again: what was not sent yet is kept, the old transcript is not. */
  retry(): void {
    if (this.chat.at === "connecting") return this.#link?.wake();
    if (this.chat.at === "ended") this.wipe();
    this.put({ is: "retry" });
  }

  async takeHere(): Promise<void> {
    this.put({ is: "take" });
    const held = await this.tab.ask();
    if (held === undefined) this.wipe();
    this.put(held === undefined ? { is: "not-given" } : { is: "given", held });
  }

  /** Forgets the transcript. */
  wipe(): void {
    this.#conversation?.forget();
    this.#conversation = undefined;
    this.#early = [];
    this.#origins.clear();
    this.#context = undefined;
    this.#contextSent = false;
  }

  setPage(page: { path: string; title: string }): void {
    this.#page = page;
    this.#given.onChange();
  }

  known(): Pick<Known, "chat" | "conversation" | "early" | "origins" | "context" | "offers" | "agreed" | "agreeAsked" | "queueAvailable" | "words" | "language"> {
    const { language } = this.#given;
    return {
      language,
      words: wordsOf(this.skin, language),
      chat: this.chat,
      conversation: this.#conversation?.view,
      early: this.#early,
      origins: this.#origins,
      context: this.#context,
      offers: this.#offers(),
      agreed: this.agreed,
      agreeAsked: this.#agreeAsked,
      queueAvailable: this.queueAvailable,
    };
  }

  // Inside

  #mayBegin(): boolean {
    this.#agreeAsked = wordsOf(this.skin, this.#given.language).consent !== undefined && !this.agreed;
    if (this.#agreeAsked) this.#given.onChange();
    return !this.#agreeAsked;
  }

  #offers(): Offer[] {
    const { tag } = this.#given.language;
    const visitor = navigator.language || tag;
    const values: Record<ContextPiece, string | undefined> = {
      page: this.#page?.path,
      title: this.#page?.title,
      language: new Intl.DisplayNames(tag, { type: "language", fallback: "code" }).of(visitor),
    };
    return (this.skin?.context ?? []).flatMap((piece) => (values[piece] ? [{ piece, value: values[piece], on: !this.#struck.has(piece) }] : []));
  }

  #perform(effect: ChatEffect): void {
    switch (effect.do) {
      case "connect":
        return this.#connect();
      case "disconnect":
        return this.#disconnect();
      case "read-skin":
        return void this.#readSkin();
      case "join":
        return void this.#join();
      case "resume":
        return void this.#resume(effect.held);
      case "attend":
        return this.#attend(effect.held, effect.status);
      case "detach":
        return this.#conversation?.detach();
      case "say-end":
        return this.#link?.service?.end(effect.held);
      case "remember":
        return void this.tab.remember(effect.held);
      case "forget":
        return this.#forget(effect.reason);
      case "watch-queue":
        return this.#watchQueue();
      case "ask-other-tab": // takeHere() does, and waits for the answer
        return;
      default:
        return effect satisfies never;
    }
  }

  #connect(): void {
    this.#disconnect();
    this.#slow = setTimeout(() => this.put({ is: "slow" }), SLOW);
    this.#link = new Link({
      onOnline: () => this.put({ is: "online" }),
      onOffline: () => this.put({ is: "offline" }),
      onRefused: () => this.put({ is: "slow" }),
      onStanza: (stanza) => this.#hear(stanza),
      onLost: (stanza) => this.#conversation?.lost(stanza),
    });
  }

  #disconnect(): void {
    clearTimeout(this.#slow);
    this.#unwatchQueue?.();
    this.#unwatchQueue = undefined;
    this.#link?.close();
    this.#link = undefined;
  }

  async #readSkin(): Promise<void> {
    const skin = await this.#persist("connecting", async () => this.#link?.service?.skin(this.#given.options.skin));
    if (skin === undefined) return;
    if (isRefusal(skin)) return this.put({ is: "skin-refused", code: skin.refused });
    clearTimeout(this.#slow);
    this.#setSkin(skin);
    this.put({ is: "skin", asks: wordsOf(skin, this.#given.language).consent !== undefined || this.#offers().length > 0 });
  }

  async #join(): Promise<void> {
    const ticket = await this.#persist("joining", async () => this.#link?.service?.join(this.#queue(), this.#given.options.skin));
    if (ticket === undefined) return;
    this.queueAvailable = false;
    this.put(isRefusal(ticket) ? { is: "refused", code: ticket.refused } : { is: "ticket", ticket });
  }

  async #resume(held: Held): Promise<void> {
    const ticket = await this.#persist(this.chat.at, async () => this.#link?.service?.resume(held));
    if (ticket !== undefined) this.put(isRefusal(ticket) ? { is: "refused", code: ticket.refused } : { is: "ticket", ticket });
  }

  /** Asks, and asks again while the component is away and the state is still the one that asked; undefined when it no longer is. */
  async #persist<T extends object>(at: ChatState["at"], ask: () => Promise<T | Refusal | undefined>): Promise<T | Refusal | undefined> {
    const link = this.#link;
    for (;;) {
      const answer = await ask();
      if (this.#link !== link || this.chat.at !== at) return undefined;
      if (answer === undefined || !isRefusal(answer) || !answer.away) return answer;
      this.put({ is: "slow" });
      await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN));
      if (this.#link !== link || this.chat.at !== at) return undefined;
    }
  }

  #queue(): string {
    return this.#given.options.queue ?? this.skin?.queue ?? "";
  }

  #setSkin(skin: Skin): void {
    this.skin = skin;
    this.#conversation?.setFingerprint(skin.fingerprint?.hex);
  }

  #attend(held: Held, status: ChatStatus): void {
    this.#unwatchQueue?.();
    this.#link?.service?.attend(held);
    this.#conversation ??= this.#openConversation(held);
    this.#conversation.attach(status);
  }

  #openConversation(held: Held): Conversation {
    const { onChange, onHeard } = this.#given;
    const link = { send: (stanza: XmlElement) => this.#link?.connection.send(stanza) ?? false };
    const conversation = openConversation({
      role: "guest",
      chat: held.chat,
      otr: stricter(held.otr, this.skin),
      fingerprint: this.skin?.fingerprint?.hex,
      connection: link,
      slot: this.tab.slot,
      onView: onChange,
      onNotify: onHeard,
    });
    this.#sayEarly(conversation);
    return conversation;
  }

  /** What the guest agreed to share, and what they wrote before there was a chat: first of all, and like all else end to end. */
  #sayEarly(conversation: Conversation): void {
    const lastSaid = () => conversation.view.entries.findLast((e) => e.kind === "text" && e.from === "me")?.id ?? "";
    const context = contextText(this.#offers());
    if (context !== "" && !this.#contextSent && conversation.view.entries.length === 0) {
      conversation.say(context);
      this.#contextSent = true;
      this.#context = { id: lastSaid(), list: contextList(this.#offers()) };
    }
    for (const { id, text } of this.#early) {
      conversation.say(text);
      this.#origins.set(lastSaid(), id);
    }
    this.#early = [];
  }

  #forget(reason: Parameters<Conversation["ended"]>[0] | undefined): void {
    if (reason !== undefined) this.#conversation?.ended(reason);
    this.#conversation?.forget();
    if (reason === undefined) this.#conversation = undefined;
    this.tab.forget();
  }

  #watchQueue(): void {
    this.#unwatchQueue?.();
    const address = this.#link?.address ?? "";
    this.#unwatchQueue = watchQueue(this.#queue(), address, (available) => {
      this.queueAvailable = available;
      this.put({ is: "queue", available });
    });
  }

  #hear(stanza: XmlElement): void {
    const from = bareJid(stanza.attrs["from"] ?? "");
    if (from === this.#link?.address) {
      const skin = readSkinEvent(stanza, this.#given.options.skin);
      if (skin === undefined || isFault(skin)) return;
      this.#setSkin(skin);
      return this.#given.onChange();
    }
    if (!("held" in this.chat) || from !== this.chat.held?.chat) return;
    this.#conversation?.receive(stanza);
    const status = stanza.name === "message" && stanza.attrs["type"] !== "error" ? childOf(stanza, "status", NS.otterdesk) : undefined;
    const read = status && readStatus(status);
    if (read !== undefined && !isFault(read)) this.put({ is: "status", status: read });
  }

  /** Hands the chat to another tab or window and lets go of it here. */
  #give(): Parcel | undefined {
    if (!("link" in this.chat)) return undefined;
    const { held } = this.chat;
    this.#conversation?.close();
    const parcel = { held, conversation: this.tab.slot.read() };
    this.put({ is: "taken" });
    return parcel;
  }
}

/** A chat in a skin with a fingerprint is encrypted, whatever the ticket says. */
function stricter(ticket: OtrPolicy, skin: Skin | undefined): OtrPolicy {
  const order: readonly OtrPolicy[] = ["none", "required", "verified-only"];
  const ofSkin = skin === undefined ? "none" : otrPolicy(skin);
  return order.indexOf(ofSkin) > order.indexOf(ticket) ? ofSkin : ticket;
}

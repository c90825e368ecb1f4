// Runs the chat machine: takes one input at a time, commits the state, performs the effects, and shows what came of it. It decides nothing that the machine could.
import type { ChatStatus, Ticket } from "#core/chat.ts";
import type { OtrPolicy, Skin } from "#core/skin.ts";
import type { XmlElement } from "#core/xml.ts";
import type { Conversation } from "#browser/conversation-options.ts";
import { CLOSED, step, type ChatEffect, type ChatInput, type ChatState, type Held } from "./chat-machine.ts";
import { EarlyTexts } from "./early-texts.ts";
import { openGuestEnd } from "./guest-end.ts";
import { Intake, type HostPage } from "./intake.ts";
import { Link } from "./link.ts";
import { policyOf, readNews, stricterPolicy } from "./news.ts";
import type { BoxOptions } from "./options.ts";
import { watchQueue } from "./queue-watch.ts";
import { askWhile, isRefusal, type Refusal, type Service } from "./service.ts";
import { wordsOf } from "./skin-words.ts";
import { Tab, type Keeper, type Parcel } from "./tab.ts";
import type { Language } from "./texts.ts";
import type { Known } from "./view-of.ts";

const SLOW = 8_000;

export interface ShellOptions {
  readonly options: BoxOptions;
  /** A way to the service on which the box set out already. */
  readonly link: Link | undefined;
  /** Comes while the connection is made; nothing is drawn and no skin is read without it. */
  readonly language: Promise<Language>;
  readonly keeper: Keeper | undefined;
  /** After every change. */
  readonly onChange: () => void;
  /** The librarian said something. */
  readonly onHeard: () => void;
}

export class Shell {
  chat: ChatState = CLOSED;
  skin: Skin | undefined;
  queueAvailable = false;
  readonly tab: Tab;
  readonly intake: Intake;
  readonly #early = new EarlyTexts();
  #conversation: Conversation | undefined;
  #link: Link | undefined;
  #begun: Link | undefined; // before it was wanted
  #inputs: ChatInput[] = [];
  #isRunning = false;
  #slow: ReturnType<typeof setTimeout> | undefined;
  #unwatchQueue: (() => void) | undefined;
  #language!: Language;
  readonly #given: ShellOptions;

  constructor(given: ShellOptions) {
    this.#given = given;
    this.#begun = given.link;
    const { queue, skin } = given.options;
    this.intake = new Intake(() => this.#language);
    void given.language.then((language) => (this.#language = language));
    this.tab = new Tab(`${queue ?? ""} ${skin}`, () => this.#give(), given.keeper);
  }

  async start(): Promise<void> {
    const { fault, popped } = this.#given.options;
    if (fault !== undefined) return this.put({ is: "open", fault });
    const { held, elsewhere } = await this.tab.recall();
    this.put(held === undefined && popped ? { is: "open", held: await this.tab.ask() } : { is: "open", held, elsewhere });
    this.#begun?.close(); // nobody wanted it: another tab has the chat
    this.#begun = undefined;
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
    this.#early.add(text);
    this.put({ is: "begin" });
    return true;
  }

  begin(): void {
    if (this.#mayBegin()) this.put({ is: "begin" });
  }

  resend = (line: string): void => this.#conversation?.retry(this.#early.entryOf(line));
  release = (): void => this.#conversation?.release();
  discard = (): void => this.#conversation?.discard();
  typing = (): void => this.#conversation?.typing();

  /** A new chat, or the same question again: what was not sent yet is kept, the old transcript is not. */
  retry(): void {
    if (this.chat.at === "connecting") return this.#link?.wake();
    if (this.chat.at === "failed" && this.#conversation !== undefined) return location.reload(); // a part of the program did not come, and the browser asks for it once; the chat is kept
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
    this.#early.wipe();
  }

  setPage(page: HostPage): void {
    this.intake.page = page;
    this.#given.onChange();
  }

  known(): Omit<Known, "sound" | "embedded" | "canPopOut" | "popOutRefused"> {
    const language = this.#language;
    return {
      language,
      words: wordsOf(this.skin, language),
      chat: this.chat,
      conversation: this.#conversation?.view,
      early: this.#early.list,
      origins: this.#early.origins,
      context: this.#early.context,
      offers: this.intake.offers(this.skin),
      agreed: this.intake.agreed,
      agreeAsked: this.intake.agreeAsked,
      queueAvailable: this.queueAvailable,
    };
  }

  // Inside

  #mayBegin(): boolean {
    const may = this.intake.mayBegin(this.skin);
    if (!may) this.#given.onChange();
    return may;
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
        this.queueAvailable = false;
        return void this.#enter((service) => service.join(this.#queue(), this.#given.options.skin, () => policyOf(this.skin)), ({ otr }) => stricterPolicy(otr, this.skin));
      case "resume":
        return void this.#enter((service) => service.resume(effect.held), () => effect.held.otr);
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
    this.#link = this.#begun ?? new Link();
    this.#begun = undefined;
    this.#link.listen({
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
    this.#link?.close();
    this.#link = undefined;
  }

  async #readSkin(): Promise<void> {
    const { options, language } = this.#given;
    const [skin] = await Promise.all([this.#persist(async () => this.#link?.service?.skin(options.skin)), language]);
    if (skin === undefined) return;
    if (isRefusal(skin)) return this.put({ is: "skin-refused", code: skin.refused });
    clearTimeout(this.#slow);
    this.#setSkin(skin);
    this.put({ is: "skin", asks: this.intake.asks(skin) });
    this.#link?.service?.subscribe(options.skin);
  }

  /** A chat stays as it began, encrypted or not, whatever becomes of the skin and whatever a later ticket says. */
  async #enter(ask: (service: Service) => Promise<Ticket | Refusal>, policy: (ticket: Ticket) => OtrPolicy): Promise<void> {
    const ticket = await this.#persist(async () => this.#link?.service && ask(this.#link.service));
    if (ticket !== undefined) this.put(isRefusal(ticket) ? { is: "refused", code: ticket.refused } : { is: "ticket", ticket: { ...ticket, otr: policy(ticket) } });
  }

  #persist<T extends object>(ask: () => Promise<T | Refusal | undefined>): Promise<T | Refusal | undefined> {
    const [link, { at }] = [this.#link, this.chat];
    return askWhile(ask, () => this.#link === link && this.chat.at === at, () => this.put({ is: "slow" }));
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
    const { onChange, onHeard: onNotify } = this.#given;
    const onBroken = () => this.put({ is: "broken" });
    const conversation = openGuestEnd(held, { link: () => this.#link, slot: this.tab.slot, fingerprint: this.skin?.fingerprint?.hex, onChange, onNotify, onBroken });
    this.#early.handTo(conversation, this.intake.offers(this.skin));
    return conversation;
  }

  #forget(reason: Parameters<Conversation["ended"]>[0] | undefined): void {
    if (reason !== undefined) this.#conversation?.ended(reason);
    this.#conversation?.forget();
    if (reason === undefined) this.#conversation = undefined;
    this.tab.forget();
  }

  #watchQueue(): void {
    this.#unwatchQueue?.();
    this.#unwatchQueue = watchQueue(this.#queue(), this.#link?.address ?? "", (available) => {
      this.queueAvailable = available;
      this.put({ is: "queue", available });
    });
  }

  #hear(stanza: XmlElement): void {
    const chat = "held" in this.chat ? this.chat.held?.chat : undefined;
    const news = readNews(stanza, { service: this.#link?.address ?? "", skin: this.#given.options.skin, chat });
    if (news === undefined) return;
    if (news.of === "skin") {
      this.#setSkin(news.skin);
      return this.#given.onChange();
    }
    this.#conversation?.receive(stanza);
    if (news.status !== undefined) this.put({ is: "status", status: news.status });
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

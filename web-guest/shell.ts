// Runs the chat machine: takes one input at a time, commits the state, performs the effects, and shows what came of it. It decides nothing that the machine could.
import type { ChatStatus, EndReason, Ticket } from "#core/chat.ts";
import type { OtrPolicy, Skin } from "#core/skin.ts";
import type { XmlElement } from "#core/xml.ts";
import { CLOSED, step, type ChatEffect, type ChatInput, type ChatState, type Held } from "./chat-machine.ts";
import { EarlyTexts } from "./early-texts.ts";
import { GuestEnd } from "./guest-end.ts";
import { Intake, type HostPage } from "./intake.ts";
import { Link } from "./link.ts";
import { policyOf, readNews, stricterPolicy } from "./news.ts";
import { watchQueue } from "./queue-watch.ts";
import type { ShellOptions } from "./shell-options.ts";
import { askWhile, isRefusal, type Refusal, type Service } from "./service.ts";
import { wordsOf } from "./skin-words.ts";
import { Tab, type Parcel } from "./tab.ts";
import type { Language } from "./texts.ts";
import type { Known } from "./view-of.ts";

const SLOW = 8_000;

export class Shell {
  chat: ChatState = CLOSED;
  skin: Skin | undefined;
  queueAvailable = false;
  readonly tab: Tab;
  readonly intake: Intake;
  readonly #early = new EarlyTexts();
  #end: GuestEnd | undefined;
  #link: Link | undefined;
  #begun: Link | undefined; // before it was wanted
  #inputs: ChatInput[] = [];
  #isRunning = false;
  #skinRead: Promise<Refusal | undefined> = Promise.resolve(undefined); // from the service, since the connection is there
  #skinReads = 0;
  #slow: ReturnType<typeof setTimeout> | undefined;
  #unwatchQueue: (() => void) | undefined;
  #language!: Language;
  readonly #given: ShellOptions;

  constructor(given: ShellOptions) {
    this.#given = given;
    this.#begun = given.link;
    this.skin = given.skin;
    const { queue, skin } = given.options;
    this.intake = new Intake(() => this.#language);
    void given.language.then((language) => (this.#language = language));
    this.tab = new Tab(`${queue ?? ""} ${skin}`, () => this.#give(), given.keeper);
  }

  async start(): Promise<void> {
    const { fault, popped } = this.#given.options;
    this.put({ is: "open", ...(fault === undefined ? await this.tab.recall(popped) : { fault }) });
    this.#begun?.close(); // nobody wanted it: something is wrong, or another tab has the chat
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
    if (this.#end?.conversation === undefined) this.#early.add(text);
    else this.#end.conversation.say(text);
    this.put({ is: "begin" });
    return true;
  }

  begin = (): void => void (this.#mayBegin() && this.put({ is: "begin" }));
  resend = (line: string): void => this.#end?.conversation?.retry(this.#early.entryOf(line));
  release = (): void => this.#end?.conversation?.release();
  discard = (): void => this.#end?.conversation?.discard();
  typing = (): void => this.#end?.conversation?.typing();

  /** A new chat, or the same question again: what was not sent yet is kept, the old transcript is not. */
  retry(): void {
    if (this.chat.at === "connecting") return this.#link?.wake();
    if (this.#end?.isBroken === true) return location.reload(); // the browser asks for a part of the program once; the chat is kept
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
    this.#end?.forget();
    this.#end = undefined;
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
      conversation: this.#end?.conversation?.view,
      ...this.#early.known(),
      ...this.intake.known(this.skin),
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
        return this.#readSkin();
      case "join":
        this.queueAvailable = false;
        this.#early.share(this.intake.offers(this.skin));
        return void this.#enter((service) => service.join(this.#queue, this.#given.options.skin, () => this.#skinRead.then(() => policyOf(this.skin))), ({ otr }) => stricterPolicy(otr, this.skin));
      case "resume":
        return void this.#enter((service) => service.resume(effect.held), () => effect.held.otr);
      case "attend":
        return this.#attend(effect.held, effect.status);
      case "detach":
        return this.#end?.tell((conversation) => conversation.detach());
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
      onLost: (stanza) => this.#end?.tell((conversation) => conversation.lost(stanza)),
    });
  }

  #disconnect(): void {
    clearTimeout(this.#slow);
    this.#unwatchQueue?.();
    this.#link?.close();
    this.#link = undefined;
  }

  #readSkin(): void {
    const link = this.#link;
    this.#skinRead = this.#fetchSkin();
    // Where the skin has nothing to ask, the guest joins in the same breath.
    void this.#given.language.then(() => {
      if (this.#link === link && this.skin !== undefined && !this.intake.mayAsk(this.skin)) this.put({ is: "skin", asks: false });
    });
  }

  async #fetchSkin(): Promise<Refusal | undefined> {
    const { options, language } = this.#given;
    const turn = ++this.#skinReads;
    const [skin] = await Promise.all([this.#persist(async () => this.#link?.service?.skin(options.skin), () => this.#skinReads === turn), language]);
    if (skin === undefined) return undefined;
    if (isRefusal(skin)) return this.put({ is: "skin-refused", code: skin.refused }), skin;
    clearTimeout(this.#slow);
    this.#setSkin(skin);
    this.put({ is: "skin", asks: this.intake.asks(skin) });
    this.#link?.service?.subscribe(options.skin);
    return undefined;
  }

  /**
   * A chat stays as it began, encrypted or not, whatever becomes of the skin and whatever a later ticket says. It is judged by the skin that the service has
   * now: the page's may be of before, with a key that has been given up.
   */
  async #enter(ask: (service: Service) => Promise<Ticket | Refusal>, policy: (ticket: Ticket) => OtrPolicy): Promise<void> {
    const { at } = this.chat;
    const asked = async () => {
      const answer = this.#link?.service && (await ask(this.#link.service));
      return (await this.#skinRead) ?? answer;
    };
    const ticket = await this.#persist(asked, () => this.chat.at === at);
    if (ticket !== undefined) this.put(isRefusal(ticket) ? { is: "refused", code: ticket.refused } : { is: "ticket", ticket: { ...ticket, otr: policy(ticket) } });
  }

  #persist<T extends object>(ask: () => Promise<T | Refusal | undefined>, isWanted: () => boolean): Promise<T | Refusal | undefined> {
    const link = this.#link;
    return askWhile(ask, () => this.#link === link && isWanted(), () => this.put({ is: "slow" }));
  }

  get #queue(): string {
    return this.#given.options.queue ?? this.skin?.queue ?? "";
  }

  #setSkin(skin: Skin): void {
    this.skin = skin;
    this.#end?.conversation?.setFingerprint(skin.fingerprint?.hex);
  }

  #attend(held: Held, status: ChatStatus): void {
    this.#unwatchQueue?.();
    this.#link?.service?.attend(held);
    this.#end ??= new GuestEnd(held, {
      slot: this.tab.slot,
      link: () => this.#link,
      fingerprint: () => this.skin?.fingerprint?.hex,
      onOpen: (conversation) => this.#early.handTo(conversation),
      onNotify: this.#given.onHeard,
      onChange: this.#given.onChange,
      onBroken: () => this.put({ is: "broken" }),
    });
    this.#end.tell((conversation) => conversation.attach(status));
  }

  #forget(reason: EndReason | undefined): void {
    if (reason !== undefined) this.#end?.conversation?.ended(reason);
    this.#end?.forget();
    if (reason === undefined) this.#end = undefined;
    this.tab.forget();
  }

  #watchQueue(): void {
    this.#unwatchQueue?.();
    this.#unwatchQueue = watchQueue(this.#queue, this.#link?.address ?? "", (available) => {
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
    this.#end?.tell((conversation) => conversation.receive(stanza));
    if (news.status !== undefined) this.put({ is: "status", status: news.status });
  }

  /** Hands the chat to another tab or window and lets go of it here. */
  async #give(): Promise<Parcel | undefined> {
    await this.#end?.arrival; // what the guest has written is in it then
    if (!("link" in this.chat)) return undefined;
    this.#end?.close();
    const parcel = { held: this.chat.held, conversation: this.tab.slot.read() };
    this.put({ is: "taken" });
    return parcel;
  }
}

// One end of a chat: joins the machine of the conversation (#core/conversation.ts) with the OTR session and the connection. It decides nothing by itself.
import { readMessage, writeMessage, writePeerState, writeReceipt } from "#core/conversation-message.ts";
import { stepConversation } from "#core/conversation.ts";
import type { ConversationEffect, ConversationInput, Envelope } from "#core/conversation-input.ts";
import { newConversation, restoreConversation, viewConversation, type ConversationState } from "#core/conversation-state.ts";
import { NS } from "#core/namespaces.ts";
import { childOf, type XmlElement } from "#core/xml.ts";
import type { PrivateKey } from "#otr/private-key.ts";
import { openSession, type Session, type SessionEvent } from "#otr/session.ts";
import { systemClock, type Clock } from "./clock.ts";
import { chooseKey, type ChosenKey } from "./conversation-key.ts";
import type { Conversation, ConversationOptions } from "./conversation-options.ts";
import { save, type Saved } from "./conversation-saved.ts";
import { policyOf, verdictOf, type Expected } from "./conversation-trust.ts";

const TICK = 1_000;

type Untimed<T> = T extends unknown ? Omit<T, "at"> : never;

export type { Conversation, ConversationOptions };

export const openConversation = (options: ConversationOptions): Conversation => new WiredConversation(options);

class WiredConversation implements Conversation {
  #state: ConversationState;
  #session: Session | undefined;
  #snapshot: string | undefined;
  #key: ChosenKey | undefined; // as the session: none in clear
  #fingerprint: string | undefined;
  #nextFingerprint: string | undefined;
  #isTouched = false;
  #wasTyping = false;
  #envelope: Envelope | undefined;
  #inputs: ConversationInput[] = [];
  #isRunning = false;
  #isClosed = false;
  #cancelTick = () => {};
  readonly #clock: Clock;
  readonly #options: ConversationOptions;

  constructor(options: ConversationOptions) {
    const { role, chat, otr, slot } = options;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#fingerprint = this.#nextFingerprint = options.fingerprint;
    const saved = slot?.read() as Partial<Saved> | undefined;
    const restored = saved?.chat === chat ? restoreConversation(saved.state, role, otr) : undefined;
    this.#state = restored ?? newConversation(role, otr);
    this.#snapshot = restored && saved?.otr;
    if (otr !== "none") this.#useKey(options.privateKey, restored && saved?.key);
    this.#tick();
  }

  #useKey(privateKey: PrivateKey | undefined, kept?: string): void {
    this.#key = chooseKey(privateKey, kept);
    this.#openSession();
  }

  get view() {
    return viewConversation(this.#state, this.#clock.now());
  }

  attach: Conversation["attach"] = (status) => this.#put({ is: "attach", status });
  detach = () => this.#put({ is: "detach" });
  status: Conversation["status"] = (status) => this.#put({ is: "status", status });
  ended: Conversation["ended"] = (reason) => this.#put({ is: "ended", reason });
  say: Conversation["say"] = (text) => void (text.trim() !== "" && this.#put({ is: "say", id: randomId(), text }));
  typing = () => this.#put({ is: "typing" });
  release = () => this.#put({ is: "release" });
  discard = () => this.#put({ is: "discard" });

  acceptKey(): void {
    const fingerprint = this.#session?.peerFingerprint;
    if (fingerprint === undefined || this.view.secure.is !== "refused") return;
    this.#put({ is: "accept-key", fingerprint });
    this.release();
  }
  retry: Conversation["retry"] = (id) => this.#put({ is: "retry", id });

  receive(stanza: XmlElement): void {
    const { type } = stanza.attrs;
    if (stanza.name === "message") this.#put({ is: "message", message: readMessage(stanza), fallbackId: randomId() });
    else if (stanza.name === "presence" && (type === undefined || type === "unavailable")) this.#put({ is: "presence", available: type === undefined });
  }

  lost(stanza: XmlElement): void {
    const { to, id } = stanza.attrs;
    if (stanza.name !== "message" || to !== this.#options.chat) return;
    const received = childOf(stanza, "received", NS.receipts)?.attrs["id"];
    if (received !== undefined) this.#put({ is: "receipt-lost", id: received });
    else if (id !== undefined) this.#put({ is: "not-taken", id });
  }

  setFingerprint(fingerprint: string | undefined): void {
    this.#nextFingerprint = fingerprint;
    if (this.#state.session.is !== "encrypted") this.#useNextFingerprint();
  }

  setPrivateKey: Conversation["setPrivateKey"] = (privateKey) => {
    if (this.#options.otr === "none") return;
    this.#snapshot = this.#session?.snapshot(); // what is under way can still be read
    this.#useKey(privateKey);
    this.#put({ is: "renewed" });
  };

  close(): void {
    this.#isClosed = true;
    this.#cancelTick();
  }

  forget(): void {
    this.close();
    this.#options.slot?.remove();
  }

  #tick(): void {
    this.#cancelTick = this.#clock.after(TICK, () => {
      if (this.#isClosed) return;
      this.#session?.tick();
      this.#put({ is: "tick" });
      this.#tick();
    });
  }

  get #expected(): Expected {
    const { role, otr } = this.#options;
    return { role, otr, pinned: this.#state.pinned, fingerprint: this.#fingerprint };
  }

  #openSession(): void {
    const session: Session = openSession({
      key: (this.#key as ChosenKey).key,
      policy: policyOf(this.#expected),
      ...(this.#snapshot !== undefined && { snapshot: this.#snapshot }),
      initiate: this.#options.role === "guest",
      now: () => this.#clock.now(),
      emit: (event) => {
        if (session === this.#session || this.#session === undefined) this.#hear(event);
      },
    });
    this.#session = session;
  }

  #hear(event: SessionEvent): void {
    switch (event.kind) {
      case "frame":
        return this.#sendBody(event.body, event.messageId);
      case "state":
        return this.#hearState(event);
      case "message": {
        const outside = this.#envelope ?? { id: randomId(), asksReceipt: false, sentAt: this.#clock.now() };
        // The id inside is the sender's own; that of the stanza is only what the server says.
        const envelope = event.messageId === undefined ? outside : { ...outside, id: event.messageId, asksReceipt: true, isProven: true };
        return this.#put({ is: "heard", text: event.text, fingerprint: event.fingerprint, envelope });
      }
      case "held":
        return this.#put({ is: "not-taken", id: event.messageId });
      case "problem":
        if (event.code === "peer-error") this.#put({ is: "unreadable" });
        if (event.messageId !== undefined) this.#put({ is: "not-taken", id: event.messageId, forGood: event.code === "too-long" });
        return;
      case "sent":
      case "smp":
        return;
      default:
        return event satisfies never;
    }
  }

  #hearState({ state, fingerprint }: SessionEvent & { kind: "state" }): void {
    if (state !== "encrypted") {
      this.#useNextFingerprint();
      return this.#put({ is: "session", state });
    }
    if (fingerprint === undefined) return;
    this.#put({ is: "encrypted", fingerprint, verdict: verdictOf(this.#expected, fingerprint) });
  }

  /** A skin that changes counts from the next key exchange on. */
  #useNextFingerprint(): void {
    if (this.#fingerprint === this.#nextFingerprint) return;
    this.#fingerprint = this.#nextFingerprint;
    this.#session?.setPolicy(policyOf(this.#expected));
  }

  /** One input at a time: the new state is kept before anything is done, so that a reload repeats work and forgets none. */
  #put(untimed: Untimed<ConversationInput>): void {
    if (this.#isClosed) return;
    this.#inputs.push({ ...untimed, at: this.#clock.now() } as ConversationInput);
    if (this.#isRunning) return;
    this.#isRunning = true;
    const before = this.#state;
    try {
      for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift()) this.#step(next);
    } finally {
      this.#isRunning = false;
    }
    if (this.#isTouched) this.#save();
    const { view } = this;
    if (this.#state !== before || view.peerTyping !== this.#wasTyping) this.#options.onView(view);
    this.#wasTyping = view.peerTyping;
  }

  #step(input: ConversationInput): void {
    const { state, effects } = stepConversation(this.#state, input);
    const isChanged = state !== this.#state;
    const isPinned = state.pinned !== this.#state.pinned;
    this.#state = state;
    if (isPinned) this.#session?.setPolicy(policyOf(this.#expected));
    if (isChanged) this.#save();
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: ConversationEffect): void {
    const { chat, connection, onNotify } = this.#options;
    switch (effect.do) {
      case "send-otr":
        return this.#session?.send(effect.id, effect.text);
      case "send-plain":
        return this.#transmit(writeMessage(chat, effect.id, effect.text, { encrypted: false, asksReceipt: true }), effect.id);
      case "read-otr":
        this.#envelope = effect.envelope;
        this.#session?.receive(effect.body);
        this.#envelope = undefined;
        this.#isTouched = true; // its keys may have moved on
        return;
      case "receipt":
        if (!connection.send(writeReceipt(chat, randomId(), effect.id))) this.#put({ is: "receipt-lost", id: effect.id });
        return;
      case "peer-state":
        return void connection.send(writePeerState(chat, randomId(), effect.state));
      case "new-session":
        this.#snapshot = undefined;
        return this.#openSession();
      case "start":
        return this.#session?.start();
      case "forget":
        return this.#session?.forget(effect.id);
      case "release":
        return this.#session?.release();
      case "notify":
        return onNotify?.(effect.entry);
      default:
        return effect satisfies never;
    }
  }

  #sendBody(body: string, messageId: string | undefined): void {
    if (!this.#state.attached) return messageId === undefined ? undefined : this.#put({ is: "not-taken", id: messageId });
    this.#transmit(writeMessage(this.#options.chat, messageId ?? randomId(), body, { encrypted: true, asksReceipt: messageId !== undefined }), messageId);
  }

  #transmit(stanza: XmlElement, messageId: string | undefined): void {
    if (!this.#options.connection.send(stanza) && messageId !== undefined) this.#put({ is: "not-taken", id: messageId });
  }

  #save(): void {
    const { slot, chat } = this.#options;
    this.#isTouched = false;
    if (slot !== undefined) save(slot, { chat, state: this.#state, otr: this.#session?.snapshot() , key: this.#key?.toKeep });
  }
}

function randomId(): string {
  return crypto.randomUUID();
}

// One end of a chat: joins the machine of the conversation (#core/conversation.ts) with the OTR session and the connection. It decides nothing by itself.
import { readMessage, writeMessage, writePeerState, writeReceipt } from "#core/conversation-message.ts";
import { stepConversation } from "#core/conversation.ts";
import type { ConversationEffect, ConversationInput, Envelope } from "#core/conversation-input.ts";
import { newConversation, restoreConversation, viewConversation, type ConversationState, type Verdict } from "#core/conversation-state.ts";
import { NS } from "#core/namespaces.ts";
import { childOf, type XmlElement } from "#core/xml.ts";
import { openSession, type ReleasePolicy, type Session, type SessionEvent } from "#otr/session.ts";
import { systemClock, type Clock } from "./clock.ts";
import { chooseKey, type ChosenKey } from "./conversation-key.ts";
import type { Conversation, ConversationOptions } from "./conversation-options.ts";

export type { Conversation, ConversationOptions };

/** What a slot holds. */
interface Saved {
  readonly chat: string;
  readonly state: ConversationState;
  /** The OTR session's snapshot: keys that can only read, and the instance tag. */
  readonly otr?: string | undefined;
  /** The private number of a key made for this chat alone. */
  readonly key?: string | undefined;
}

const TICK = 1_000;
const ENTRIES_WHEN_FULL = 100;

type Untimed<T> = T extends unknown ? Omit<T, "at"> : never;

export function openConversation(options: ConversationOptions): Conversation {
  return new WiredConversation(options);
}

class WiredConversation implements Conversation {
  #state: ConversationState;
  #session: Session | undefined;
  #snapshot: string | undefined;
  #key: ChosenKey | undefined;
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
    if (otr !== "none") {
      this.#key = chooseKey(options.privateKey, restored && saved?.key);
      this.#snapshot = restored && saved?.otr;
      this.#openSession();
    }
    this.#tick();
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
    this.#key = chooseKey(privateKey, undefined);
    this.#openSession();
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

  #policy(): ReleasePolicy {
    const { role, otr } = this.#options;
    const { pinned } = this.#state;
    if (role === "operator") return pinned === undefined ? { kind: "any" } : { kind: "pinned", fingerprint: pinned };
    // A skin that is not verified-only lets any key chat; whether it is proven is the verdict's business, not the policy's.
    return otr === "verified-only" ? { kind: "must-match", fingerprint: this.#fingerprint ?? "" } : { kind: "any" };
  }

  #verdict(fingerprint: string): Verdict {
    const expected = this.#options.role === "operator" ? this.#state.pinned : this.#fingerprint;
    if (expected === undefined) return "none";
    return expected.toLowerCase() === fingerprint.toLowerCase() ? "match" : "mismatch";
  }

  #openSession(): void {
    const session: Session = openSession({
      key: (this.#key as ChosenKey).key,
      policy: this.#policy(),
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
    this.#put({ is: "encrypted", fingerprint, verdict: this.#verdict(fingerprint) });
  }

  /** A skin that changes counts from the next key exchange on. */
  #useNextFingerprint(): void {
    if (this.#fingerprint === this.#nextFingerprint) return;
    this.#fingerprint = this.#nextFingerprint;
    this.#session?.setPolicy(this.#policy());
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
    if (isPinned) this.#session?.setPolicy(this.#policy());
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
    if (slot === undefined) return;
    const saved: Saved = { chat, state: this.#state, otr: this.#session?.snapshot() ?? this.#snapshot, key: this.#key?.toKeep };
    if (slot.write(saved)) return;
    // The shelf is full: what is owed to the other end matters more than old lines.
    slot.write({ ...saved, state: { ...this.#state, entries: this.#state.entries.slice(-ENTRIES_WHEN_FULL) } });
  }
}

function randomId(): string {
  return crypto.randomUUID();
}

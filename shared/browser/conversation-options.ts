// What a conversation is to the pages that show it; shared/browser/conversation.ts makes them.
import type { ChatStatus, EndReason } from "#core/chat.ts";
import type { ConversationView, Entry, Role } from "#core/conversation-state.ts";
import type { OtrPolicy } from "#core/skin.ts";
import type { XmlElement } from "#core/xml.ts";
import type { PrivateKey } from "#otr/private-key.ts";
import type { Clock } from "./clock.ts";
import type { Connection } from "./connection.ts";
import type { Slot } from "./storage.ts";

export interface ConversationOptions {
  readonly role: Role;
  /** The chat's address. */
  readonly chat: string;
  readonly otr: OtrPolicy;
  /** Guest: the skin's fingerprint. */
  readonly fingerprint?: string | undefined;
  /** Operator: the library's private key. Without one a key for this chat alone is made; a guest never gives one. */
  readonly privateKey?: PrivateKey | undefined;
  readonly connection: Pick<Connection, "send">;
  /**
   * Where transcript, outbox and OTR session survive a reload: a slot of the tab's shelf, and only while this tab has the claim (`claim.ts`) on the chat.
   * What is in it from before a reload is taken up.
   */
  readonly slot?: Slot | undefined;
  readonly clock?: Clock;
  /** After every change. */
  readonly onView: (view: ConversationView) => void;
  /** The other end said something: sound, unread count. Not for what a reload brings back. */
  readonly onNotify?: (entry: Entry) => void;
}

export interface Conversation {
  readonly view: ConversationView;
  /** The way to the chat's address is open: joined, resumed (with the ticket's status) or accepted. Again after every reconnection. */
  attach(status?: ChatStatus): void;
  /** The connection is gone. What is said waits. */
  detach(): void;
  /** Every message and presence from the chat's address. A `<status/>` is understood; `<ring/>`, `<gone/>` and `<held/>` are not its business. */
  receive(stanza: XmlElement): void;
  /** A stanza of ours that the connection lost (`ConnectOptions.onLost`); others are ignored. */
  lost(stanza: XmlElement): void;
  status(status: ChatStatus): void;
  /** The chat is over: the operator's client learns it from `<gone/>`, the guest's from `<status/>` or its own `<end/>`. */
  ended(reason: EndReason): void;
  say(text: string): void;
  /** At each key stroke. */
  typing(): void;
  /** What was meant for somebody who is gone (`view.held`): give it to who is there now, or not. */
  release(): void;
  discard(): void;
  /** Operator: the guest's key has changed (`secure` is `refused`); go on with the new one, and send it what waits. */
  acceptKey(): void;
  /** Once more a text whose delivery is `failed`. */
  retry(id: string): void;
  /** The skin's fingerprint changed: it counts from the next key exchange on; the one that stands is not judged again. */
  setFingerprint(fingerprint: string | undefined): void;
  /** The operator pasted another key: keys are exchanged anew. */
  setPrivateKey(privateKey: PrivateKey | undefined): void;
  /** Stops. What is in the slot stays, for the reload. */
  close(): void;
  /** Stops and wipes the slot: keys, session and transcript. */
  forget(): void;
}

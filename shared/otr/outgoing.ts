// Our texts on their way out: which may leave for the peer's key, which wait, and how they are written.
import { utf8 } from "./bytes.ts";
import { sealData } from "./data-message.ts";
import type { Exchange } from "./exchange.ts";
import { escapeMarkup } from "./plain-text.ts";
import { decideRelease, type ReleasePolicy } from "./release.ts";
import type { HeldReason, SessionEvent } from "./session.ts";
import { Texts } from "./texts.ts";
import { TLV, writePlain, type Tlv } from "./tlv.ts";

export class Outgoing {
  readonly texts = new Texts();
  /** The key that a person agreed to. */
  released: string | undefined;
  /** Did the peer say that it reads plain text? */
  peerReadsPlain = false;
  sentAt = 0;

  constructor(
    public policy: ReleasePolicy,
    private readonly now: () => number,
    private readonly tell: (event: SessionEvent) => void,
  ) {}

  send(messageId: string, text: string, exchange: Exchange): void {
    if (this.texts.hasJustLeft(messageId, exchange.fingerprint, this.now())) return;
    this.texts.wait(messageId, text, exchange.fingerprint);
    this.release(messageId, exchange);
  }

  hold(messageId: string, reason: HeldReason): void {
    this.tell({ kind: "held", messageId, reason });
  }

  flush(exchange: Exchange): void {
    for (const id of [...this.texts.waiting.keys()]) this.release(id, exchange);
  }

  private release(messageId: string, exchange: Exchange): void {
    const waiting = this.texts.waiting.get(messageId);
    if (waiting === undefined) return;
    const decision = decideRelease(this.policy, exchange.fingerprint, waiting.waitedFor, this.released);
    if (decision !== "send") return this.hold(messageId, decision);
    this.say(exchange, waiting.text, [], messageId);
    this.texts.left(messageId, exchange.fingerprint, this.now());
    this.tell({ kind: "sent", messageId });
  }

  /** One data message. Without text it may be ignored by a peer that cannot read it. */
  say(exchange: Exchange, text: string, tlvs: readonly Tlv[], messageId?: string): void {
    const isPlain = this.peerReadsPlain;
    const clean = text.replaceAll("\0", "\ufffd");
    const mark: Tlv = { type: TLV.plainText, value: Uint8Array.of(isPlain ? 1 : 0) };
    const own: readonly Tlv[] = messageId === undefined ? [] : [mark, { type: TLV.messageId, value: utf8(messageId) }];
    const plain = writePlain(utf8(isPlain ? clean : escapeMarkup(clean)), [...own, ...tlvs]);
    this.tell({ kind: "frame", body: sealData(exchange, plain, messageId === undefined), ...(messageId !== undefined && { messageId }) });
    this.sentAt = this.now();
  }
}

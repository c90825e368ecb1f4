// What the box asks of the component, each request with its answer as data. Times out by itself; never throws.
import { readTicket, writeEnd, writeJoin, writeResume, type Ticket } from "#core/chat.ts";
import { writeVerified } from "#core/chat-stanzas.ts";
import type { Entry } from "#core/conversation-state.ts";
import { isFault, type ErrorCode } from "#core/errors.ts";
import type { OtrPolicy, Skin } from "#core/skin.ts";
import { readSkinAnswer, writeSkinRequest, writeSkinSubscribe } from "#core/skin-feed.ts";
import { childOf, xml, type XmlElement } from "#core/xml.ts";
import type { Connection } from "#browser/connection.ts";
import type { Held } from "./chat-machine.ts";

/** Why not: `away` means that nobody answered who could know, so that it is worth asking again soon. */
export type Refusal = { readonly refused: ErrorCode | undefined; readonly away: boolean };

export const isRefusal = (answer: object): answer is Refusal => "refused" in answer;

const NOBODY_THERE = new Set(["remote-server-timeout", "remote-server-not-found", "service-unavailable", "recipient-unavailable"]);

const ASK_AGAIN = 2_500;
const ANSWERED_WITHIN = 15_000;
const RESUMED_WITHIN = 6_000;

/** Asks, and asks again while the component is away and the answer is still wanted; undefined when it no longer is. */
export async function askWhile<T extends object>(ask: () => Promise<T | Refusal | undefined>, isWanted: () => boolean, onAway: () => void): Promise<T | Refusal | undefined> {
  for (;;) {
    const answer = await ask();
    if (!isWanted()) return undefined;
    if (answer === undefined || !isRefusal(answer) || !answer.away) return answer;
    onAway();
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN));
    if (!isWanted()) return undefined;
  }
}

export class Service {
  readonly #connection: Connection;
  readonly #address: string;
  #confirmed = "";

  constructor(connection: Connection, address: string) {
    this.#connection = connection;
    this.#address = address;
  }

  async skin(node: string): Promise<Skin | Refusal> {
    const iq = await this.#ask(writeSkinRequest(node), "get", this.#address);
    if ("refused" in iq) return iq;
    const skin = readSkinAnswer(iq);
    return isFault(skin) ? { refused: "unknown-skin", away: false } : skin;
  }

  /** From now on an event for each change of the skin. The first comes at once, so that no change in between is missed. */
  subscribe(node: string): void {
    const { jid } = this.#connection;
    if (jid !== undefined) void this.#ask(writeSkinSubscribe(node, jid), "set", this.#address);
  }

  /** `policy`: the skin's, as far as it is known when the answer comes. A chat in clear is then given back and asked for anew: the library's first key was made at that moment. */
  async join(queue: string, skin: string, policy: () => Promise<OtrPolicy>): Promise<Ticket | Refusal> {
    const ticket = await this.#forTicket(writeJoin({ skin }), `${queue}@${this.#address}`);
    if (isRefusal(ticket) || ticket.otr !== "none" || (await policy()) === "none") return ticket;
    this.end(ticket);
    return { refused: undefined, away: true };
  }

  /** Asked again sooner than a join, which would open a second chat. */
  resume({ chat, token }: Held): Promise<Ticket | Refusal> {
    return this.#forTicket(writeResume(token), chat, RESUMED_WITHIN);
  }

  end({ chat }: Pick<Held, "chat">): void {
    void this.#ask(writeEnd(), "set", chat);
  }

  /** For the chat's record, once for each line that says so: the operator's key is the skin's. */
  confirm({ chat }: Held, line: Entry | undefined): void {
    if (line?.kind !== "info" || line.info.is !== "end-to-end" || line.id === this.#confirmed) return;
    this.#confirmed = line.id;
    void this.#ask(writeVerified(), "set", chat);
  }

  /** Directed presence: so the server tells the chat when this guest is gone. */
  attend({ chat }: Held): void {
    this.#connection.send(xml("presence", { to: chat }));
  }

  async #forTicket(payload: XmlElement, to: string, timeoutMs?: number): Promise<Ticket | Refusal> {
    const iq = await this.#ask(payload, "set", to, timeoutMs);
    if ("refused" in iq) return iq;
    const element = childOf(iq, "ticket");
    const ticket = element && readTicket(element);
    return ticket === undefined || isFault(ticket) ? { refused: "malformed", away: false } : ticket;
  }

  async #ask(payload: XmlElement, type: "get" | "set", to: string, timeoutMs = ANSWERED_WITHIN): Promise<XmlElement | Refusal> {
    const answer = await this.#connection.request(payload, { type, to, timeoutMs });
    if (!("fault" in answer)) return answer;
    const { code, condition } = answer.fault;
    return { refused: code, away: code === undefined && NOBODY_THERE.has(condition) };
  }
}

// Runs the desk: one input at a time through the machine, then the effects, each of which ends in an input. It translates and decides nothing.
import { readCard, readDesk, writeDesk, type Desk } from "#core/chat.ts";
import { writeCommand } from "#core/chat-command.ts";
import { writeDeskMark } from "#core/chat-stanzas.ts";
import { isFault, type ErrorCode } from "#core/errors.ts";
import { localPart, readJid } from "#core/jid.ts";
import { NS } from "#core/namespaces.ts";
import { writeStaffing, type Staffing } from "#core/staffing.ts";
import { childOf, xml, type XmlElement } from "#core/xml.ts";
import type { Clock } from "#browser/clock.ts";
import type { Connection, ConnectionState } from "#browser/connection.ts";
import type { Shelf } from "#browser/storage.ts";
import { connect, type Credentials } from "#browser/xmpp.ts";
import type { PrivateKey } from "#otr/private-key.ts";
import { Conversations } from "./conversations.ts";
import { step } from "./desk-machine.ts";
import { START, type Availability, type Command, type DeskState, type Effect, type Input } from "./desk-state.ts";
import { readIncoming } from "./incoming.ts";
import { forgetTab, keepAvailability, keepDraft, keepShown, keepSignIn, readDraft, readKept, readSignIn, wasShown } from "./kept.ts";
import { lockDesk, type TabLock } from "./tab-lock.ts";

export interface SiteConfig {
  readonly domain: string;
  readonly service: string;
  readonly websocket: string;
}

export interface RunnerParts {
  readonly config: SiteConfig;
  readonly tab: Shelf;
  readonly clock: Clock;
  readonly privateKey: () => PrivateKey | undefined;
  /** What guests are shown; empty for nothing. */
  readonly name: () => string;
  readonly onChange: () => void;
  readonly onAlert: (alert: Extract<Effect, { do: "alert" }>) => void;
  /** A chat's conversation begins: its skin may be looked at. */
  readonly onOpen: (skin: string, connection: Connection) => void;
}

const NOTICE_FOR = 8_000; // ms
const ASK_AGAIN = 60_000;
const ASK_SOON = 300;
const ASK_AFTER_FAULT = 5_000;
const ANSWER_WITHIN = 8_000; // a question that a service took down with it is asked again
const SHOW: Record<Availability, string | undefined> = { available: undefined, away: "away", busy: "dnd" };
const OVER: readonly (ErrorCode | undefined)[] = ["unknown-chat", "chat-taken", "forbidden"];

export class DeskRunner {
  state: DeskState = START;
  readonly conversations: Conversations;
  #connection: Connection | undefined;
  #lock: TabLock | undefined;
  /** Rises with every connect and disconnect: what belongs to an earlier one is not heard any more. */
  #turn = 0;
  #credentials: Credentials | undefined;
  #inputs: Input[] = [];
  #running = false;
  #cancelAsk = () => {};
  #cancelNotice = () => {};
  readonly #parts: RunnerParts;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
    this.conversations = new Conversations({
      shelf: parts.tab,
      privateKey: parts.privateKey,
      connection: { send: (stanza) => this.#connection?.send(stanza) ?? false },
      onView: parts.onChange,
      onHeard: (chat) => this.put({ type: "heard", chat, messages: 1 }),
    });
  }

  /** Takes up the sign-in that the tab has kept, if it has one. */
  start(): void {
    const kept = readKept(this.#parts.tab);
    if (kept) this.put({ type: "kept", ...kept });
  }

  put(input: Input): void {
    this.#inputs.push(input);
    if (this.#running) return;
    this.#running = true;
    try {
      for (let next = this.#inputs.shift(); next; next = this.#inputs.shift()) {
        const { state, effects } = step(this.state, next);
        this.state = state;
        for (const effect of effects) this.#perform(effect);
      }
    } finally {
      this.#running = false;
    }
    this.#parts.onChange();
  }

  /** The name or the availability has changed. */
  showPresence(): void {
    if (this.state.state === "working") this.#perform({ do: "presence", availability: this.state.availability });
  }

  #perform(effect: Effect): void {
    const { tab, clock, onAlert, onOpen } = this.#parts;
    switch (effect.do) {
      case "connect":
        return void this.#connect(effect);
      case "disconnect":
        return this.#disconnect();
      case "forget":
        this.#credentials = undefined;
        return forgetTab(tab);
      case "keep-availability":
        return keepAvailability(tab, effect.availability);
      case "presence":
        return this.#showAs(effect.availability);
      case "ask-desk":
        return this.#askDesk(effect.later ? ASK_AFTER_FAULT : ASK_SOON);
      case "staff":
        return void this.#staff(effect.queue, effect.wish);
      case "command":
        return void this.#command(effect.command, effect.chat, effect.to);
      case "open":
        this.conversations.open(effect.card);
        return void (this.#connection && onOpen(effect.card.skin, this.#connection));
      case "hold-all":
        return this.conversations.holdAll();
      case "shut":
        keepDraft(tab, effect.chat, "");
        return this.conversations.shut(effect.chat, effect.reason);
      case "drop":
        return this.conversations.drop(effect.chat);
      case "send":
        return this.conversations.get(effect.chat)?.say(effect.text);
      case "keep-draft":
        if (effect.text !== "") this.conversations.get(effect.chat)?.typing();
        return keepDraft(tab, effect.chat, effect.text);
      case "keep-shown":
        return keepShown(tab, effect.chat);
      case "alert":
        return onAlert(effect);
      case "end-notice":
        this.#cancelNotice();
        this.#cancelNotice = clock.after(NOTICE_FOR, () => this.put({ type: "notice-over" }));
        return;
      default:
        return effect satisfies never;
    }
  }

  async #connect({ address, password, steal }: Extract<Effect, { do: "connect" }>): Promise<void> {
    const { config, tab } = this.#parts;
    const turn = ++this.#turn;
    const isOver = () => turn !== this.#turn;
    const local = localPart(address);
    if (password !== undefined) this.#credentials = { kind: "password", local, password };
    const kept = readSignIn(tab);
    this.#credentials ??= kept && { kind: "keys", local, keys: kept.keys };
    const credentials = this.#credentials;
    if (credentials === undefined) return this.put({ type: "refused", problem: "kept-sign-in-refused" });
    if (readJid(address)?.domain !== config.domain) return this.put({ type: "refused", problem: "wrong-domain" });
    const lock = await lockDesk(`otterdesk desk ${address}`, { steal, onStolen: () => isOver() || this.put({ type: "elsewhere", address, canTakeOver: true }) });
    if (isOver()) return lock?.release();
    if (lock === undefined) return this.put({ type: "elsewhere", address, canTakeOver: true });
    this.#lock = lock;
    this.#connection = connect({
      websocket: config.websocket,
      domain: config.domain,
      credentials,
      onKeys: (keys) => isOver() || keepSignIn(tab, { address, keys }),
      onState: (state) => isOver() || this.#hearState(state),
      onStanza: (stanza) => isOver() || this.#hear(stanza),
      onLost: (stanza) => isOver() || this.conversations.lost(stanza),
    });
  }

  #disconnect(): void {
    this.#turn++;
    this.#cancelAsk();
    this.#connection?.close();
    this.#connection = undefined;
    this.#lock?.release();
    this.#lock = undefined;
  }

  #hearState(state: ConnectionState): void {
    switch (state.state) {
      case "online":
        return this.put({ type: "online", jid: state.jid, resumed: state.resumed });
      case "waiting":
        return this.put({ type: "offline" });
      case "refused":
        return this.put({ type: "refused", problem: state.reason });
      case "connecting":
      case "closed":
        return;
      default:
        return state satisfies never;
    }
  }

  #hear(stanza: XmlElement): void {
    const { input, conversation, approve } = readIncoming(stanza, this.#parts.config.service);
    if (approve) this.#connection?.send(xml("presence", { to: approve, type: "subscribed" }));
    if (conversation) this.conversations.receive(conversation, stanza);
    if (input?.type === "desk") this.#arrange(input.desk);
    else if (input) this.put(input);
  }

  #arrange(desk: Desk): void {
    if (this.state.state === "working" && !this.state.known) this.conversations.prune(desk.held.map((c) => c.chat));
    this.put({ type: "desk", desk });
  }

  #showAs(availability: Availability): void {
    const show = SHOW[availability];
    const name = this.#parts.name().trim();
    this.#connection?.send(xml("presence", {}, show !== undefined && xml("show", {}, show), name !== "" && xml("nick", { xmlns: NS.nick }, name), writeDeskMark()));
  }

  /** Asks soon, so that a burst of events is one question. The service tells what changes; asking now and then finds what was lost on the way. */
  #askDesk(delay: number): void {
    this.#cancelAsk();
    const turn = this.#turn;
    this.#cancelAsk = this.#parts.clock.after(delay, async () => {
      const answer = await this.#request(writeDesk({ queues: [], rings: [], held: [] }), this.#parts.config.service, "get");
      if (turn !== this.#turn) return;
      const desk = readAnswer(answer);
      if (desk) this.#arrange(desk);
      this.#askDesk(desk ? ASK_AGAIN : ASK_AFTER_FAULT);
    });
  }

  async #command(command: Command, chat: string, to: string | undefined): Promise<void> {
    const turn = this.#turn;
    const answer = await this.#request(writeCommand(command, to), chat, "set");
    if (turn !== this.#turn) return;
    if ("fault" in answer) {
      const { code, text } = answer.fault;
      return this.put({ type: "failed", chat, trouble: { doing: command, text }, lost: OVER.includes(code) && command !== "transfer" });
    }
    if (command !== "accept") return this.put({ type: "done", command, chat });
    const held = childOf(childOf(answer, "command", NS.commands) ?? answer, "held", NS.otterdesk);
    const card = held && readCard(held);
    if (card === undefined || isFault(card)) return this.put({ type: "failed", chat, trouble: { doing: command, text: "" }, lost: true });
    this.put({ type: "held", card: { ...card, chat }, draft: readDraft(this.#parts.tab, chat), wasShown: wasShown(this.#parts.tab, chat) });
  }

  async #staff(queue: string, wish: Staffing): Promise<void> {
    const turn = this.#turn;
    const answer = await this.#request(writeStaffing(wish), queue, "set");
    if (turn !== this.#turn) return;
    this.put("fault" in answer ? { type: "staff-failed", queue, text: answer.fault.text } : { type: "staffed", queue, wish });
  }

  async #request(payload: XmlElement, to: string, type: "get" | "set") {
    return this.#connection?.request(payload, { to, type, timeoutMs: ANSWER_WITHIN }) ?? { fault: { type: "wait", condition: "remote-server-timeout", code: undefined, text: "" } };
  }
}

/** Who has no queue has a desk all the same: an empty one. */
function readAnswer(answer: Awaited<ReturnType<Connection["request"]>>): Desk | undefined {
  if ("fault" in answer) return answer.fault.code === "forbidden" ? { queues: [], rings: [], held: [] } : undefined;
  const desk = childOf(answer, "desk", NS.otterdesk);
  return desk && readDesk(desk);
}


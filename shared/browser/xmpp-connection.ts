// A connection to the XMPP server that looks after itself: signs in, notices when it is dead, comes back, and says at every moment where it stands.
import { NS } from "#core/namespaces.ts";
import { bareJid } from "#core/jid.ts";
import { xml, type XmlElement } from "#core/xml.ts";
import { systemClock, type Clock } from "./clock.ts";
import { Inbox } from "./inbox.ts";
import { acknowledge, countReceived, countSent, freshCounts, isStanza, SM, type Counts } from "./stream-management.ts";
import { watchPage } from "./wake.ts";
import type { Connection, ConnectionState, ConnectOptions, RequestOptions } from "./connection.ts";
import { bindsAtOnce, boundJid, login, SASL2, type Authenticate, type Login } from "./xmpp-login.ts";
import { answerTo, noAnswer, Requests, type StanzaFault } from "./xmpp-requests.ts";
import { openStream, type Stream } from "./xmpp-stream.ts";

const LOGIN_TIMEOUT = 15_000; // from the first packet to the session
const REQUEST_TIMEOUT = 30_000;
const IDLE = 20_000; // so long without a sign of life, then we ask for one
const PATIENCE = 8_000; // the answer must come within
const PATIENCE_AWAKE = 4_000; // the same when network or page came back
const ACK_DELAY = 200;
const TICK = 2_000;
const ASLEEP = 10_000; // a tick that comes so late means that the machine slept
const RETRY = { first: 1_000, most: 30_000, steadyAfter: 10_000 };

export function keepConnected(options: ConnectOptions, authenticate: Authenticate): Connection {
  const connection = new SelfKeepingConnection(options, authenticate);
  connection.start();
  return connection;
}

class SelfKeepingConnection implements Connection {
  state: ConnectionState = { state: "connecting" };
  jid: string | undefined;
  #stream: Stream | undefined;
  #sessionJid = "";
  #atOnce: boolean;
  #counts: Counts | undefined; // undefined: the server has no stream management
  #lastHeard = 0;
  #lastTick = 0;
  #onlineSince = 0;
  #failures = 0;
  #answerDue: number | undefined;
  #cancelRetry = () => {};
  #cancelLogin = () => {};
  #cancelTick = () => {};
  #cancelAck: (() => void) | undefined;
  #unwatch = () => {};
  #hidden = false;
  readonly #clock: Clock;
  readonly #requests: Requests;
  readonly #options: ConnectOptions;
  readonly #authenticate: Authenticate;

  constructor(options: ConnectOptions, authenticate: Authenticate) {
    this.#options = options;
    this.#authenticate = authenticate;
    this.#atOnce = options.atOnce === true;
    this.#clock = options.clock ?? systemClock;
    this.#requests = new Requests(this.#clock);
  }

  start(): void {
    this.#unwatch = watchPage({ woken: () => this.wake(), hidden: () => this.#hide() });
    this.#lastTick = this.#clock.now();
    this.#tick();
    this.#attempt();
  }

  send(stanza: XmlElement): boolean {
    if (this.state.state !== "online" || this.#stream === undefined) return false;
    const framed: XmlElement = { ...stanza, attrs: { xmlns: NS.client, ...stanza.attrs } };
    this.#stream.write(framed);
    if (this.#counts !== undefined) this.#counts = countSent(this.#counts, framed);
    this.#cancelAck ??= this.#clock.after(ACK_DELAY, () => {
      this.#cancelAck = undefined;
      this.#probe(PATIENCE);
    });
    return true;
  }

  request(payload: XmlElement, { type, to, timeoutMs = REQUEST_TIMEOUT }: RequestOptions): Promise<XmlElement | StanzaFault> {
    const id = randomId();
    const own = this.jid ?? "";
    if (!this.send(xml("iq", { type, id, to }, payload))) return Promise.resolve(noAnswer("There is no connection to the server now."));
    return this.#requests.wait(id, to === undefined ? ["", own, bareJid(own), this.#options.domain] : [to], timeoutMs);
  }

  wake(): void {
    this.#hidden = false;
    if (this.state.state === "waiting") this.#attempt();
    else if (this.state.state === "online") this.#probe(PATIENCE_AWAKE);
  }

  close(): void {
    if (this.#isFinal()) return;
    this.#takeLeave();
    this.#finish({ state: "closed" });
  }

  #isFinal(): boolean {
    return this.state.state === "closed" || this.state.state === "refused";
  }

  #setState(state: ConnectionState): void {
    this.state = state;
    this.jid = state.state === "online" ? state.jid : undefined;
    this.#options.onState(state);
  }

  /** One try: a new stream each time, given up as a whole when it takes too long. */
  #attempt(): void {
    this.#cancelRetry();
    this.#setState({ state: "connecting" });
    const inbox = new Inbox();
    let handle = (element: XmlElement): void => inbox.put(element);
    const stream = openStream(this.#options.websocket, this.#options.domain, { onElement: (element) => handle(element), onClosed: () => this.#lost() });
    this.#stream = stream;
    this.#cancelLogin = this.#clock.after(LOGIN_TIMEOUT, () => this.#lost());
    const { credentials, onKeys } = this.#options;
    void login({ stream, next: () => inbox.next(), credentials, onKeys, atOnce: this.#atOnce, previous: this.#counts, authenticate: this.#authenticate })
      .catch((): Login => ({ kind: "failed" }))
      .then((outcome) => {
        if (this.#stream !== stream) return; // given up meanwhile
        handle = (element) => this.#receive(element);
        this.#loggedIn(outcome);
        for (const element of inbox.rest()) if (this.#stream === stream) this.#receive(element);
      });
  }

  #loggedIn(outcome: Login): void {
    this.#cancelLogin();
    if (outcome.kind === "refused") {
      this.#takeLeave();
      return this.#finish({ state: "refused", reason: outcome.reason });
    }
    if (outcome.kind === "failed") return this.#lost();
    this.#lastHeard = this.#onlineSince = this.#clock.now();
    if (outcome.kind === "resumed") return this.#resume(outcome.h);
    this.#forget();
    this.#counts = outcome.resumeId === undefined ? undefined : freshCounts(outcome.resumeId);
    this.#sessionJid = outcome.jid;
    this.#setState({ state: "online", jid: outcome.jid, resumed: false });
  }

  #resume(h: number): void {
    const counts = this.#counts && acknowledge(this.#counts, h);
    if (counts === undefined) return this.#endSession();
    this.#counts = counts;
    for (const stanza of counts.unacknowledged) this.#stream?.write(stanza);
    this.#setState({ state: "online", jid: this.#sessionJid, resumed: true });
  }

  #endSession(): void {
    this.#forget();
    this.#lost();
  }

  /** The session is over for good: what was asked in it has no answer. */
  #forget(): void {
    const unacknowledged = this.#counts?.unacknowledged ?? [];
    this.#counts = undefined;
    this.#requests.endAll();
    for (const stanza of unacknowledged) this.#options.onLost?.(stanza);
  }

  #receive(element: XmlElement): void {
    this.#lastHeard = this.#clock.now();
    this.#answerDue = undefined;
    if (element.attrs["xmlns"] === SASL2) return this.#receiveJid(element);
    if (element.attrs["xmlns"] === SM) return this.#receiveCount(element);
    if (element.name === "stream:features" && this.#sessionJid === "" && !bindsAtOnce(element)) return this.#endSession(); // it was not waited for, and we were told wrong
    if (!isStanza(element)) return;
    // Counted before anything else, whatever becomes of it.
    if (this.#counts !== undefined) this.#counts = countReceived(this.#counts);
    const { type } = element.attrs;
    if (element.name === "iq") return void (type === "get" || type === "set" ? this.send(answerTo(element)) : this.#requests.receive(element));
    try {
      this.#options.onStanza(element);
    } catch (error) {
      // One bad stanza must not end the connection; the page's error handler hears of it.
      queueMicrotask(() => {
        throw error;
      });
    }
  }

  /** The session was taken to be there before the server said so. */
  #receiveJid(outcome: XmlElement): void {
    const jid = boundJid(outcome);
    if (jid === undefined || this.state.state !== "online") return this.#endSession();
    this.#sessionJid = this.jid = jid;
    this.state = { ...this.state, jid };
  }

  #receiveCount({ name, attrs }: XmlElement): void {
    if (this.#counts === undefined) return;
    if (name === "failed") return void (this.#counts = undefined); // there will be no counting after all
    if (name === "enabled") this.#counts = { ...this.#counts, inbound: 0 }; // the server counts from here
    if (name === "r") this.#stream?.write(xml("a", { xmlns: SM, h: this.#counts.inbound }));
    if (name !== "a") return;
    const counts = acknowledge(this.#counts, Number(attrs["h"]));
    if (counts !== undefined) this.#counts = counts;
    else this.#endSession();
  }

  #tick(): void {
    const now = this.#clock.now();
    const slept = now - this.#lastTick > ASLEEP;
    this.#lastTick = now;
    // After sleep what counts is an answer from now on: the old deadline passed while nobody could hear.
    if (slept) {
      this.#answerDue = undefined;
      this.wake();
    }
    if (!slept && this.state.state === "online") {
      if (this.#answerDue !== undefined && now > this.#answerDue) this.#lost();
      else if (now - this.#lastHeard > IDLE) this.#probe(PATIENCE);
    }
    if (this.#isFinal()) return;
    this.#cancelTick = this.#clock.after(TICK, () => this.#tick());
  }

  /** Asks the server for a sign of life. */
  #probe(patience: number): void {
    if (this.state.state !== "online" || this.#stream === undefined) return;
    const due = this.#clock.now() + patience;
    this.#answerDue = Math.min(this.#answerDue ?? due, due);
    if (this.#counts !== undefined) this.#stream.write(xml("r", { xmlns: SM }));
    else this.#stream.write(xml("iq", { xmlns: NS.client, type: "get", id: randomId(), to: this.#options.domain }, xml("ping", { xmlns: NS.ping })));
  }

  #lost(): void {
    if (this.#isFinal()) return;
    this.#letGo();
    if (this.#sessionJid === "") this.#atOnce = false; // the server has not said who we are: from now on it is asked what it can
    if (this.#counts === undefined || this.#counts.id === "") this.#forget();
    const now = this.#clock.now();
    const steady = this.state.state === "online" && now - this.#onlineSince > RETRY.steadyAfter;
    this.#failures = steady ? 0 : this.#failures + 1;
    // Half of the time is left to chance, so that the guests of a server that restarts do not come all at once.
    const delay = Math.min(RETRY.most, RETRY.first * 2 ** Math.max(0, this.#failures - 1)) * (0.5 + Math.random() / 2);
    this.#setState({ state: "waiting", retryAt: now + delay });
    this.#cancelRetry = this.#clock.after(delay, () => this.#hidden || this.#attempt());
  }

  #letGo(): void {
    this.#cancelLogin();
    this.#cancelAck?.();
    this.#cancelAck = undefined;
    this.#answerDue = undefined;
    this.#stream?.drop();
    this.#stream = undefined;
  }

  /** Leaving in words: without it the server would keep the session as one that may come back. */
  #takeLeave(): void {
    if (this.#counts !== undefined && this.state.state === "online") this.#stream?.write(xml("a", { xmlns: SM, h: this.#counts.inbound }));
    this.#stream?.close();
    this.#counts = undefined;
  }

  #hide(): void {
    if (this.#isFinal()) return;
    this.#takeLeave();
    this.#hidden = true;
    this.#lost();
  }

  #finish(state: ConnectionState): void {
    this.#cancelRetry();
    this.#cancelTick();
    this.#unwatch();
    this.#letGo();
    this.#setState(state);
    this.#forget();
  }
}

function randomId(): string {
  return crypto.randomUUID();
}

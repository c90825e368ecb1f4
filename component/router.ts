// Takes each stanza to its handler by one table, and is the only place that makes replies and errors (RFC 6120 section 8).
import { readAddress, type Address, type Place } from "#core/address.ts";
import { fault, isFault, type Fault } from "#core/errors.ts";
import { bareJid } from "#core/jid.ts";
import { errorOf, payloadOf, resultOf, type IqType, type Stanza } from "#core/stanza.ts";
import type { XmlElement } from "#core/xml.ts";
import { makeAsking, type Asking } from "./asking.ts";
import type { Clock } from "./clock.ts";
import { makeGuard } from "./guard.ts";
import type { Log } from "./log.ts";
import { inOrder, type Lanes } from "./lanes.ts";
import type { Random } from "./random.ts";

/** A stanza on its way to a handler. */
export interface Incoming {
  readonly stanza: Stanza;
  /** Whose address of ours it came to. */
  readonly at: Address;
  /** The sender without the resource. */
  readonly bare: string;
}

export interface Request extends Incoming {
  /** The child that the route was chosen by. */
  readonly payload: XmlElement;
  /** Runs once the reply has been sent. */
  afterwards(effect: () => void): void;
}

/** The result's payload, nothing for an empty result, or what went wrong. */
export type Answer = XmlElement | Fault | undefined | void;

export interface Route {
  readonly kind: "iq";
  readonly type: IqType;
  readonly namespace: string;
  readonly name: string;
  readonly at: Place | "any";
  /** What disco tells beside the namespace itself. */
  readonly features?: readonly string[];
  readonly handler: (request: Request) => Answer | Promise<Answer>;
}

/** What a message or a presence meets: a fault is sent back as an error. */
export type Receiver = (incoming: Incoming) => Fault | undefined | void | Promise<Fault | undefined | void>;

export interface Router {
  add(...routes: Route[]): void;
  /** Who gets the messages or presences to these addresses; one receiver each. */
  receive(kind: "message" | "presence", at: Place, receiver: Receiver): void;
  /** Hears of every message and presence before its receiver, errors and bounces too. */
  watch(kind: "message" | "presence", watcher: (incoming: Incoming) => void): void;
  /** Asks somebody and waits; see asking.ts. */
  readonly ask: Asking["ask"];
  routes(): readonly Route[];
  dispatch(stanza: Stanza): void;
  /** Stanzas that are being worked on. */
  pending(): number;
}

export interface RouterParts {
  readonly service: string;
  readonly send: (stanza: XmlElement) => boolean;
  readonly log: Log;
  readonly clock: Clock;
  readonly random: Random;
}

/** Stanzas of one sender that may wait for their turn; a peer that sends more without waiting gets an error. */
const LANE_DEPTH = 2_000;

export function makeRouter(parts: RouterParts): Router {
  const table = makeTable();
  const receivers: Record<"message" | "presence", Partial<Record<Place, Receiver>>> = { message: {}, presence: {} };
  const watchers: Record<"message" | "presence", ((incoming: Incoming) => void)[]> = { message: [], presence: [] };
  const asking = makeAsking(parts);
  const guard = makeGuard(parts);
  const lanes: Lanes = inOrder(LANE_DEPTH);

  function dispatch(stanza: Stanza): void {
    if (stanza.kind === "iq" && (stanza.type === "result" || stanza.type === "error")) return asking.reply(stanza);
    // Between two addresses order is kept (RFC 6120 section 10.1): a sender's next stanza waits for the last one's handler.
    if (!lanes.run(stanza.from, () => handle(stanza))) bounce(stanza, fault("too-fast"));
  }

  function handle(stanza: Stanza): Promise<void> | void {
    const at = readAddress(stanza.to, parts.service);
    if (at === undefined) return bounce(stanza, fault("unknown-address"));
    const incoming = { stanza, at, bare: bareJid(stanza.from) };
    return stanza.kind === "iq" ? answer(incoming) : deliver(stanza.kind, incoming);
  }

  async function answer(incoming: Incoming): Promise<void> {
    const { stanza } = incoming;
    const effects: (() => void)[] = [];
    const payload = payloadOf(stanza);
    const place = incoming.at.place;
    const route = payload && table.find(stanza.type, payload, place);
    let result: Answer;
    if (stanza.type !== "get" && stanza.type !== "set") result = fault("malformed", "An iq is of the type get, set, result or error.");
    else if (payload === undefined) result = fault("malformed", "A request has exactly one child element.");
    else if (route === undefined) result = fault(table.knows(payload, place) ? "unknown-request" : "unknown-namespace");
    else result = await guard.late(place, `${route.name} ${route.namespace}`, async () => route.handler({ ...incoming, payload, afterwards: (e) => void effects.push(e) }));
    if (isFault(result)) return bounce(stanza, result);
    parts.send(resultOf(stanza, result ?? undefined));
    for (const effect of effects) await guard.late(place, "afterwards", async () => effect());
  }

  function deliver(kind: "message" | "presence", incoming: Incoming): Promise<void> | void {
    for (const watcher of watchers[kind]) guard.now(incoming.at.place, kind, () => watcher(incoming));
    const receiver = receivers[kind][incoming.at.place];
    if (receiver === undefined) return kind === "message" ? bounce(incoming.stanza, fault("not-read-here")) : undefined;
    const end = (result: Fault | undefined | void) => (result === undefined ? undefined : bounce(incoming.stanza, result));
    const result = guard.now(incoming.at.place, kind, () => receiver(incoming));
    return result instanceof Promise ? guard.late(incoming.at.place, kind, () => result).then(end) : end(result);
  }

  /** An error for a stanza, unless the stanza is one itself or needs no answer. */
  function bounce(stanza: Stanza, why: Fault): void {
    if (stanza.type === "error" || stanza.type === "result" || stanza.type === "headline" || stanza.type === "unavailable") return;
    parts.send(errorOf(stanza, why));
  }

  return {
    add: table.add,
    receive: (kind, place, receiver) => void (receivers[kind][place] = receiver),
    watch: (kind, watcher) => void watchers[kind].push(watcher),
    ask: asking.ask,
    routes: table.all,
    dispatch,
    pending: () => lanes.pending(),
  };
}

function makeTable() {
  const routes: Route[] = [];
  const at = (route: Route, place: Place) => route.at === "any" || route.at === place;
  return {
    add: (...more: Route[]) => void routes.push(...more),
    all: (): readonly Route[] => routes,
    find: (type: string, payload: XmlElement, place: Place) => routes.find((r) => r.type === type && r.name === payload.name && r.namespace === payload.attrs["xmlns"] && at(r, place)),
    /** Whether something of this namespace is understood there, if not this. */
    knows: (payload: XmlElement, place: Place) => routes.some((r) => r.namespace === payload.attrs["xmlns"] && at(r, place)),
  };
}

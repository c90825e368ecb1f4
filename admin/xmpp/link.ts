// The panel's lasting connection: connects again by itself, and pings the server (XEP-0199) to notice that it is gone.
import { fault, type Fault } from "#core/errors.ts";
import { NS } from "#core/namespaces.ts";
import { errorOf, payloadOf, readStanza, resultOf, writeIq, type IqType } from "#core/stanza.ts";
import { writeXml, xml, type XmlElement } from "#core/xml.ts";
import type { Log } from "../log.ts";
import { firstStep, step, type ReconnectInput, type ReconnectState, type ReconnectStep } from "./reconnect.ts";
import { openRequests, ServiceAway, type Requests } from "./requests.ts";
import { openStream, type Stream, type StreamOptions } from "./stream.ts";

export interface Link {
  isOnline(): boolean;
  /** The result's iq, or the fault that came back. Throws `ServiceAway`. */
  request(type: IqType, from: string, to: string, payload: XmlElement): Promise<XmlElement | Fault>;
  whenOnline(): Promise<void>;
  stop(): void;
}

export interface LinkOptions extends StreamOptions {
  /** The server's own address, which answers pings. */
  readonly server: string;
  readonly log: Log;
  readonly requestTimeout?: number;
  readonly pingEvery?: number;
}

export function openLink(options: LinkOptions): Link {
  const requests = openRequests(options.requestTimeout ?? 8000);
  const waiting: (() => void)[] = [];
  let state: ReconnectState = firstStep.state;
  let stream: Stream | undefined;
  let timer: NodeJS.Timeout | undefined;
  const input = (given: ReconnectInput) => perform(step(state, given));
  const lose = () => input({ is: "lost", random: Math.random() });

  function perform(next: ReconnectStep): void {
    if (next.state.at !== state.at) options.log.info("server", { state: next.state.at });
    state = next.state;
    for (const effect of next.effects) {
      if (effect.do === "connect") connect();
      else if (effect.do === "close") close();
      else timer = setTimeout(() => input({ is: "due" }), effect.ms);
    }
  }

  function connect(): void {
    const mine = openStream(options, {
      opened() {
        input({ is: "opened" });
        for (const tell of waiting.splice(0)) tell();
        watch(mine);
      },
      stanza: (element) => receive(element, mine, requests),
      lost(reason) {
        if (stream !== mine) return;
        options.log.warn("server", { state: "lost", reason });
        lose();
      },
    });
    stream = mine;
  }

  function close(): void {
    clearTimeout(timer);
    const old = stream;
    stream = undefined;
    old?.close();
    requests.giveUp();
  }

  /** A half-open connection looks well for ever; only a question shows that it is not. Any answer is an answer. */
  function watch(mine: Stream): void {
    const ask = () => request("get", options.domain, options.server, xml("ping", { xmlns: NS.ping }));
    timer = setTimeout(() => void ask().then(() => stream === mine && watch(mine), () => stream === mine && lose()), options.pingEvery ?? 30_000);
  }

  function request(type: IqType, from: string, to: string, payload: XmlElement): Promise<XmlElement | Fault> {
    const open = stream;
    if (state.at !== "online" || open === undefined) return Promise.reject(new ServiceAway(false));
    return requests.ask(to, (id) => open.write(writeXml(writeIq(type, from, to, id, payload))));
  }

  perform(firstStep);
  return {
    isOnline: () => state.at === "online",
    request,
    whenOnline: () => (state.at === "online" ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    stop: () => input({ is: "stop" }),
  };
}

/** Answers go to who asked. The panel itself offers nothing but ping. */
function receive(element: XmlElement, stream: Stream, requests: Requests): void {
  const stanza = readStanza(element);
  if (stanza === undefined || stanza.kind !== "iq") return;
  if (stanza.type === "result" || stanza.type === "error") return requests.answer(element);
  const ping = payloadOf(stanza)?.attrs["xmlns"] === NS.ping;
  stream.write(writeXml(ping ? resultOf(stanza) : errorOf(stanza, fault("unknown-request"))));
}

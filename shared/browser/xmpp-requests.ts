// Requests that wait for their answer (RFC 6120 section 8.2.3). Every one of them is settled: by an answer, by time, or by the end of the session.
import { NS } from "#core/namespaces.ts";
import { readStanzaError, type StanzaError } from "#core/stanza-error.ts";
import { childOf, xml, type XmlElement } from "#core/xml.ts";
import type { Clock } from "./clock.ts";

/** The answer to a request that did not succeed: an error stanza, or what stands for one when no answer came. */
export interface StanzaFault {
  readonly fault: StanzaError;
}

type Outcome = XmlElement | StanzaFault;

interface Pending {
  readonly from: readonly string[];
  readonly settle: (outcome: Outcome) => void;
}

export class Requests {
  readonly #pending = new Map<string, Pending>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `from`: who may answer; the empty string stands for an answer without a sender. */
  wait(id: string, from: readonly string[], timeoutMs: number): Promise<Outcome> {
    return new Promise((resolve) => {
      const giveUp = this.#clock.after(timeoutMs, () => this.#settle(id, noAnswer("No answer came in time.")));
      this.#pending.set(id, {
        from,
        settle(outcome) {
          giveUp();
          resolve(outcome);
        },
      });
    });
  }

  receive(iq: XmlElement): void {
    const { id = "", type, from = "" } = iq.attrs;
    // Only who was asked may answer (RFC 6120 section 8.1.2.1).
    if (this.#pending.get(id)?.from.includes(from)) this.#settle(id, type === "result" ? iq : { fault: readStanzaError(iq) });
  }

  endAll(): void {
    for (const id of [...this.#pending.keys()]) this.#settle(id, noAnswer("The connection was lost before the answer came."));
  }

  #settle(id: string, outcome: Outcome): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    pending?.settle(outcome);
  }
}

export function noAnswer(text: string): StanzaFault {
  return { fault: { type: "wait", condition: "remote-server-timeout", code: undefined, text } };
}

/** What this end says to a request: it is alive, it has heard of the roster; all else it cannot do. */
export function answerTo(iq: XmlElement): XmlElement {
  const { id, from: to, type } = iq.attrs;
  const isKnown = (type === "get" && childOf(iq, "ping", NS.ping)) || (type === "set" && childOf(iq, "query", NS.roster));
  if (isKnown) return xml("iq", { type: "result", id, to });
  return xml("iq", { type: "error", id, to }, xml("error", { type: "cancel" }, xml("service-unavailable", { xmlns: NS.stanzas })));
}

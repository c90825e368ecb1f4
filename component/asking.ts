// Requests that the component makes itself, each waiting for its reply or for the end of its time (RFC 6120 section 8.2.3).
import { readError, type StanzaError } from "#core/errors.ts";
import { writeIq, type IqType, type Stanza } from "#core/stanza.ts";
import type { XmlElement } from "#core/xml.ts";
import type { Clock } from "./clock.ts";
import type { Random } from "./random.ts";

export interface Asking {
  /** The result's stanza, or what the error said; `from` is an address of ours, `timeout` in milliseconds. */
  ask(type: IqType, from: string, to: string, payload: XmlElement, timeout: number): Promise<XmlElement | StanzaError>;
  /** Takes an iq result or error to who waits for it. */
  reply(stanza: Stanza): void;
}

export function makeAsking({ send, clock, random }: { readonly send: (stanza: XmlElement) => boolean; readonly clock: Clock; readonly random: Random }): Asking {
  const asked = new Map<string, (reply: Stanza) => void>();
  return {
    ask: (type, from, to, payload, timeout) =>
      new Promise((resolve) => {
        const id = random.token(16);
        const key = `${to} ${id}`;
        const end = (reply: XmlElement | StanzaError) => {
          cancel();
          asked.delete(key);
          resolve(reply);
        };
        const cancel = clock.after(timeout, () => end(noAnswer("remote-server-timeout")));
        asked.set(key, (reply) => end(reply.type === "result" ? reply.element : readError(reply.element)));
        if (!send(writeIq(type, from, to, id, payload))) end(noAnswer("recipient-unavailable"));
      }),
    // Only the one who was asked can answer.
    reply: (stanza) => asked.get(`${stanza.from} ${stanza.id}`)?.(stanza),
  };
}

const noAnswer = (condition: string): StanzaError => ({ type: "wait", condition, code: undefined, text: "" });

// Questions that wait for their answers (iq, RFC 6120 section 8.2.3), each with a time-out.
import { randomBytes } from "node:crypto";
import { fault, readError, type ErrorCode, type Fault } from "#core/errors.ts";
import type { XmlElement } from "#core/xml.ts";

/** The server or the service did not answer. `asked`: the request had gone out, so it may have been carried out. */
export class ServiceAway extends Error {
  readonly asked: boolean;
  constructor(asked: boolean) {
    super(asked ? "The service did not answer." : "The server cannot be reached.");
    this.asked = asked;
  }
}

export interface Requests {
  /** Sends what `write` makes of the id, and waits. The result's iq, or the fault that came back; throws `ServiceAway`. */
  ask(to: string, write: (id: string) => void): Promise<XmlElement | Fault>;
  /** An iq of type result or error. */
  answer(iq: XmlElement): void;
  /** The stream is gone: nothing that was asked will be answered. */
  giveUp(): void;
}

interface Pending {
  readonly to: string;
  readonly settle: (answer: XmlElement | Fault | ServiceAway) => void;
}

export function openRequests(timeout: number): Requests {
  const pending = new Map<string, Pending>();
  return {
    ask: (to, write) =>
      new Promise((resolve, reject) => {
        const id = randomBytes(12).toString("base64url");
        const settle = (answer: XmlElement | Fault | ServiceAway) => {
          clearTimeout(limit);
          pending.delete(id);
          if (answer instanceof ServiceAway) reject(answer);
          else resolve(answer);
        };
        const limit = setTimeout(() => settle(new ServiceAway(true)), timeout);
        pending.set(id, { to, settle });
        write(id);
      }),
    answer(iq) {
      const asked = pending.get(iq.attrs["id"] ?? "");
      // Only who was asked can answer: anybody may send us an iq with some id.
      if (asked !== undefined && asked.to === iq.attrs["from"]) asked.settle(iq.attrs["type"] === "result" ? iq : readFault(iq));
    },
    giveUp() {
      for (const { settle } of [...pending.values()]) settle(new ServiceAway(true));
    },
  };
}

// Conditions by which a server says that the other end is not there now (RFC 6120 section 8.3.3).
const AWAY = new Set(["remote-server-not-found", "remote-server-timeout", "service-unavailable", "recipient-unavailable"]);
// For a service that is not ours and has no codes of ours.
const BY_CONDITION: Readonly<Record<string, ErrorCode>> = {
  "item-not-found": "unknown-node", "conflict": "conflict", "forbidden": "forbidden", "not-allowed": "forbidden", "not-authorized": "forbidden",
  "bad-request": "malformed", "policy-violation": "too-large", "resource-constraint": "too-fast", "feature-not-implemented": "unknown-request",
};

function readFault(iq: XmlElement): Fault | ServiceAway {
  const { condition, code, text } = readError(iq);
  if (code === undefined && AWAY.has(condition)) return new ServiceAway(false);
  return fault(code ?? BY_CONDITION[condition] ?? "internal", text === "" ? undefined : text);
}

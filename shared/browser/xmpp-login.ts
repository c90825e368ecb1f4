// From an open stream to a session: SASL (RFC 6120 section 6), resource binding (section 7) or resumption (XEP-0198).
import { NS } from "#core/namespaces.ts";
import { childOf, childrenOf, textOf, xml, type XmlElement } from "#core/xml.ts";
import type { ScramKeys } from "./scram.ts";
import { SM, type Counts } from "./stream-management.ts";
import type { Stream } from "./xmpp-stream.ts";

export const SASL = "urn:ietf:params:xml:ns:xmpp-sasl";
const BIND = "urn:ietf:params:xml:ns:xmpp-bind";

export type Credentials =
  | { readonly kind: "anonymous" }
  /** `local` is what stands before the @ of the address. */
  | { readonly kind: "password"; readonly local: string; readonly password: string }
  /** Signs in again without the password, with what `onKeys` gave the first time. */
  | { readonly kind: "keys"; readonly local: string; readonly keys: ScramKeys };

/** Why there is no use in trying again: nothing changes until a person changes something. */
export type RefusedReason =
  | "wrong-password"
  | "account-disabled"
  | "no-mechanism" // the server offers no way of signing in that is safe
  | "false-server"; // the server could not prove that it knows the password

export type Login =
  | { readonly kind: "bound"; readonly jid: string; /** `undefined` without stream management */ readonly resumeId: string | undefined }
  | { readonly kind: "resumed"; readonly h: number }
  | { readonly kind: "refused"; readonly reason: RefusedReason }
  | { readonly kind: "failed" }; // worth another try later

export interface LoginOptions {
  readonly stream: Pick<Stream, "write" | "restart">;
  readonly credentials: Credentials;
  readonly authenticate: Authenticate;
  /** Once the server has proved that it knows the password: what stands for the password there. */
  readonly onKeys?: ((keys: ScramKeys) => void) | undefined;
  /** The session to take up again, if there is one. */
  readonly previous: Counts | undefined;
  /** The next element; never settles once the stream is gone. */
  readonly next: () => Promise<XmlElement>;
}

/** `offered`: the server's SASL mechanisms. `undefined` once authenticated. */
export type Authenticate = (options: LoginOptions, offered: readonly string[]) => Promise<Login | undefined>;

export async function login(options: LoginOptions): Promise<Login> {
  const { stream, next, credentials, previous } = options;
  const refused = await options.authenticate(options, readMechanisms(await next()));
  if (refused !== undefined) return refused;
  stream.restart();
  const features = await next();
  const managed = childOf(features, "sm", SM) !== undefined;
  if (managed && previous !== undefined && previous.id !== "") {
    stream.write(xml("resume", { xmlns: SM, h: previous.inbound, previd: previous.id }));
    const answer = await next();
    if (answer.name === "resumed") return { kind: "resumed", h: Number(answer.attrs["h"]) };
  }
  stream.write(xml("iq", { xmlns: NS.client, type: "set", id: "bind" }, xml("bind", { xmlns: BIND })));
  const bound = childOf(await next(), "bind", BIND);
  const jid = bound && textOf(childOf(bound, "jid"));
  if (!jid) return { kind: "failed" };
  if (!managed) return { kind: "bound", jid, resumeId: undefined };
  const isForGood = credentials.kind === "anonymous"; // such a session is not resumed: there is nothing in the answer to wait for
  stream.write(xml("enable", { xmlns: SM, resume: isForGood ? undefined : "true" }));
  if (isForGood) return { kind: "bound", jid, resumeId: "" };
  const enabled = await next();
  return { kind: "bound", jid, resumeId: enabled.name === "enabled" ? (enabled.attrs["id"] ?? "") : undefined };
}

function readMechanisms(features: XmlElement): string[] {
  const list = childOf(features, "mechanisms", SASL);
  return list === undefined ? [] : childrenOf(list, "mechanism").map(textOf);
}

/** SASL ANONYMOUS (XEP-0175). */
export const authenticateAnonymously: Authenticate = async ({ stream, next }, offered) => {
  if (!offered.includes("ANONYMOUS")) return { kind: "refused", reason: "no-mechanism" };
  stream.write(xml("auth", { xmlns: SASL, mechanism: "ANONYMOUS" }));
  return (await next()).name === "success" ? undefined : { kind: "failed" };
};

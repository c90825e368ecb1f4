// From an open stream to a session: SASL (RFC 6120 section 6), resource binding (section 7) or resumption (XEP-0198).
import { NS } from "#core/namespaces.ts";
import { childOf, childrenOf, textOf, xml, type XmlElement } from "#core/xml.ts";
import { readBase64, scramFinal, scramFirst, writeBase64, type ScramHash, type ScramKeys } from "./scram.ts";
import { SM, type Counts } from "./stream-management.ts";
import type { Stream } from "./xmpp-stream.ts";

const SASL = "urn:ietf:params:xml:ns:xmpp-sasl";
const BIND = "urn:ietf:params:xml:ns:xmpp-bind";

export type Credentials =
  | { readonly kind: "anonymous" }
  /** `local` is what stands before the @ of the address. */
  | { readonly kind: "password"; readonly local: string; readonly password: string }
  /** Signs in again without the password, with what `onKeys` gave the first time. */
  | { readonly kind: "keys"; readonly local: string; readonly keys: ScramKeys };

type ScramCredentials = Exclude<Credentials, { kind: "anonymous" }>;

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
  /** Once the server has proved that it knows the password: what stands for the password there. */
  readonly onKeys?: ((keys: ScramKeys) => void) | undefined;
  /** The session to take up again, if there is one. */
  readonly previous: Counts | undefined;
  /** The next element; never settles once the stream is gone. */
  readonly next: () => Promise<XmlElement>;
}

export async function login(options: LoginOptions): Promise<Login> {
  const { stream, next, credentials, previous } = options;
  const refused = await authenticate(options, await next());
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
  stream.write(xml("enable", { xmlns: SM, resume: credentials.kind === "anonymous" ? undefined : "true" }));
  const enabled = await next();
  return { kind: "bound", jid, resumeId: enabled.name === "enabled" ? (enabled.attrs["id"] ?? "") : undefined };
}

/** `undefined` once authenticated. */
async function authenticate(options: LoginOptions, features: XmlElement): Promise<Login | undefined> {
  const list = childOf(features, "mechanisms", SASL);
  const offered = list === undefined ? [] : childrenOf(list, "mechanism").map(textOf);
  if (options.credentials.kind === "anonymous") {
    if (!offered.includes("ANONYMOUS")) return { kind: "refused", reason: "no-mechanism" };
    options.stream.write(xml("auth", { xmlns: SASL, mechanism: "ANONYMOUS" }));
    return (await options.next()).name === "success" ? undefined : { kind: "failed" };
  }
  // PLAIN is never used: it hands the password to whoever answers.
  const { credentials } = options;
  const known = credentials.kind === "keys" ? ([credentials.keys.hash] as const) : (["SHA-256", "SHA-1"] as const);
  const hash = known.find((h) => offered.includes(`SCRAM-${h}`));
  return hash === undefined ? { kind: "refused", reason: "no-mechanism" } : authenticateScram(options, hash, credentials);
}

async function authenticateScram({ stream, next, onKeys }: LoginOptions, hash: ScramHash, credentials: ScramCredentials): Promise<Login | undefined> {
  const first = scramFirst(credentials.local);
  stream.write(xml("auth", { xmlns: SASL, mechanism: `SCRAM-${hash}` }, encode(first.message)));
  const challenge = await next();
  if (challenge.name !== "challenge") return readFailure(challenge);
  const final = await scramFinal(hash, first, decode(challenge), credentials.kind === "keys" ? credentials.keys : credentials.password);
  if (final === "false-server") return { kind: "refused", reason: "false-server" };
  if (final === "stale") return { kind: "refused", reason: "wrong-password" };
  stream.write(xml("response", { xmlns: SASL }, encode(final.message)));
  let outcome = await next();
  let signature = decode(outcome);
  if (outcome.name === "challenge") {
    // Some servers send the signature in a challenge of its own.
    stream.write(xml("response", { xmlns: SASL }));
    outcome = await next();
    signature ||= decode(outcome);
  }
  if (outcome.name !== "success") return readFailure(outcome);
  if (signature.split(",")[0] !== final.expected) return { kind: "refused", reason: "false-server" };
  onKeys?.(final.keys);
  return undefined;
}

function readFailure(failure: XmlElement): Login {
  const condition = childrenOf(failure)[0]?.name;
  if (condition === "not-authorized" || condition === "invalid-authzid" || condition === "credentials-expired") return { kind: "refused", reason: "wrong-password" };
  if (condition === "account-disabled") return { kind: "refused", reason: "account-disabled" };
  return { kind: "failed" };
}

const encode = (text: string): string => writeBase64(new TextEncoder().encode(text));

function decode(element: XmlElement): string {
  return new TextDecoder().decode(readBase64(textOf(element)) ?? new Uint8Array());
}

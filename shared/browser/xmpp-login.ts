// From an open stream to a session: SASL (RFC 6120 section 6), resource binding (section 7) or resumption (XEP-0198);
// for guests all of it in one breath where the server can do that (XEP-0388 with XEP-0386), and with the stream's beginning where that is known before (XEP-0305).
import { NS } from "#core/namespaces.ts";
import { childOf, childrenOf, textOf, xml, type XmlElement } from "#core/xml.ts";
import type { ScramKeys } from "./scram.ts";
import { SM, type Counts } from "./stream-management.ts";
import type { Stream } from "./xmpp-stream.ts";

export const SASL = "urn:ietf:params:xml:ns:xmpp-sasl";
export const SASL2 = "urn:xmpp:sasl:2";
const BIND2 = "urn:xmpp:bind:0";
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
  /** `jid`: empty where the server has still to say it, in its `<success/>` (XEP-0388). */
  | { readonly kind: "bound"; readonly jid: string; /** `undefined` without stream management */ readonly resumeId: string | undefined }
  | { readonly kind: "resumed"; readonly h: number }
  | { readonly kind: "refused"; readonly reason: RefusedReason }
  | { readonly kind: "failed" }; // worth another try later

export interface LoginOptions {
  readonly stream: Pick<Stream, "write" | "restart" | "opened">;
  /** The server is known to do all in one: its features are not waited for. */
  readonly atOnce: boolean;
  readonly credentials: Credentials;
  readonly authenticate: Authenticate;
  /** Once the server has proved that it knows the password: what stands for the password there. */
  readonly onKeys?: ((keys: ScramKeys) => void) | undefined;
  /** The session to take up again, if there is one. */
  readonly previous: Counts | undefined;
  /** The next element; never settles once the stream is gone. */
  readonly next: () => Promise<XmlElement>;
}

/** Begins when the stream does. `undefined` once authenticated; a login where there is nothing more to do. */
export type Authenticate = (options: LoginOptions) => Promise<Login | undefined>;

export async function login(options: LoginOptions): Promise<Login> {
  const { stream, next, credentials, previous } = options;
  const outcome = await options.authenticate(options);
  if (outcome !== undefined) return outcome;
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

export const mechanismsOf = (list: XmlElement | undefined): readonly string[] => (list === undefined ? [] : childrenOf(list, "mechanism").map(textOf));

/** SASL ANONYMOUS (XEP-0175). */
export const authenticateAnonymously: Authenticate = async ({ stream, next, atOnce }) => {
  const features = atOnce ? await stream.opened : await next();
  if (features === undefined || bindsAtOnce(features)) {
    // What the guest asks for next follows at once: the server takes one thing after the other.
    stream.write(xml("authenticate", { xmlns: SASL2, mechanism: "ANONYMOUS" }, xml("bind", { xmlns: BIND2 })));
    stream.write(xml("enable", { xmlns: SM }));
    return { kind: "bound", jid: "", resumeId: "" };
  }
  if (!mechanismsOf(childOf(features, "mechanisms", SASL)).includes("ANONYMOUS")) return { kind: "refused", reason: "no-mechanism" };
  stream.write(xml("auth", { xmlns: SASL, mechanism: "ANONYMOUS" }));
  return (await next()).name === "success" ? undefined : { kind: "failed" };
};

/** Whether the server signs guests in (XEP-0388), binds (XEP-0386) and counts (XEP-0198) without a journey for each. */
export function bindsAtOnce(features: XmlElement): boolean {
  const sasl = childOf(features, "authentication", SASL2);
  const inline = (of: XmlElement | undefined) => of && childOf(of, "inline");
  const bind = inline(sasl) && childOf(inline(sasl) as XmlElement, "bind", BIND2);
  const counts = childrenOf(inline(bind) ?? xml("inline"), "feature").some(({ attrs }) => attrs["var"] === SM);
  return counts && mechanismsOf(sasl).includes("ANONYMOUS");
}

/** The address from a `<success/>` with a bound resource; `undefined` from all else. */
export function boundJid(outcome: XmlElement): string | undefined {
  const jid = textOf(childOf(outcome, "authorization-identifier"));
  return outcome.name === "success" && childOf(outcome, "bound", BIND2) && jid.includes("/") ? jid : undefined;
}

// Signing in with a password, or with what stands for it: SASL SCRAM (RFC 5802). Apart from the rest, because guests have no use for it.
import { childOf, childrenOf, textOf, xml, type XmlElement } from "#core/xml.ts";
import { readBase64, scramFinal, scramFirst, writeBase64, type ScramHash } from "./scram.ts";
import { authenticateAnonymously, mechanismsOf, SASL, type Authenticate, type Credentials, type Login, type LoginOptions } from "./xmpp-login.ts";

type ScramCredentials = Exclude<Credentials, { kind: "anonymous" }>;

export const authenticate: Authenticate = async (options) => {
  const { credentials } = options;
  if (credentials.kind === "anonymous") return authenticateAnonymously(options);
  const offered = mechanismsOf(childOf(await options.next(), "mechanisms", SASL));
  // PLAIN is never used: it hands the password to whoever answers.
  const known = credentials.kind === "keys" ? ([credentials.keys.hash] as const) : (["SHA-256", "SHA-1"] as const);
  const hash = known.find((h) => offered.includes(`SCRAM-${h}`));
  return hash === undefined ? { kind: "refused", reason: "no-mechanism" } : authenticateScram(options, hash, credentials);
};

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

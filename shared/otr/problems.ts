// What a session tells people when something goes wrong. Plain words, and never what the peer wrote.
import type { ProblemCode } from "./session.ts";

export const PROBLEMS: Record<ProblemCode, string> = {
  unencrypted: "A message arrived without encryption and is not shown.",
  unreadable: "A message could not be decrypted. Encryption starts again.",
  malformed: "Something arrived that is no message.",
  oversize: "A message arrived that is far too long, and was dropped.",
  "peer-error": "The other side could not read a message. Encryption starts again.",
  "no-version": "The other side's encryption is too old or unknown.",
  "too-many-starts": "Encryption was asked for too often. It can start again in a minute.",
  handshake: "Encryption could not be agreed on. It is tried again.",
  "no-answer": "The other side does not answer the request for encryption yet.",
  "too-long": "This message is too long to be sent at once.",
  "too-many": "Too many messages are waiting. Please wait for the connection.",
  "must-match": "The other side's key is not the expected one, so nothing is sent.",
  smp: "Secrets can only be compared while the conversation is encrypted.",
  internal: "Something unexpected went wrong with encryption. Encryption starts again.",
};

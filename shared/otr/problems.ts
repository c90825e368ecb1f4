// What a session tells people when something goes wrong. Plain words, and never what the peer wrote.
import type { ProblemCode } from "./session.ts";

export const PROBLEMS: Record<ProblemCode, string> = {
  unencrypted: "A message arrived without encryption and is not shown.",
  unreadable: "A message could not be decrypted. Encryption starts again.",
  malformed: "Something arrived that is no message.",
  oversize: "A message arrived that is far too long.",
  "peer-error": "The other side could not read a message. Encryption starts again.",
  "no-version": "The other side's encryption is too old or unknown.",
  "too-many-starts": "Encryption started too often. Wait a minute.",
  handshake: "Encryption could not be agreed on.",
  "no-answer": "The other side does not answer yet.",
  "too-long": "This message is too long to be sent at once.",
  "too-many": "Too many messages are waiting.",
  "must-match": "The other side's key is not the expected one, so nothing is sent.",
  smp: "Secrets can only be compared while the conversation is encrypted.",
  internal: "Something went wrong with encryption.",
};

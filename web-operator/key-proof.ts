// Whether a guest can see that the library answers: our key's fingerprint beside that of the chat's skin (XEP-0060, an item of an open node).
import { CURRENT } from "#core/nodes.ts";
import { readItems } from "#core/pubsub-reply.ts";
import { writePubsub } from "#core/pubsub.ts";
import { isFault } from "#core/errors.ts";
import { readSkin } from "#core/skin.ts";
import type { Connection } from "#browser/connection.ts";
import type { Proof } from "./model.ts";

/** The fingerprint of a skin now: `undefined` where it cannot be had, empty where the skin has none. */
export async function askFingerprint(connection: Connection, service: string, skin: string): Promise<string | undefined> {
  const { type, payload } = writePubsub({ ask: "items", node: skin, ids: [CURRENT] });
  const answer = await connection.request(payload, { type: type === "set" ? "set" : "get", to: service });
  if ("fault" in answer) return undefined;
  const item = readItems(answer)[0]?.payload;
  const read = item && readSkin(item);
  return read === undefined || isFault(read) ? undefined : (read.fingerprint?.hex ?? "");
}

export function proofOf(skin: string | undefined, own: string | undefined): Proof {
  if (own === undefined) return "no-key";
  if (skin === undefined) return "unknown";
  return skin === own ? "current" : "old-key";
}

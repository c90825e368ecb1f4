// A skin for the box's page: what anybody may read of it, by the same rights as over XMPP.
import { isFault } from "#core/errors.ts";
import type { XmlElement } from "#core/xml.ts";
import type { Reader } from "../store/database.ts";
import { unpackElement } from "../store/payload.ts";
import { nodeFor, type Asker } from "./operation.ts";

const ANYBODY: Asker = { from: "", bare: "", guest: true };

/** `node`: a skin's. Undefined where it is not there, is empty, or is not for everybody. */
export async function readOpenSkin(db: Reader, node: string): Promise<XmlElement | undefined> {
  const found = await nodeFor(db, ANYBODY, node, "read");
  return isFault(found) || found.row.payload === null ? undefined : unpackElement(found.row.payload);
}

// What a publish comes to: pure, from the facts that the store has (docs/protocol.md, "Skins", "Queues", "Keys").
import { CHAT_PREFIX } from "#core/address.ts";
import { fault, isFault, type Fault } from "#core/errors.ts";
import { readKey } from "#core/key.ts";
import { CURRENT, type NodeName } from "#core/nodes.ts";
import { readQueue } from "#core/queue.ts";
import { readSkin, withFingerprint, type Fingerprint } from "#core/skin.ts";
import { writeXml, type XmlElement } from "#core/xml.ts";
import { MAX_PAYLOAD } from "./configure.ts";

export interface PublishFacts {
  readonly name: NodeName;
  readonly id?: string;
  readonly payload: XmlElement;
  /** Of the library's `key` node; for a skin. */
  readonly key?: Fingerprint;
  /** The library whose queue bears the name that the skin sends its chats to. */
  readonly queueOf?: string;
  /** The library's skins that have an item; for a key. */
  readonly skins: readonly StoredSkin[];
}

export interface StoredSkin {
  readonly node: string;
  readonly payload: XmlElement;
}

/** All the items that are written, together or not at all; the first is the one that was published. */
export interface Publication {
  readonly items: readonly StoredSkin[];
}

export function decidePublish(node: string, facts: PublishFacts): Publication | Fault {
  if (facts.id !== undefined && facts.id !== CURRENT) return fault("item-id");
  if (Buffer.byteLength(writeXml(facts.payload)) > MAX_PAYLOAD) return fault("payload-too-big", `A payload has at most ${MAX_PAYLOAD} bytes.`);
  const items = content(node, facts);
  return isFault(items) ? asPayloadFault(items) : { items };
}

function content(node: string, facts: PublishFacts): StoredSkin[] | Fault {
  switch (facts.name.kind) {
    case "skin":
      return skinItem(node, facts);
    case "queue": {
      const queue = readQueue(facts.payload);
      return isFault(queue) ? queue : [{ node, payload: facts.payload }];
    }
    case "key": {
      const fingerprint = readKey(facts.payload);
      if (isFault(fingerprint)) return fingerprint;
      return [{ node, payload: facts.payload }, ...facts.skins.map((skin) => ({ node: skin.node, payload: withFingerprint(skin.payload, fingerprint) }))];
    }
  }
}

function skinItem(node: string, { name, payload, key, queueOf }: PublishFacts): StoredSkin[] | Fault {
  const skin = readSkin(payload);
  if (isFault(skin)) return skin;
  if (queueOf !== undefined && queueOf !== name.library) return fault("forbidden", `The queue "${skin.queue}" is another library's.`);
  if (skin.fingerprint === undefined) return [{ node, payload }];
  if (key === undefined) return fault("stale-fingerprint", "The library has no key; a skin gets its fingerprint from there.");
  if (skin.fingerprint.hex !== key.hex) return fault("stale-fingerprint");
  return [{ node, payload: withFingerprint(payload, key) }]; // with the key's own date
}

/** A codec's complaint in XEP-0060's words. */
function asPayloadFault(found: Fault): Fault {
  const code = ({ "malformed": "invalid-payload", "too-large": "payload-too-big" } as const)[found.fault as string];
  return code === undefined ? found : { ...found, fault: code };
}

/** Whether a node may be made under this name. */
export function refuseName(name: NodeName | undefined): Fault | undefined {
  if (name === undefined) return fault("node-name");
  if (name.kind === "queue" && name.name.startsWith(CHAT_PREFIX)) return fault("node-name", `A queue's name does not begin with "${CHAT_PREFIX}": such are the addresses of chats.`);
  return undefined;
}

// Answers disco (XEP-0030) from what is there: features from the routes that are registered, nodes and items from the parts that have them.
import type { Place } from "#core/address.ts";
import { readDiscoRequest, writeDiscoInfo, writeDiscoItems, type DiscoInfo, type DiscoItem, type DiscoRequest } from "#core/disco.ts";
import { fault, isFault, type Fault } from "#core/errors.ts";
import { NS } from "#core/namespaces.ts";
import type { XmlElement } from "#core/xml.ts";
import type { Request, Route, Router } from "../router.ts";

export interface DiscoQuestion extends DiscoRequest {
  readonly request: Request;
}

export interface DiscoItems {
  readonly items: readonly DiscoItem[];
  /** The page's `<set/>` (XEP-0059), where it is one. */
  readonly set?: XmlElement;
}

/** What one part of the program knows about the addresses of a place; `undefined` where it knows nothing of them or of the node. */
export interface DiscoPart {
  readonly at: Place;
  info(question: DiscoQuestion): Promise<Partial<DiscoInfo> | Fault | undefined>;
  items(question: DiscoQuestion): Promise<DiscoItems | Fault | undefined>;
}

export interface Disco {
  add(part: DiscoPart): void;
}

export function addDisco(router: Router): Disco {
  const parts: DiscoPart[] = [];
  const at = (request: Request) => parts.filter((part) => part.at === request.at.place);

  async function info(request: Request): Promise<XmlElement | Fault> {
    const asked = readDiscoRequest(request.payload);
    if (isFault(asked)) return asked;
    const found = await collect(at(request), (part) => part.info({ ...asked, request }));
    if (isFault(found)) return found;
    if (asked.node !== undefined && found.length === 0) return fault("unknown-node");
    const features = asked.node === undefined ? featuresOf(router.routes(), request.at.place) : [];
    return writeDiscoInfo(asked.node, {
      identities: found.flatMap((f) => f.identities ?? []),
      features: [...new Set([...features, ...found.flatMap((f) => f.features ?? [])])].sort(),
      forms: found.flatMap((f) => f.forms ?? []),
    });
  }

  async function items(request: Request): Promise<XmlElement | Fault> {
    const asked = readDiscoRequest(request.payload);
    if (isFault(asked)) return asked;
    const found = await collect(at(request), (part) => part.items({ ...asked, request }));
    if (isFault(found)) return found;
    if (asked.node !== undefined && found.length === 0) return fault("unknown-node");
    return writeDiscoItems(asked.node, found.flatMap((f) => f.items), found.find((f) => f.set !== undefined)?.set);
  }

  router.add(
    { kind: "iq", type: "get", namespace: NS.discoInfo, name: "query", at: "any", handler: info },
    { kind: "iq", type: "get", namespace: NS.discoItems, name: "query", at: "any", handler: items },
  );
  return { add: (part) => void parts.push(part) };
}

/** All that the parts know; the first fault where one has a fault. */
async function collect<T>(parts: readonly DiscoPart[], ask: (part: DiscoPart) => Promise<T | Fault | undefined>): Promise<T[] | Fault> {
  const found: T[] = [];
  for (const part of parts) {
    const answer = await ask(part);
    if (isFault(answer)) return answer;
    if (answer !== undefined) found.push(answer);
  }
  return found;
}

function featuresOf(routes: readonly Route[], place: Place): string[] {
  return routes.filter((r) => r.at === "any" || r.at === place).flatMap((r) => r.features ?? [r.namespace]);
}

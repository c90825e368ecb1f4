// Server, component, panel and guests for tests of pubsub: who asks is an address, and the panel's and the guests' hosts are the test's own.
import { expect } from "chai";
import { isFault, readError } from "#core/errors.ts";
import { NS } from "#core/namespaces.ts";
import { writePubsub, type PubsubRequest } from "#core/pubsub.ts";
import { readEvent, readItems, type PubsubEvent } from "#core/pubsub-reply.ts";
import { emptySkin, readSkin, writeSkin, type Skin } from "#core/skin.ts";
import { childOf, childrenOf, type XmlElement } from "#core/xml.ts";
import { startComponent, type RunningComponent } from "./component.ts";
import { startPeer, type Peer } from "./peer.ts";
import { startProsody, type Prosody } from "./prosody.ts";

export const FIRST = { hex: "1".repeat(40), created: "2026-01-05T09:00:00Z" };
export const SECOND = { hex: "2".repeat(40), created: "2026-01-12T09:00:00Z" };

export const demo = "demo@panel.example.org";
export const other = "other@panel.example.org";
export const guest = (n = 1): string => `g${n}@guest.example.org/box`;

export interface Library {
  readonly prosody: Prosody;
  readonly component: RunningComponent;
  readonly panel: Peer;
  readonly guests: Peer;
  ask(from: string, request: PubsubRequest): Promise<XmlElement>;
  /** The result; rejects where there was an error. */
  done(from: string, request: PubsubRequest): Promise<XmlElement>;
  /** The error, as `condition special feature`. */
  refused(from: string, request: PubsubRequest): Promise<string>;
  skinAt(node: string): Promise<Skin>;
  /** The next event that comes to this address. */
  eventTo(to: string): Promise<PubsubEvent | undefined>;
  stop(): Promise<void>;
}

export const publishSkin = (node: string, skin: Partial<Skin> = {}) => ({ ask: "publish", node, id: "current", payload: writeSkin({ ...emptySkin("reference"), ...skin }) }) as const;

export async function openLibrary(): Promise<Library> {
  const prosody = await startProsody({ guestsAsComponent: true });
  const component = await startComponent(prosody);
  const panel = await startPeer(prosody, prosody.panelDomain);
  const guests = await startPeer(prosody, prosody.guestDomain);
  const peerOf = (jid: string) => (jid.includes(`@${prosody.guestDomain}`) ? guests : panel);

  async function ask(from: string, request: PubsubRequest): Promise<XmlElement> {
    const { type, payload } = writePubsub(request);
    return peerOf(from).ask(type, from, prosody.service, payload);
  }

  async function done(from: string, request: PubsubRequest): Promise<XmlElement> {
    const reply = await ask(from, request);
    if (reply.attrs["type"] !== "result") throw new Error(`${request.ask}: ${JSON.stringify(readError(reply))}`);
    return reply;
  }

  return {
    ...{ prosody, component, panel, guests, ask, done },
    async refused(from, request) {
      const reply = await ask(from, request);
      expect(reply.attrs["type"]).to.equal("error");
      return described(reply);
    },
    async skinAt(node) {
      const payload = readItems(await done(guest(), { ask: "items", node, ids: [] }))[0]?.payload;
      const skin = payload && readSkin(payload);
      if (skin === undefined || isFault(skin)) throw new Error("There is no skin.");
      return skin;
    },
    eventTo: async (to) => readEvent(await peerOf(to).next((s) => s.name === "message" && s.attrs["to"] === to && s.attrs["type"] !== "error")),
    async stop() {
      await panel.stop();
      await guests.stop();
      await component.stop();
      await prosody.stop();
    },
  };
}

/** Condition, XEP-0060's own condition, feature. */
export function described(reply: XmlElement): string {
  const error = childOf(reply, "error") as XmlElement;
  const special = childrenOf(error).find((c) => c.attrs["xmlns"] === NS.pubsubErrors);
  return [readError(reply).condition, special?.name, special?.attrs["feature"]].filter((part) => part !== undefined).join(" ");
}

// Publishing a skin of 2 kB: to 1,000 open boxes beside a component that only writes the same messages; and to a node beside Prosody's own pubsub.
import { randomUUID } from "node:crypto";
import { emptySkin, writeSkin } from "#core/skin.ts";
import { writePubsub } from "#core/pubsub.ts";
import { writeEvent } from "#core/pubsub-reply.ts";
import { writeIq, writeMany } from "#core/stanza.ts";
import type { XmlElement } from "#core/xml.ts";
import { startComponent } from "../support/component.ts";
import { startPeer, type Peer } from "../support/peer.ts";
import { startProsody, type Prosody } from "../support/prosody.ts";
import { signIn, type RawGuest } from "../support/raw-guest.ts";
import { compare, median, quantile, type Measure, type Measures } from "./measure.ts";

const BOXES = 1_000;
const WAVES = 15;
const SEQUENTIAL = 300;
const PIPELINED = 1_000;
const RUNS = 5;
const NODE = "demo/skins/main";
const RAW = "raw.example.org";
const OWN_PUBSUB = "pubsub.example.org";

export const run = (): Promise<Measures> => withServers(async ({ prosody, panel, raw }) => ({ ...(await publishing(prosody, panel)), ...(await fanOut(prosody, panel, raw)) }));

export const measureFanOut = (): Promise<FanOut> =>
  withServers(async ({ prosody, panel, raw }) => {
    await request(panel, prosody.service); // makes the node
    return fanOut(prosody, panel, raw);
  });

interface Servers {
  readonly prosody: Prosody;
  readonly panel: Peer;
  readonly raw: Peer;
}

interface FanOut extends Measures {
  readonly fanout1000: Measure;
  readonly fanout1000Time: Measure;
}

async function withServers<T>(work: (servers: Servers) => Promise<T>): Promise<T> {
  const prosody = await startProsody({ guestsHearAll: true, components: [RAW], end: `Component "${OWN_PUBSUB}" "pubsub"\n  autocreate_on_publish = true\n  admins = { "demo@panel.example.org" }\n` });
  const component = await startComponent(prosody);
  const panel = await startPeer(prosody, prosody.panelDomain);
  const raw = await startPeer(prosody, RAW);
  try {
    return await work({ prosody, panel, raw });
  } finally {
    await panel.stop();
    await raw.stop();
    await component.stop();
    await prosody.stop();
  }
}

/** About 2 kB, different each time. */
function skin(): XmlElement {
  return writeSkin({ ...emptySkin("reference"), texts: { en: { title: randomUUID(), consent: "We keep no transcript of this chat. ".repeat(50) } } });
}

const publishTo = (service: string, node: string): XmlElement => {
  const { payload } = writePubsub({ ask: "publish", node, id: "current", payload: skin() });
  return writeIq("set", "demo@panel.example.org", service, randomUUID(), payload);
};

async function publishing(prosody: Prosody, panel: Peer): Promise<Measures> {
  const services = { ours: prosody.service, reference: OWN_PUBSUB };
  const latency = { ours: [] as number[], reference: [] as number[] };
  const rate = { ours: [] as number[], reference: [] as number[] };
  for (const side of ["ours", "reference"] as const) await request(panel, services[side]); // makes the node
  for (let i = 0; i < SEQUENTIAL; i++) {
    for (const side of ["ours", "reference"] as const) latency[side].push(await request(panel, services[side]));
  }
  for (let i = 0; i < RUNS; i++) {
    for (const side of ["ours", "reference"] as const) {
      const began = performance.now();
      await Promise.all(Array.from({ length: PIPELINED }, () => request(panel, services[side])));
      rate[side].push((PIPELINED / (performance.now() - began)) * 1_000);
    }
  }
  return {
    publishP50: compare(latency.ours, latency.reference, "ms"),
    publishP99: { ...compare([quantile(latency.ours, 0.99)], [quantile(latency.reference, 0.99)], "ms"), runs: SEQUENTIAL },
    publishThroughput: compare(rate.ours, rate.reference, "publishes/s"),
  };
}

async function request(panel: Peer, service: string): Promise<number> {
  const iq = publishTo(service, NODE);
  const began = performance.now();
  const reply = await panel.request(iq);
  if (reply.attrs["type"] !== "result") throw new Error(`The publish was refused: ${JSON.stringify(reply)}`);
  return performance.now() - began;
}

async function openBoxes(prosody: Prosody, count: number): Promise<RawGuest[]> {
  const boxes: RawGuest[] = [];
  while (boxes.length < count) boxes.push(...(await Promise.all(Array.from({ length: 50 }, () => signIn(prosody)))));
  const first = Promise.all(boxes.map((box) => until([box], 1)));
  for (const box of boxes) box.send(`<iq type='set' id='s' to='${prosody.service}'><pubsub xmlns='http://jabber.org/protocol/pubsub'><subscribe node='${NODE}' jid='${box.jid}'/></pubsub></iq>`);
  await first; // each gets the item that is there
  return boxes;
}

async function fanOut(prosody: Prosody, panel: Peer, raw: Peer): Promise<FanOut> {
  const boxes = await openBoxes(prosody, BOXES);
  const ours: number[] = [];
  const reference: number[] = [];
  const jids = boxes.map((box) => box.jid);
  for (let wave = 0; wave < WAVES; wave++) {
    ours.push(await wavetime(boxes, () => panel.send(publishTo(prosody.service, NODE))));
    const event = writeEvent({ event: "item", node: NODE, item: { id: "current", payload: skin() } });
    const texts = writeMany(RAW, "normal", jids, jids.map((_, i) => `r${wave}-${i}`), event).join("");
    reference.push(await wavetime(boxes, () => raw.sendText(texts)));
  }
  for (const box of boxes) box.stop();
  // As speeds, so that more is better: ours by reference is at least 0.6.
  const speed = (times: readonly number[]) => times.map((ms) => (boxes.length / ms) * 1_000);
  return {
    fanout1000: compare(speed(ours), speed(reference), "events/s"),
    fanout1000Time: { ...compare([median(ours)], [median(reference)], "ms"), runs: WAVES },
  };
}

async function wavetime(boxes: readonly RawGuest[], begin: () => void): Promise<number> {
  const all = until(boxes, 1);
  const began = performance.now();
  begin();
  await all;
  return performance.now() - began;
}

/** Resolves when each has so many messages more than now. */
function until(boxes: readonly RawGuest[], more: number): Promise<void> {
  return new Promise((resolve) => {
    let open = boxes.length;
    for (const box of boxes) {
      const wanted = box.messages() + more;
      box.onMessage(() => {
        if (box.messages() === wanted && --open === 0) resolve();
      });
    }
  });
}

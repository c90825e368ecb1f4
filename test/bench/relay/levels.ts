// What joins and claims take, and what a message costs, as chats become many.
import { writeJoin } from "#core/chat.ts";
import { writeCommand } from "#core/chat-command.ts";
import { NS } from "#core/namespaces.ts";
import { childOf, xml } from "#core/xml.ts";
import type { Peer } from "../../support/peer.ts";
import type { Prosody } from "../../support/prosody.ts";
import { compare, type Measures } from "../measure.ts";
import { paced, workPerMessage, type Ways } from "./ways.ts";

/** A component that plays guests and an operator. */
export const CROWD = "crowd.example.org";
const LEVELS = [10, 100, 1_000, 10_000];
const TIMED = 200;
const WORK_RUNS = 3;
const BOUND = 2; // ms for a join or a claim

/** The way's p50 and what a message costs, as chats become many; joins and claims when there are 10,000. */
export async function levels(prosody: Prosody, crowd: Peer, ways: Ways): Promise<Measures> {
  const found: Measures = {};
  let count = 1; // the one that the messages are passed on in
  for (const level of LEVELS) {
    while (count < level) {
      const batch = Math.min(20, level - count);
      await Promise.all(Array.from({ length: batch }, (_, i) => oneChat(prosody, crowd, count + i)));
      count += batch;
      crowd.inbox.length = 0;
    }
    found[`p50With${level}Chats`] = compare(await paced(ways.ours.there), await paced(ways.reference.there), "ms");
    const work = { ours: [] as number[], reference: [] as number[] };
    for (let i = 0; i < WORK_RUNS; i++) for (const side of ["ours", "reference"] as const) work[side].push(await workPerMessage(ways[side]));
    found[`workWith${level}Chats`] = compare(work.ours, work.reference, "us of processor a message");
  }
  return { ...found, ...(await joinsAndClaims(prosody, crowd, count)) };
}

/** One after the other, each followed by a ping of the component: what it took longer than that is the component's own time. The reference is the bound that was set. */
async function joinsAndClaims(prosody: Prosody, crowd: Peer, from: number): Promise<Measures> {
  const times = { join: [] as number[], claim: [] as number[] };
  for (let i = 0; i < TIMED; i++) {
    const { join, claim } = await oneChat(prosody, crowd, from + i);
    const began = performance.now();
    await crowd.ask("get", `op@${CROWD}/desk`, prosody.service, xml("ping", { xmlns: NS.ping }));
    const ping = performance.now() - began;
    times.join.push(join - ping);
    times.claim.push(claim - ping);
  }
  return { join: compare(times.join, [BOUND], "ms in the component"), claim: compare(times.claim, [BOUND], "ms in the component") };
}

async function oneChat(prosody: Prosody, crowd: Peer, n: number): Promise<{ join: number; claim: number }> {
  const began = performance.now();
  const answer = await crowd.ask("set", `g${n}@${CROWD}/box`, `crowd@${prosody.service}`, writeJoin({ skin: "demo/skins/main" }));
  const joined = performance.now();
  const chat = childOf(answer, "ticket")?.attrs["chat"];
  if (chat === undefined) throw new Error("The join was refused.");
  await crowd.ask("set", `op@${CROWD}/desk`, chat, writeCommand("accept"));
  const claimed = performance.now();
  crowd.send(xml("presence", { from: `g${n}@${CROWD}/box`, to: chat }));
  return { join: joined - began, claim: claimed - joined };
}

// The two ways that a message can take from a guest to an operator, through the desk and straight through the server, and what is measured on each.
import { readdirSync, readFileSync } from "node:fs";
import { writeJoin } from "#core/chat.ts";
import { NS } from "#core/namespaces.ts";
import { writeXml } from "#core/xml.ts";
import type { Prosody } from "../../support/prosody.ts";
import type { RawGuest } from "../../support/raw-guest.ts";

const MESSAGES = 2_000;
const IN_FLIGHT = 200;
const PER_SECOND = 500;
const PACED = 500;
const DATA = `?OTR:AAMDAAAAAQAAAAIAAAAAAQAAAAEAAADA${"q".repeat(264)}.`;

export interface Way {
  readonly to: RawGuest;
  send(id: string): void;
}

/** From guest to operator and from operator to guest, and the process whose work is looked at: the component, or for the reference the server. */
export interface BothWays {
  readonly there: Way;
  readonly back: Way;
  readonly pid: number;
}

export type Ways = Record<"ours" | "reference" | "bare", BothWays>;

export const way = (from: RawGuest, to: RawGuest, address: string): Way => ({
  to,
  send: (id) => from.send(`<message type='chat' to='${address}' id='${id}'><body>${DATA}</body><request xmlns='${NS.receipts}'/></message>`),
});

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The guest joins by a plain stanza, and the operator answers by writing; resolves with the chat's address. */
export async function openChat(prosody: Prosody, operator: RawGuest, guest: RawGuest): Promise<string> {
  for (let i = 0; i < 20; i++) {
    const heard = new Promise<string>((resolve) => guest.onText((text) => resolve(text)));
    guest.send(`<iq type='set' id='j${i}' to='reference@${prosody.service}'>${writeXml(writeJoin({ skin: "demo/skins/main" }))}</iq>`);
    const chat = /chat=['"]([^'"]+)['"]/.exec(await heard)?.[1];
    if (chat === undefined) {
      await pause(300);
      continue;
    }
    guest.send(`<presence to='${chat}'/>`);
    await pause(200);
    operator.send(`<message type='chat' to='${chat}'><body>${DATA}</body></message>`);
    await pause(500);
    return chat;
  }
  throw new Error("Nobody was there to answer.");
}

/** Microseconds that the one who passes a message on has worked for it, on the processor's own clock. */
export async function workPerMessage({ there, back, pid }: BothWays): Promise<number> {
  const before = worked(pid);
  await burst(there);
  await burst(back);
  return (worked(pid) - before) / (2 * MESSAGES);
}

/** Microseconds that all threads of a process have run so far (Linux, sched-stats). */
function worked(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  return threads.reduce((sum, tid) => sum + Number(readFileSync(`/proc/${pid}/task/${tid}/schedstat`, "utf8").split(" ")[0]) / 1_000, 0);
}

/** As fast as it goes, with so many on their way at most; messages a second. */
export function burst({ to, send }: Way): Promise<number> {
  const began = performance.now();
  const first = to.messages();
  let sent = 0;
  return new Promise((resolve) => {
    const fill = () => {
      const came = to.messages() - first;
      if (came >= MESSAGES) return resolve((MESSAGES / (performance.now() - began)) * 1_000);
      while (sent < MESSAGES && sent - came < IN_FLIGHT) send(`b${sent++}`);
    };
    to.onMessage(fill);
    fill();
  });
}

/** Times (ms) of messages at a steady pace. Between two addresses order is kept: the n-th that comes is the n-th that was sent. */
export async function paced({ to, send }: Way): Promise<number[]> {
  const sent: number[] = [];
  const times: number[] = [];
  const all = new Promise<void>((resolve) =>
    to.onMessage(() => {
      times.push(performance.now() - (sent[times.length] as number));
      if (times.length === PACED) resolve();
    }),
  );
  const began = performance.now();
  while (sent.length < PACED) {
    const due = ((performance.now() - began) / 1_000) * PER_SECOND;
    while (sent.length < Math.min(PACED, due)) {
      sent.push(performance.now());
      send(`p${sent.length}`);
    }
    await pause(1);
  }
  await all;
  return times;
}

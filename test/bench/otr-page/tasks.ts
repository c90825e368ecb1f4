// What is measured of our OTR, in Node and in a page alike. Each gives milliseconds, one for each run.
import { generateKey, generateThrowawayKey } from "#otr/generate.ts";
import { openSession, type Session, type SessionEvent } from "#otr/session.ts";
import { compare as compareSecrets } from "#otr/smp.ts";

interface End {
  readonly session: Session;
  readonly out: string[];
  received: number;
  verified: number;
  asked: boolean;
}

const keys = [generateThrowawayKey(), generateThrowawayKey()] as const;

function openEnd(key: (typeof keys)[number]): End {
  const end: { -readonly [K in keyof End]?: End[K] } = { out: [], received: 0, verified: 0, asked: false };
  const emit = (event: SessionEvent): void => {
    if (event.kind === "frame") end.out!.push(event.body);
    else if (event.kind === "message") end.received! += 1;
    else if (event.kind === "smp" && event.step === "asked") end.asked = true;
    else if (event.kind === "smp" && event.step === "verified") end.verified! += 1;
  };
  end.session = openSession({ key, policy: { kind: "any" }, compare: compareSecrets, emit });
  return end as End;
}

function settle(a: End, b: End): void {
  while (a.out.length + b.out.length > 0) {
    for (const frame of a.out.splice(0)) b.session.receive(frame);
    for (const frame of b.out.splice(0)) a.session.receive(frame);
  }
}

function pair(): [End, End] {
  const [a, b] = [openEnd(keys[0]), openEnd(keys[1])];
  a.session.start();
  settle(a, b);
  if (a.session.state !== "encrypted" || b.session.state !== "encrypted") throw new Error("The AKE failed.");
  return [a, b];
}

function timed(runs: number, run: (i: number) => void): number[] {
  return Array.from({ length: runs }, (_, i) => {
    const start = performance.now();
    run(i);
    return performance.now() - start;
  });
}

export type Task = "keygen" | "ake" | "pingpong100" | "pingpong2k" | "oneway100" | "smp";

/** oneway100: each run is 1,000 messages. */
export function runTask(task: Task, runs: number): number[] {
  switch (task) {
    case "keygen":
      return timed(runs, () => generateKey());
    case "ake":
      return timed(runs, () => pair());
    case "smp":
      return compare(runs);
    default:
      return talk(task, runs);
  }
}

function compare(runs: number): number[] {
  const [a, b] = pair();
  const times = timed(runs, () => {
    a.session.smpStart("secret");
    settle(a, b);
    b.session.smpAnswer("secret");
    settle(a, b);
  });
  if (a.verified !== runs || b.verified !== runs) throw new Error("A comparison failed.");
  return times;
}

function talk(task: "pingpong100" | "pingpong2k" | "oneway100", runs: number): number[] {
  const [a, b] = pair();
  const text = "x".repeat(task === "pingpong2k" ? 2048 : 100);
  let id = 0;
  const say = (from: End): void => {
    id += 1;
    from.session.send(String(id), text);
    settle(a, b);
  };
  for (const end of [a, b, a, b]) say(end);
  const times = timed(runs, () => {
    if (task === "oneway100") for (let i = 0; i < 1_000; i += 1) say(a);
    else for (const end of [a, b]) say(end);
  });
  if (a.received + b.received !== id) throw new Error("A message was lost.");
  return times;
}

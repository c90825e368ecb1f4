// What a crash costs an operator whose client neither waits for receipts nor sends again: how many texts are lost without a word, and how many come back as errors.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startComponent, type RunningComponent } from "../support/component.ts";
import { body, joinAs, seedLibrary, signIn as signInEnd, type End } from "../support/desk-ends.ts";
import { startProsody, type Prosody } from "../support/prosody.ts";
import { signIn, type RawGuest } from "../support/raw-guest.ts";
import { openTap, type Tap } from "../support/taps.ts";
import type { Measures } from "./measure.ts";

const ROUNDS = 5;
const TEXTS = 200;
const PACE = 5; // ms: far quicker than anybody writes, so that a crash meets some on their way
const SETTLE = 3_000;

interface Scene {
  readonly prosody: Prosody;
  readonly tap: Tap;
  component: RunningComponent;
}

type Blow = (scene: Scene, guest: End) => Promise<void>;

const BLOWS: Record<string, Blow> = {
  async componentKilled(scene) {
    await scene.component.kill();
    scene.component = await start(scene.prosody, scene.tap, scene.component.folder);
  },
  async componentCut({ tap }) {
    tap.cut();
  },
  async serverKilled({ prosody }) {
    await prosody.kill();
    await prosody.start();
  },
  async guestGone(_, guest) {
    guest.close();
  },
};

const start = (prosody: Prosody, tap: Tap, folder: string) =>
  startComponent(prosody, { xmpp: { host: prosody.host, port: tap.port, secret: prosody.secret }, messagesPerSecond: 1_000, graceSeconds: 5 }, folder);

/** `ours`: lost without a word, of so many that were on their way (`reference`). */
export async function run(): Promise<Measures> {
  const prosody = await startProsody({ accounts: { desk1: "one" } });
  const tap = await openTap(() => prosody.componentPort);
  const folder = mkdtempSync(join(tmpdir(), "otterdesk-component-"));
  await seedLibrary(folder, { queues: { reference: { operators: ["desk1@example.org"] } } });
  const scene: Scene = { prosody, tap, component: await start(prosody, tap, folder) };
  const measures: Measures = {};
  try {
    for (const [name, blow] of Object.entries(BLOWS)) {
      const sum = { sent: 0, delivered: 0, returned: 0 };
      for (let i = 0; i < ROUNDS; i++) {
        const { sent, delivered, returned } = await round(scene, blow);
        sum.sent += sent;
        sum.delivered += delivered;
        sum.returned += returned;
      }
      const lost = sum.sent - sum.delivered - sum.returned;
      measures[name] = { ours: lost, reference: sum.sent, ratio: Number((lost / sum.sent).toPrecision(3)), unit: `texts lost without a word (${sum.returned} came back) in ${ROUNDS} crashes`, runs: ROUNDS };
    }
  } finally {
    await scene.component.stop();
    await prosody.stop();
    await tap.close();
  }
  return measures;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function round(scene: Scene, blow: Blow): Promise<{ sent: number; delivered: number; returned: number }> {
  const { prosody } = scene;
  const operator = await signIn(prosody, { account: { local: "desk1", password: "one" } });
  let seen = "";
  let open = true;
  operator.onText((text) => (seen += text));
  operator.onEnd(() => (open = false));
  operator.send("<presence/>");
  operator.send(`<presence to='reference@${prosody.service}' type='subscribed'/>`);
  const { guest, chat } = await answered(scene, operator);
  let sent = 0;
  for (let i = 0; i < TEXTS && open; i++) {
    operator.send(`<message type='chat' to='${chat}' id='t${i}'><body>text ${i}</body></message>`);
    sent++;
    if (i === TEXTS / 2) void blow(scene, guest);
    await pause(PACE);
  }
  await pause(SETTLE);
  operator.send(`<message type='chat' to='${chat}'><body>/end</body></message>`); // what is held for a guest who is gone comes back
  await pause(500);
  const delivered = new Set(guest.inbox.flatMap((s) => (s.attrs["type"] !== "error" && body(s)?.startsWith("text ") ? [body(s)] : []))).size;
  const returned = new Set([...seen.matchAll(/<message[^>]*>/g)].flatMap(([tag]) => (/type=['"]error/.test(tag) ? [/ id=['"](t\d+)['"]/.exec(tag)?.[1]] : [])).filter((id) => id !== undefined)).size;
  operator.stop();
  guest.close();
  return { sent, delivered, returned };
}

async function answered({ prosody }: Scene, operator: RawGuest): Promise<{ guest: End; chat: string }> {
  for (let i = 0; i < 60; i++) {
    const guest = await signInEnd(prosody);
    const ticket = await joinAs(guest, prosody, "demo/skins/plain").catch(() => undefined);
    if (ticket !== undefined) {
      operator.send(`<message type='chat' to='${ticket.chat}'><body>hello</body></message>`);
      await guest.next((s) => body(s) === "hello");
      return { guest, chat: ticket.chat };
    }
    guest.close();
    await pause(250);
  }
  throw new Error("Nobody was there to answer.");
}

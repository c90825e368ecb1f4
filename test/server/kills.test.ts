// Nothing is lost, doubled or written down while component and server are killed and each socket is cut, at random moments of chats between our own clients.
// `OTTERDESK_KILLS=3000 OTTERDESK_SEED=7 npm test -- server --grep kills` is the long run (docs/conversation.md, "Measured").
import { expect } from "chai";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "#browser/clock.ts";
import { openShelf } from "#browser/storage.ts";
import type { ConversationView } from "#core/conversation-state.ts";
import { DeskRunner } from "../../web-operator/desk-runner.ts";
import { BoxEnd } from "../support/box-end.ts";
import { until } from "../support/chromium.ts";
import { startComponent, type RunningComponent } from "../support/component.ts";
import { seedLibrary } from "../support/desk-ends.ts";
import { BLOWS, dice, strike, type Blow } from "../support/kills.ts";
import { startProsody, type Prosody } from "../support/prosody.ts";
import { openTap, type Tap } from "../support/taps.ts";

const MESSAGES = Number(process.env["OTTERDESK_KILLS"] ?? 160);
const SEED = Number(process.env["OTTERDESK_SEED"] ?? 1);
const isLong = MESSAGES > 1_000;
const CHATS = isLong ? 6 : 4;
const BLOW_EVERY = 75; // messages, on average
const PACE = isLong ? 25 : 12; // ms between two messages, on average
const PATIENCE = 120_000;
const OPERATORS = { desk1: "one", desk2: "two" };

interface Pair {
  readonly box: BoxEnd;
  readonly desk: DeskRunner;
  readonly said: { readonly guest: string[]; readonly operator: string[] };
}

describe("kills", function () {
  this.timeout(60_000 + MESSAGES * 300);
  const folder = mkdtempSync(join(tmpdir(), "otterdesk-component-"));
  const pairs: Pair[] = [];
  let prosody: Prosody;
  let component: RunningComponent;
  let taps: { component: Tap; guests: Tap; operators: Tap };
  const desks: DeskRunner[] = [];
  const logs: string[] = [];

  const startOurs = async () => {
    const xmpp = { host: "127.0.0.1", port: taps.component.port, secret: prosody.secret };
    component = await startComponent(prosody, { xmpp, messagesPerSecond: 1_000, joinsPerSecond: 100 }, folder);
  };

  before(async () => {
    prosody = await startProsody({ accounts: OPERATORS });
    const web = () => openTap(() => prosody.httpPort, { websocket: true });
    taps = { component: await openTap(() => prosody.componentPort), guests: await web(), operators: await web() };
    await seedLibrary(folder, { queues: { reference: { operators: Object.keys(OPERATORS).map((name) => `${name}@example.org`), autoBusyAfter: CHATS / 2 } } });
    await startOurs();
    for (const [name, password] of Object.entries(OPERATORS)) desks.push(openDesk(name, password));
    await until(() => desks.every((d) => d.state.state === "working" && d.state.queues[0]?.operators === desks.length), 15_000);
  });
  after(async () => {
    for (const { box } of pairs) box.close();
    for (const desk of desks) desk.put({ type: "sign-out" });
    await component?.kill();
    await prosody?.stop();
    for (const tap of Object.values(taps ?? {})) await tap.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const site = (tap: Tap) => ({ websocket: `ws://127.0.0.1:${tap.port}/xmpp-websocket`, domain: prosody.domain, guestDomain: prosody.guestDomain, service: prosody.service, queue: "reference", skin: "demo/skins/main", atOnce: prosody.atOnce });

  /** The operator's client without its page; it answers whatever rings. */
  function openDesk(name: string, password: string): DeskRunner {
    const desk: DeskRunner = new DeskRunner({
      ...{ config: site(taps.operators), tab: openShelf("tab", `${name} `), clock: systemClock },
      ...{ privateKey: () => undefined, name: () => name, onAlert: () => undefined, onOpen: () => undefined },
      onChange: () => {
        if (desk === undefined || desk.state.state !== "working") return;
        for (const { card, phase } of desk.state.rings) if (phase === "ringing") queueMicrotask(() => desk.put({ type: "answer", chat: card.chat }));
      },
    });
    desk.put({ type: "sign-in", address: `${name}@${prosody.domain}`, password });
    return desk;
  }

  async function openPair(): Promise<Pair> {
    const box = new BoxEnd(site(taps.guests));
    const answered = () => desks.find((d) => box.address !== undefined && d.conversations.get(box.address)?.view.open === true);
    await until(() => answered() !== undefined && box.conversation?.view.open === true, 20_000);
    return { box, desk: answered() as DeskRunner, said: { guest: [], operator: [] } };
  }

  const killComponent = async () => {
    await component.kill();
    logs.push(...component.log);
    await startOurs();
  };
  const killServer = async () => {
    await prosody.kill();
    await prosody.start();
  };

  const views = ({ box, desk }: Pair) => ({ guest: box.conversation?.view as ConversationView, operator: desk.conversations.views.get(box.address ?? "") as ConversationView });
  const heard = (view: ConversationView) => view.entries.flatMap((e) => (e.kind === "text" && e.from === "peer" ? [e.text] : []));

  it(`${MESSAGES} messages of ${CHATS} chats: none lost, none doubled, none on disk`, async () => {
    pairs.push(...(await Promise.all(Array.from({ length: CHATS }, openPair))));
    const random = dice(SEED);
    const blows = planBlows(random);
    const pending: Promise<void>[] = [];
    let last: Promise<void> = Promise.resolve();
    for (let n = 0; n < MESSAGES; n++) {
      const pair = pairs[n % CHATS] as Pair;
      const isGuests = Math.floor(n / CHATS) % 2 === 0;
      const text = `Schweigepflicht ${SEED}-${n} ${"wombat ".repeat(1 + Math.floor(random() * 12))}`.trim();
      pair.said[isGuests ? "guest" : "operator"].push(text);
      if (isGuests) pair.box.conversation?.say(text);
      else pair.desk.put({ type: "send", chat: pair.box.address as string, text });
      const blow = blows.get(n);
      // One blow may fall while another still hurts, but a program is not killed before it runs again.
      if (blow !== undefined) pending.push((last = last.then(() => strike(blow, { killComponent, killServer, taps }))));
      await new Promise((resolve) => setTimeout(resolve, random() * 2 * PACE));
    }
    await Promise.all(pending);
    const isDone = (pair: Pair) => Object.values(views(pair)).every((v) => v.undelivered === 0);
    await until(() => pairs.every(isDone), PATIENCE).catch(() => undefined); // what is missing is said below
    for (const pair of pairs) {
      const { guest, operator } = views(pair);
      expect(compare(pair.said.guest, heard(operator)), "what the operator heard").to.deep.equal({ lost: [], doubled: [] });
      expect(compare(pair.said.operator, heard(guest)), "what the guest heard").to.deep.equal({ lost: [], doubled: [] });
      expect({ guest: guest.undelivered, operator: operator.undelivered, held: guest.held + operator.held }).to.deep.equal({ guest: 0, operator: 0, held: 0 });
    }
    expect(blows.size).to.be.at.least(BLOWS.length);
  });

  it("the chats go on afterwards, with the keys that the two ends had", async () => {
    for (const pair of pairs) {
      pair.box.conversation?.say("one more question");
      pair.desk.put({ type: "send", chat: pair.box.address as string, text: "one more answer" });
    }
    await until(() => pairs.every((p) => heard(views(p).operator).includes("one more question") && heard(views(p).guest).includes("one more answer")), PATIENCE);
    for (const pair of pairs) {
      const { guest } = views(pair);
      expect(guest.secure).to.deep.equal({ is: "encrypted", verdict: "mismatch" }); // these operators have keys of their own
      expect(guest.entries.filter((e) => e.kind === "info" && e.info.is === "answered").length, "the operator stays the same person").to.equal(1);
    }
  });

  it("no body is on disk in any form", async () => {
    await component.kill(); // as it lies there after a crash: the write-ahead log too
    const frames = framesOf(taps.component.recorded().toString("latin1"));
    expect(frames.length).to.be.at.least(MESSAGES);
    const texts = pairs.flatMap(({ said }) => [...said.guest, ...said.operator]);
    const forms = [...new Set([...texts.flatMap(formsOfText), ...frames.flatMap(formsOfFrame)])];
    const disk = () => Buffer.concat([folder, prosody.folder].flatMap(readAll).concat(Buffer.from([...logs, ...component.log].join("\n"))));
    const found = (where: Buffer) => forms.filter((form) => where.includes(form, 0, "latin1"));
    expect(disk().includes(pairs[0]?.box.address?.split("@")[0] ?? "-"), "it was the right disk that was looked at").to.equal(true);
    expect(found(disk())).to.deep.equal([]);
    // The search does find what is there.
    for (const [name, planted] of [["frame", frames[7]], ["text", Buffer.from(`x${texts[3]}`).toString("base64")]] as const) {
      const file = join(folder, name);
      writeFileSync(file, String(planted));
      expect(found(disk()).length, name).to.be.above(0);
      rmSync(file);
    }
  });

  /** Which blow falls after which message: each kind at least once, and at the seed's moments. */
  function planBlows(random: () => number): Map<number, Blow> {
    const count = Math.max(BLOWS.length, Math.floor(MESSAGES / BLOW_EVERY));
    const order = Array.from({ length: count }, (_, i) => BLOWS[i % BLOWS.length] as Blow).sort(() => random() - 0.5);
    const plan = new Map<number, Blow>();
    for (const blow of order) {
      let at = Math.floor(random() * MESSAGES * 0.9);
      while (plan.has(at)) at++;
      plan.set(at, blow);
    }
    return plan;
  }
});

const compare = (said: readonly string[], heard: readonly string[]) => ({ lost: said.filter((text) => !heard.includes(text)), doubled: heard.filter((text, i) => heard.indexOf(text) !== i) });

const framesOf = (wire: string): string[] => [...new Set([...wire.matchAll(/\?OTR:([A-Za-z0-9+/]{40,}=*)\./g)].map(([, base64 = ""]) => base64))];

/** A text as it stands, and what of it is the same in base64 wherever it begins. */
function formsOfText(text: string): string[] {
  const encoded = [0, 1, 2].map((shift) => Buffer.concat([Buffer.alloc(shift), Buffer.from(text)]).toString("base64").slice(4, -4));
  return [text, ...encoded];
}

/** Parts of an OTR message behind what all have in common, as sent and as the bytes that it stands for. */
function formsOfFrame(base64: string): string[] {
  const middle = base64.slice(Math.floor(base64.length / 8) * 4);
  return [middle.slice(0, 32), Buffer.from(middle.slice(0, 32), "base64").toString("latin1")];
}

function readAll(folder: string): Buffer[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [readFileSync(join(entry.parentPath, entry.name))] : []));
}

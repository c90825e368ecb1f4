// The box beside Converse.js in Chromium, on the same Prosody, from the same static server, each as a page of its own, in turns: opening to ready, sending to the first
// reply, and what was fetched. Ours answers in OTR, the key exchange included; Converse.js, which has no OTR, in a plain one-to-one chat with an operator's account.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebSocket } from "ws";
import { readCard } from "#core/chat.ts";
import { writeCommand } from "#core/chat-command.ts";
import { isFault } from "#core/errors.ts";
import { bareJid } from "#core/jid.ts";
import { NS } from "#core/namespaces.ts";
import { childOf, textOf, xml, type XmlElement } from "#core/xml.ts";
import type { Connection } from "#browser/connection.ts";
import { openConversation, type Conversation } from "#browser/conversation.ts";
import { connect } from "#browser/xmpp.ts";
import { startComponent } from "../support/component.ts";
import { seedLibrary } from "../support/desk-ends.ts";
import { startProsody, type Prosody } from "../support/prosody.ts";
import { fetchConverse, servePages, type BenchPages } from "./box-pages.ts";
import { openFarWay } from "./far.ts";
import { compare, type Measures } from "./measure.ts";
import { openPlainChromium, type PlainChromium, type Visit } from "./plain-chromium.ts";

const RUNS = Number(process.env["BOX_RUNS"] ?? 15);
const OPEN = "open.example.org";
/** Milliseconds each way to the XMPP server where it is far. */
const FAR = 25;
const SIDES = ["ours", "reference"] as const;
type Side = (typeof SIDES)[number];

interface Sample {
  readonly ready: number;
  /** Ours: until all that the box can show is there, and no more the page as it was built. */
  readonly whole: number;
  readonly firstReply: number;
  readonly bytes: number;
}

export async function run(): Promise<Measures> {
  Object.assign(globalThis, { WebSocket }); // Node 20 has none of its own
  const converse = fetchConverse();
  const prosody = await startProsody({ accounts: { desk1: "one", desk2: "two" }, end: `VirtualHost "${OPEN}"\n  authentication = "anonymous"\n  storage = "memory"\n  modules_enabled = { "pep", "vcard4", "vcard_legacy", "private", "blocklist" }\n` });
  const folder = mkdtempSync(join(tmpdir(), "otterdesk-bench-"));
  await seedLibrary(folder, { queues: { reference: { operators: [`desk1@${prosody.domain}`] } } });
  const component = await startComponent(prosody, { joinsPerSecond: 1_000 }, folder);
  const connections: Connection[] = [];
  const browser = await openPlainChromium();
  const far = await openFarWay(prosody.httpPort, FAR);
  let pages: BenchPages | undefined;
  try {
    connections.push(await answerInOtr(prosody), await answerInClear(prosody));
    pages = await servePages(converse, { ...prosody, farWebsocket: prosody.websocket.replace(`:${prosody.httpPort}/`, `:${far.port}/`), guestSite: component.guestSite, openDomain: OPEN, librarian: `desk2@${prosody.domain}` });
    return await measure(browser, pages);
  } finally {
    await browser.close();
    pages?.close();
    far.close();
    for (const connection of connections) connection.close();
    await component.stop();
    await prosody.stop();
  }
}

async function measure(browser: PlainChromium, pages: BenchPages): Promise<Measures> {
  const samples: Record<Side, Sample[]> = { ours: [], reference: [] };
  const [floor, farOurs, farReference]: [number[], number[], number[]] = [[], [], []];
  const opening = (address: string) => browser.visit(address, WATCH, async (page) => (await markOf(page, "ready")) - (await markOf(page, "opened")));
  for (let i = 0; i < RUNS + 1; i++) {
    for (const side of SIDES) {
      const sample = await visit(browser, pages, pages[side]);
      if (i > 0) samples[side].push(sample); // the first warms the machine, not the browser's cache
    }
    // The empty page after Converse.js, whose last files may still be on their way.
    for (const [address, times] of [[pages.farReference, farReference], [pages.empty, floor], [pages.farOurs, farOurs]] as const) {
      const time = await opening(address);
      if (i > 0) times.push(time);
    }
  }
  const of = (what: keyof Sample, unit: string) => compare(samples.ours.map((s) => s[what]), samples.reference.map((s) => s[what]), unit);
  const besideReady = (ours: readonly number[]) => compare(ours, samples.reference.map((s) => s.ready), "ms");
  return { ready: of("ready", "ms"), readyWhole: besideReady(samples.ours.map((s) => s.whole)), readyEmpty: besideReady(floor), readyFar: compare(farOurs, farReference, "ms"), firstReply: of("firstReply", "ms"), bytes: of("bytes", "bytes, gzip") };
}

/** A guest who was never here: opens the chat, asks once, reads the answer. */
function visit(browser: PlainChromium, pages: BenchPages, address: string): Promise<Sample> {
  pages.fetched();
  return browser.visit(address, WATCH, async (page) => {
    const ready = await markOf(page, "ready");
    await page.type("ping");
    await page.press("Enter");
    const replied = await markOf(page, "replied");
    const opened = await markOf(page, "opened");
    return { ready: ready - opened, whole: (await markOf(page, address === pages.ours ? "whole" : "ready")) - opened, firstReply: replied - (await markOf(page, "sent")), bytes: pages.fetched() };
  });
}

/** Runs in the page before anything else: notes when the page was asked for, when the guest can write, is connected and has a place in the queue (or an answer already), when the text left the hand, and when the answer is to be read. */
function watch(): void {
  const marks: Record<string, Promise<number>> = ((window as unknown as { marks: object }).marks = {}) as Record<string, Promise<number>>;
  const noted: Record<string, (at: number) => void> = {};
  for (const name of ["opened", "ready", "whole", "sent", "replied"]) marks[name] = new Promise((resolve) => (noted[name] = resolve));
  const mark = (name: string) => noted[name]?.(performance.timeOrigin + performance.now());
  noted["opened"]?.(performance.timeOrigin);
  document.addEventListener("keydown", ({ key }) => key === "Enter" && mark("sent"), true);
  let isReady = false;
  const look = () => {
    const said = [...document.querySelectorAll("[role=log], [role=status], converse-chat-content")].map((element) => element.textContent).join(" ");
    const field = document.querySelector<HTMLTextAreaElement>("textarea");
    const isJoined = document.querySelector("converse-chat") !== null || /You are next|is here to help/.test(said);
    if (!isReady && isJoined && field !== null && field.offsetHeight > 0) { // in this order: a height has the page laid out
      isReady = true;
      mark("ready");
      field.focus();
    }
    if (isReady && document.querySelector(":root:not([data-scheme])") === null) mark("whole"); // set by the first drawing of the box's own
    if (said.includes("pong")) mark("replied");
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
}

const WATCH = `globalThis.__name = (value) => value; (${watch.toString()})()`; // COMPAT tsx: it names functions by a call of this

const markOf = (page: Visit, name: string): Promise<number> => page.evaluate<number>(`marks[${JSON.stringify(name)}]`);

const online = (prosody: Prosody, local: string, password: string, onStanza: (stanza: XmlElement, connection: Connection) => void): Promise<Connection> =>
  new Promise((resolve, reject) => {
    const connection = connect({
      websocket: prosody.websocket,
      domain: prosody.domain,
      credentials: { kind: "password", local, password },
      onStanza: (stanza) => onStanza(stanza, connection),
      onState: (state) => {
        if (state.state === "refused") reject(new Error(state.reason));
        if (state.state !== "online") return;
        connection.send(xml("presence"));
        resolve(connection);
      },
    });
  });

/** The operator's end of our chats: takes what rings, and answers in OTR. */
function answerInOtr(prosody: Prosody): Promise<Connection> {
  const chats = new Map<string, Conversation>();
  return online(prosody, "desk1", "one", (stanza, connection) => {
    const from = bareJid(stanza.attrs["from"] ?? "");
    if (stanza.attrs["type"] === "subscribe") return void connection.send(xml("presence", { to: from, type: "subscribed" }));
    const ring = childOf(stanza, "ring", NS.otterdesk);
    const card = ring && readCard(ring);
    if (card === undefined || isFault(card)) return chats.get(from)?.receive(stanza);
    void connection.request(writeCommand("accept"), { type: "set", to: card.chat }).then((answer) => {
      if ("fault" in answer) return;
      const conversation = openConversation({ role: "operator", chat: card.chat, otr: card.otr, connection, onView: () => undefined, onNotify: () => conversation.say("pong") });
      chats.set(card.chat, conversation);
      conversation.attach();
    });
  });
}

/** An ordinary account that answers whoever writes. */
function answerInClear(prosody: Prosody): Promise<Connection> {
  return online(prosody, "desk2", "two", (stanza, connection) => {
    if (stanza.name === "message" && textOf(childOf(stanza, "body")) !== "") connection.send(xml("message", { to: stanza.attrs["from"], type: "chat", id: crypto.randomUUID() }, xml("body", {}, "pong")));
  });
}

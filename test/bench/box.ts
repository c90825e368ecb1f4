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
import type { Browser, Page, Request } from "playwright-core";
import { openBrowser } from "../support/chromium.ts";
import { startComponent } from "../support/component.ts";
import { seedLibrary } from "../support/desk-ends.ts";
import { startProsody, type Prosody } from "../support/prosody.ts";
import { fetchConverse, servePages } from "./box-pages.ts";
import { compare, type Measures } from "./measure.ts";

const RUNS = Number(process.env["BOX_RUNS"] ?? 15);
const OPEN = "open.example.org";
const SIDES = ["ours", "reference"] as const;
type Side = (typeof SIDES)[number];

interface Sample {
  readonly ready: number;
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
  const browser = await openBrowser();
  let pages: Awaited<ReturnType<typeof servePages>> | undefined;
  try {
    connections.push(await answerInOtr(prosody), await answerInClear(prosody));
    pages = await servePages(converse, { ...prosody, openDomain: OPEN, librarian: `desk2@${prosody.domain}` });
    return await measure(browser, pages);
  } finally {
    await browser.close();
    pages?.close();
    for (const connection of connections) connection.close();
    await component.stop();
    await prosody.stop();
  }
}

async function measure(browser: Browser, pages: Record<Side | "empty", string>): Promise<Measures> {
  const samples: Record<Side, Sample[]> = { ours: [], reference: [] };
  const floor: number[] = [];
  for (let i = 0; i < RUNS + 1; i++) {
    for (const side of SIDES) {
      const sample = await visit(browser, pages[side]);
      if (i > 0) samples[side].push(sample); // the first warms the machine, not the browser's cache
    }
    const empty = await open(browser, pages.empty, async (page) => (await markOf(page, "ready")) - (await markOf(page, "opened")));
    if (i > 0) floor.push(empty);
  }
  const of = (what: keyof Sample, unit: string) => compare(samples.ours.map((s) => s[what]), samples.reference.map((s) => s[what]), unit);
  return { ready: of("ready", "ms"), readyEmpty: compare(floor, samples.reference.map((s) => s.ready), "ms"), firstReply: of("firstReply", "ms"), bytes: of("bytes", "bytes, gzip") };
}

/** A guest who was never here: opens the chat, asks once, reads the answer. */
function visit(browser: Browser, address: string): Promise<Sample> {
  return open(browser, address, async (page, fetched) => {
    const ready = await markOf(page, "ready");
    await page.keyboard.type("ping");
    await page.keyboard.press("Enter");
    const replied = await markOf(page, "replied");
    const sizes = await Promise.all(fetched.map((request) => request.sizes()));
    return { ready: ready - (await markOf(page, "opened")), firstReply: replied - (await markOf(page, "sent")), bytes: sizes.reduce((sum, { responseBodySize }) => sum + responseBodySize, 0) };
  });
}

/** A page in a browser without a past, watched from its first moment; `fetched` grows. */
async function open<T>(browser: Browser, address: string, use: (page: Page, fetched: readonly Request[]) => Promise<T>): Promise<T> {
  const context = await browser.newContext({ locale: "en-US" });
  try {
    const fetched: Request[] = [];
    context.on("requestfinished", (request) => fetched.push(request));
    await context.addInitScript("globalThis.__name = (value) => value"); // COMPAT tsx: it names functions by a call of this
    await context.addInitScript(watch);
    const page = await context.newPage();
    await page.goto(address, { waitUntil: "commit" });
    return await use(page, fetched);
  } finally {
    await context.close();
  }
}

/** Runs in the page before anything else: notes when the page was asked for, when the guest can write and is connected, when the text left the hand, and when the answer is to be read. */
function watch(): void {
  const marks: Record<string, number> = ((window as unknown as { marks: object }).marks = {}) as Record<string, number>;
  const mark = (name: string) => (marks[name] ??= performance.timeOrigin + performance.now());
  marks["opened"] = performance.timeOrigin;
  document.addEventListener("keydown", ({ key }) => key === "Enter" && mark("sent"), true);
  const look = () => {
    const log = document.querySelector("[role=log], converse-chat-content")?.textContent ?? "";
    const field = document.querySelector<HTMLTextAreaElement>("textarea");
    const isJoined = document.querySelector("converse-chat") !== null || /You are next|is here to help/.test(log);
    if (field !== null && field.offsetHeight > 0 && isJoined && marks["ready"] === undefined) {
      mark("ready");
      field.focus();
    }
    if (log.includes("pong")) mark("replied");
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
}

async function markOf(page: Page, name: string): Promise<number> {
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    const at = await page.evaluate((key) => (window as unknown as { marks?: Record<string, number> }).marks?.[key], name).catch(() => undefined); // the page is not there yet
    if (at !== undefined) return at;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`"${name}" did not come at ${page.url()}.`);
}

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

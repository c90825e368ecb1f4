// The box's program: reads the options, wires shell, page and view together, and draws after every change. What the build has drawn in the page stands as long as it takes to
// get a place: only the line of the status changes in it.
import { render } from "preact";
import { Box, focusMain } from "./box-view.tsx";
import { DEFAULT_ACCENT } from "./contrast.ts";
import { dress } from "./dress.ts";
import { link, loading, options, skin } from "./early.ts";
import { isHere, meetHost } from "./host.ts";
import { Shell } from "./shell.ts";
import { allowSound, playTone } from "./sound.ts";
import { statusOf } from "./status.ts";
import { baseOf, count, type Language } from "./texts.ts";
import { KEPT_HERE } from "./tab.ts";
import { saveTranscript } from "./transcript-file.ts";
import type { BoxActions, BoxView } from "./view.ts";
import { viewOf } from "./view-of.ts";

const body = document.body;
/** Time enough to get a place where the server is near; where it is far, guests see their library's colours meanwhile. */
const DRAWN_AFTER = 100;
let isDrawn = false;
let unread = 0;
let shown = true; // the page that embeds the box says otherwise
let sound = false;
let popOutRefused = false;
let language: Language | undefined; // nothing is drawn before it is there

let kept!: (text: string) => void;
const keeper = { kept: new Promise<string>((resolve) => (kept = resolve)), onChange: draw };
const shell = new Shell({ options, link, skin, language: loading, keeper: options.host === undefined ? undefined : keeper, onChange: draw, onHeard: heard });
const host = meetHost(options.host, {
  onKept: kept,
  onPage: (page) => shell.setPage(page),
  onShown: (isShown, pressed) => {
    shown = isShown;
    seen();
    if (shown) focusMain(pressed || isHere());
  },
});

function heard(): void {
  if (sound) playTone();
  if (shown && document.visibilityState === "visible") return;
  unread++;
  draw();
}

function seen(): void {
  if (shown && document.visibilityState === "visible") unread = 0;
  draw();
}

function view(): BoxView {
  const embedded = host !== undefined;
  return viewOf({ ...shell.known(), sound, embedded, popOutRefused, canPopOut: !options.popped && window.parent !== window });
}

/** Where the box may be asked to leave: an embedding page takes it away, a window closes, in a plain iframe what was said is gone. */
function close(): void {
  shell.wipe();
  if (host !== undefined) return host.close();
  window.close();
  draw();
}

const actions: BoxActions = {
  send: (text) => {
    const isTaken = shell.send(text);
    if (isTaken) shell.tab.draft.remove();
    return isTaken;
  },
  resend: (id) => shell.resend(id),
  typing: (text) => {
    shell.typing();
    if ("link" in shell.chat) shell.tab.draft.write(text);
    if (!popOutRefused) return;
    popOutRefused = false; // read by now, and it takes room
    draw();
  },
  begin: () => shell.begin(),
  agree: (agreed) => {
    shell.intake.agree(agreed);
    draw();
  },
  strike: (piece, on) => {
    shell.intake.strike(piece, on);
    draw();
  },
  release: () => shell.release(),
  discard: () => shell.discard(),
  retry: () => shell.retry(),
  takeHere: () => void shell.takeHere(),
  end: () => shell.put({ is: "end" }),
  save: () => saveTranscript(view()),
  close,
  minimise: () => host?.minimise(),
  popOut: () => {
    const address = new URL(location.href);
    address.hash = "";
    address.searchParams.set("popped", "1");
    popOutRefused = !shell.tab.popOut(address.href);
    draw();
  },
  setSound: (on) => {
    sound = on;
    if (on) allowSound();
    draw();
  },
};

function draw(): void {
  if (language === undefined) return;
  if (!isDrawn) return sayStatus(language);
  const shownNow = view();
  const { appearance = {} } = shell.skin ?? {};
  dress(appearance, language);
  const note = unread > 0 ? `, ${count(language, language.texts.newMessages, unread)}` : "";
  document.title = unread > 0 ? `(${unread}) ${shownNow.words.title}` : shownNow.words.title;
  // What is sealed is all there is of the chat, also where the box has failed and is loaded anew.
  const keep = shell.tab.keep !== KEPT_HERE || ("held" in shell.chat && shell.chat.held !== undefined) ? shell.tab.keep : "";
  if (shell.chat.at !== "closed") host?.state({ unread: unread || "", note, shown, label: shownNow.words.button, accent: appearance.accent ?? DEFAULT_ACCENT, keep });
  const focused = document.activeElement;
  render(<Box view={shownNow} actions={actions} />, body);
  // Where what had the focus is gone, it goes to the field, or to what can be read: who was about to press something else presses nothing.
  if (focused?.isConnected === false) focusMain(isHere(), "main [tabindex]");
}

/** In the page as it was built; where there is more to say than that, the whole box is drawn after it. */
function sayStatus(language: Language): void {
  const line = document.querySelector("[role=status] > :last-child");
  const told = statusOf(shell.chat, language)?.text;
  if (line !== null && told !== undefined && told !== line.textContent) line.textContent = told; // the same once more would be read out once more
  if (told !== language.texts.connecting) setTimeout(drawAll);
}

function drawAll(): void {
  if (isDrawn || language === undefined) return;
  isDrawn = true;
  draw();
}

/** What was not sent yet when the page before this one was left, unless the guest has begun to write anew. */
function bringDraft(): void {
  const field = document.querySelector("textarea");
  const draft = shell.tab.draft.read();
  if (field === null || field.value !== "" || typeof draft !== "string") return;
  field.value = draft;
  field.dispatchEvent(new Event("input", { bubbles: true })); // for the box, where it has drawn itself
}

document.addEventListener("visibilitychange", seen);
// WebKit lets another site's frame take the focus only after a press in it: whoever opens the box and types writes into the field all the same.
body.addEventListener("keydown", ({ key, target, ctrlKey, metaKey }) => target === body && /^\S$/.test(key) && !ctrlKey && !metaKey && focusMain(isHere(), "#message"));
// In a window of its own the box ends above the virtual keyboard; in a page the loader sees to that. Magnifying with two fingers leaves it as it is.
const visible = window.visualViewport;
visible?.addEventListener("resize", () => document.documentElement.style.setProperty("--view", `${visible.height * visible.scale}px`));
for (const press of ["keydown", "pointerdown", "click"]) document.addEventListener(press, drawAll, { capture: true }); // so that whoever hears of it is there in time
void shell.start().then(bringDraft);
void loading.then((found) => {
  language = found;
  draw();
  setTimeout(drawAll, baseOf(found.tag) === document.documentElement.lang ? DRAWN_AFTER : 0); // or what is drawn is in another language
});

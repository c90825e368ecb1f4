// Joins the parts: the runner, the key and settings of this browser, the bell, shortcuts, and the painting of the page after each change.
import { render } from "preact";
import type { Clock } from "#browser/clock.ts";
import type { Shelf } from "#browser/storage.ts";
import { notificationState } from "./alerts.ts";
import { Bell } from "./bell.ts";
import { toSee } from "./chats-machine.ts";
import { DeskRunner, type SiteConfig } from "./desk-runner.ts";
import { KeyKeeper } from "./key-keeper.ts";
import { askFingerprint, proofOf } from "./key-proof.ts";
import type { Actions, Model } from "./model.ts";
import { keepSettings, readSettings, type Settings } from "./preferences.ts";
import { watchShortcuts } from "./shortcuts.ts";
import { App } from "./views/app.tsx";

interface Parts {
  readonly root: HTMLElement;
  readonly config: SiteConfig;
  readonly clock: Clock;
  /** Lives as long as the tab, and as long as the browser keeps it. */
  readonly tab: Shelf;
  readonly browser: Shelf;
}

const SECOND = 1_000;

export function wire({ root, config, clock, tab, browser }: Parts): void {
  const skins = new Map<string, string>();
  let settings = readSettings(browser);
  const paint = once(() => show(root, modelNow(), actions));
  const keys = new KeyKeeper(browser, () => (runner.conversations.changeKey(), paint()));
  const bell = new Bell({ clock, settings: () => settings, desk: () => runner.state, put: (input) => runner.put(input) });
  const runner = new DeskRunner({
    config,
    tab,
    clock,
    privateKey: () => keys.key,
    name: () => settings.name,
    onChange: paint,
    onAlert: (alert) => bell.raise(alert),
    onOpen: (skin, connection) =>
      void askFingerprint(connection, config.service, skin).then((fingerprint) => {
        if (fingerprint !== undefined) skins.set(skin, fingerprint);
        paint();
      }),
  });
  const setSettings = (next: Settings) => {
    const renamed = next.name !== settings.name;
    settings = next;
    keepSettings(browser, next);
    if (renamed) runner.showPresence();
    paint();
  };
  const actions = makeActions({ runner, keys, clock, setSettings, paint });
  const modelNow = (): Model => ({
    desk: runner.state,
    conversations: runner.conversations.views,
    proofs: new Map(runner.state.state === "working" ? runner.state.chats.map(({ card }) => [card.chat, proofOf(skins.get(card.skin), keys.key?.fingerprint)]) : []),
    key: keys.stored && { since: keys.stored.since },
    canRestoreKey: keys.canRestore,
    settings,
    notifications: notificationState(),
    now: clock.now(),
  });
  watchWindow(runner, () => {
    settings = readSettings(browser);
    keys.reread();
    paint();
  });
  watchShortcuts(runner);
  everySecond(clock, () => runner.state.state === "working" && runner.state.rings.length > 0 && paint());
  runner.start();
  paint();
}

interface ActionParts {
  readonly runner: DeskRunner;
  readonly keys: KeyKeeper;
  readonly clock: Clock;
  readonly setSettings: (settings: Settings) => void;
  readonly paint: () => void;
}

const makeActions = ({ runner, keys, clock, setSettings, paint }: ActionParts): Actions => ({
  act: (input) => runner.put(input),
  saveKey: (text) => keys.save(text, clock.now()),
  removeKey: () => keys.remove(),
  restoreKey: () => keys.restore(),
  forgetRemovedKey: () => (keys.forgetRemoved(), paint()),
  setSettings,
  resend: (chat, line) => runner.conversations.get(chat)?.retry(line),
  release: (chat) => runner.conversations.get(chat)?.release(),
  discard: (chat) => runner.conversations.get(chat)?.discard(),
  acceptKey: (chat) => runner.conversations.get(chat)?.acceptKey(),
});

function show(root: HTMLElement, model: Model, actions: Actions): void {
  const news = model.desk.state === "working" ? toSee(model.desk) : 0;
  document.title = news > 0 ? `(${news}) Otterdesk` : "Otterdesk";
  render(<App model={model} actions={actions} />, root);
}

/** Whether a person sees the page; and what another tab of this browser has changed in the preferences. */
function watchWindow(runner: DeskRunner, onStorage: () => void): void {
  const watch = () => runner.put({ type: "watch", watched: document.visibilityState === "visible" && document.hasFocus() });
  for (const event of ["focus", "blur"]) window.addEventListener(event, watch);
  document.addEventListener("visibilitychange", watch);
  window.addEventListener("storage", onStorage);
}

/** Many calls in a row are one. */
function once(run: () => void): () => void {
  let due = false;
  return () => {
    if (due) return;
    due = true;
    queueMicrotask(() => {
      due = false;
      run();
    });
  };
}

/** While rings are shown, how long they wait is shown too. */
function everySecond(clock: Clock, run: () => void): void {
  clock.after(SECOND, () => {
    run();
    everySecond(clock, run);
  });
}

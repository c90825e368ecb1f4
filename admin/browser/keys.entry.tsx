// The island of "Manage Off the Record Chat (E2EE)": runs the key machine. Only a fingerprint leaves this page.
import { render } from "preact";
import { generateKeyInWorker } from "#otr/generate.ts";
import KeyWorker from "#otr/key-worker.ts?worker";
import { libotrAccount, writeLibotrKeyFile, type LibotrAccount, type LibotrClient } from "#otr/key.ts";
import { step, type KeyEffect, type KeyInput, type KeyState, type Outcome } from "./key-machine.ts";
import { KeyScreen } from "./key-screen.tsx";

const root = document.querySelector<HTMLElement>("#keys");
if (root !== null) run(root);

function run(root: HTMLElement): void {
  const place = root.appendChild(document.createElement("div"));
  const operators = (root.dataset["operators"] ?? "").split(" ").filter(Boolean);
  let state: KeyState = { at: "ready" };
  let generating: AbortController | undefined;

  function send(input: KeyInput): void {
    const next = step(state, input);
    state = next.state;
    draw();
    for (const effect of next.effects) perform(effect);
  }

  function perform(effect: KeyEffect): void {
    if (effect.do === "publish") void publish(effect.fingerprint, root.dataset["token"] ?? "").then(send);
    else if (effect.do === "stop") generating?.abort();
    else generate();
  }

  function generate(): void {
    const mine = (generating = new AbortController());
    const onProgress = (fraction: number) => mine.signal.aborted || send({ is: "progress", fraction });
    generateKeyInWorker(() => new KeyWorker(), { onProgress: (f) => void onProgress(f), signal: mine.signal }).then(
      (key) => void (mine.signal.aborted || send({ is: "made", key })),
      () => void (mine.signal.aborted || send({ is: "failed" })),
    );
  }

  async function copy(field: HTMLTextAreaElement | null): Promise<void> {
    if (state.at !== "shown") return;
    try {
      await navigator.clipboard.writeText(state.key.text);
      send({ is: "taken", how: "copied" });
    } catch {
      field?.select();
      send({ is: "taken", how: "select" });
    }
  }

  function save(): void {
    if (state.at !== "shown") return;
    const url = URL.createObjectURL(new Blob([writeLibotrKeyFile(state.key, accountsOf(operators))], { type: "application/octet-stream" }));
    Object.assign(document.createElement("a"), { href: url, download: "otr.private_key" }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
    send({ is: "taken", how: "saved" });
  }

  function draw(): void {
    // What the server drew tells of the keys before; with new ones in use it would be wrong.
    for (const before of document.querySelectorAll<HTMLElement>("[data-before]")) before.hidden = state.at === "shown";
    render(<KeyScreen state={state} send={send} copy={(field) => void copy(field)} {...(operators.length > 0 && { save })} />, place);
  }

  // Gone for good: before the page can go into any cache its key is out of the memory and off the screen.
  window.addEventListener("pagehide", () => send({ is: "leave" }));
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  window.addEventListener("beforeunload", (event) => {
    if (state.at === "shown" && (state.taken === "no" || state.taken === "select")) event.preventDefault();
  });
  draw();
}

const ANSWERLESS = "The panel cannot be reached just now.";

async function publish(fingerprint: string, token: string): Promise<KeyInput> {
  try {
    const response = await fetch("/keys", {
      method: "POST", cache: "no-store", redirect: "error", signal: AbortSignal.timeout(30_000),
      headers: { "Content-Type": "application/json", "X-Form-Token": token }, body: JSON.stringify({ fingerprint }),
    });
    const { outcome, text } = (await response.json()) as { outcome?: Outcome; text?: string };
    return { is: "published", outcome: outcome ?? "unknown", text: text ?? "" };
  } catch {
    return { is: "published", outcome: "unknown", text: ANSWERLESS };
  }
}

/** One file for the clients that keep libotr's keys: each finds the account by the name that it gives it. */
function accountsOf(operators: readonly string[]): LibotrAccount[] {
  const clients: readonly LibotrClient[] = ["pidgin", "profanity", "bitlbee"]; // mcabber names accounts as BitlBee does
  return operators.flatMap((jid) => clients.map((client) => libotrAccount(client, jid)));
}

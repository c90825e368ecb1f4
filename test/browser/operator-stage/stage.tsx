// Shows made-up states of the operator's client, one after the other: `show("busy", "rtl")`. What is done goes through the real machine.
import { render } from "preact";
import type { Actions, Model } from "../../../web-operator/model.ts";
import { step } from "../../../web-operator/desk-machine.ts";
import { App } from "../../../web-operator/views/app.tsx";
import { sceneModel } from "./scenes.ts";

const root = document.getElementById("app") as HTMLElement;
let model: Model = sceneModel("sign-in");
let removed: Model["key"];
const draw = (next: Model) => {
  model = next;
  render(<App model={model} actions={actions} />, root);
};
const actions: Actions = {
  act: (input) => draw({ ...model, desk: step(model.desk, input).state }),
  saveKey(text) {
    if (!text.startsWith("AAAAAACA")) return { ok: false, message: "This does not look like a private key. Please copy all of it, from the first character to the last." };
    draw({ ...model, key: { since: model.now } });
    return { ok: true, kept: true };
  },
  removeKey() {
    removed = model.key;
    draw({ ...model, key: undefined, canRestoreKey: true });
  },
  restoreKey: () => draw({ ...model, key: removed, canRestoreKey: false }),
  setSettings: (settings) => draw({ ...model, settings }),
  resend: () => undefined,
  release: () => undefined,
  discard: () => undefined,
  acceptKey: () => undefined,
  forgetRemovedKey: () => undefined,
};

/** Begins a scene with nothing left of the one before; resolves when it is painted and its effects have run. */
async function show(scene: string, direction: "ltr" | "rtl"): Promise<void> {
  document.documentElement.dir = direction;
  removed = undefined;
  render(null, root);
  draw(sceneModel(scene));
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}
Object.assign(window, { show });

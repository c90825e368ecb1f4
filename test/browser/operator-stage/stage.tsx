// Shows one made-up state of the operator's client, named in the address: `#busy`, `#busy.rtl`. What is done goes through the real machine.
import { render } from "preact";
import type { Actions, Model } from "../../../web-operator/model.ts";
import { step } from "../../../web-operator/desk-machine.ts";
import { App } from "../../../web-operator/views/app.tsx";
import { sceneModel } from "./scenes.ts";

const [scene = "sign-in", direction = "ltr"] = location.hash.slice(1).split(".");
document.documentElement.dir = direction;

let model: Model = sceneModel(scene);
let removed: Model["key"];
const show = (next: Model) => {
  model = next;
  render(<App model={model} actions={actions} />, document.getElementById("app") as HTMLElement);
};
const actions: Actions = {
  act: (input) => show({ ...model, desk: step(model.desk, input).state }),
  saveKey(text) {
    if (!text.startsWith("AAAAAACA")) return { ok: false, message: "This does not look like a private key. Please copy all of it, from the first character to the last." };
    show({ ...model, key: { since: model.now } });
    return { ok: true, kept: true };
  },
  removeKey() {
    removed = model.key;
    show({ ...model, key: undefined, canRestoreKey: true });
  },
  restoreKey: () => show({ ...model, key: removed, canRestoreKey: false }),
  setSettings: (settings) => show({ ...model, settings }),
  resend: () => undefined,
  release: () => undefined,
  discard: () => undefined,
  acceptKey: () => undefined,
  forgetRemovedKey: () => undefined,
};
show(model);

// Preferences: the administrator's private key, alerts, quick replies, and which keys of the keyboard do what.
import { useRef, useState } from "preact/hooks";
import type { Actions, Model } from "../model.ts";
import { MAX_NAME, readReplies, writeReplies } from "../preferences.ts";
import { fullDate, SHORTCUTS } from "../words.ts";
import { Dialog } from "./dialog.tsx";

interface Props {
  readonly model: Model;
  readonly actions: Actions;
  readonly onClose: () => void;
}

export function Preferences({ model, actions, onClose }: Props) {
  return (
    <Dialog title="Preferences" wide onClose={() => (actions.forgetRemovedKey(), onClose())}>
      <PrivateKey model={model} actions={actions} />
      <Alerts model={model} actions={actions} />
      <Name model={model} actions={actions} />
      <Replies model={model} actions={actions} />
      <section>
        <h3>Keyboard</h3>
        <dl class="shortcuts">
          {SHORTCUTS.map(([keys, what]) => (
            <div key={keys}>
              <dt>
                <kbd>{keys}</kbd>
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
      </section>
    </Dialog>
  );
}

type PartProps = Pick<Props, "model" | "actions">;

function PrivateKey({ model, actions }: PartProps) {
  const [wanted, setWanted] = useState(false);
  const [said, setSaid] = useState<{ readonly good: boolean; readonly text: string } | undefined>();
  const shown = wanted || model.key !== undefined;
  const toggle = (checked: boolean) => {
    setSaid(undefined);
    setWanted(checked);
    if (!checked && model.key) remove();
  };
  const remove = () => {
    actions.removeKey();
    setWanted(false);
    setSaid({ good: true, text: "The key was removed from this browser." });
  };
  const restore = () => {
    actions.restoreKey();
    setSaid({ good: true, text: "The key is back." });
  };
  const save = (text: string): boolean => {
    const outcome = actions.saveKey(text);
    setSaid(outcome.ok ? { good: true, text: outcome.kept ? "The key is stored in this browser. Your chats use it from now on." : "The key is in use, but this browser keeps nothing for this page: when you close it, the key is gone." } : { good: false, text: outcome.message });
    return outcome.ok;
  };
  return (
    <section>
      <h3>Encryption</h3>
      <label class="check">
        <input type="checkbox" checked={shown} onChange={(event) => toggle(event.currentTarget.checked)} />
        <span>My administrator gave me a private key</span>
      </label>
      {shown && <KeyForm stored={model.key?.since} problem={said?.good === false ? said.text : undefined} onSave={save} onRemove={remove} />}
      {!shown && <p class="hint">Without one, chats are encrypted all the same. What is missing is the proof, for the guest, that nobody sits in between.</p>}
      <p class={said?.good ? "good" : "visually-hidden"} role="status">
        {said?.good && said.text}
        {said?.good && model.canRestoreKey && (
          <button type="button" class="link" onClick={restore}>
            Undo
          </button>
        )}
      </p>
    </section>
  );
}

interface KeyFormProps {
  readonly stored: number | undefined;
  readonly problem: string | undefined;
  readonly onSave: (text: string) => boolean;
  readonly onRemove: () => void;
}

function KeyForm({ stored, problem, onSave, onRemove }: KeyFormProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const submit = (event: Event) => {
    event.preventDefault();
    if (field.current === null) return;
    if (onSave(field.current.value)) field.current.value = "";
    else field.current.focus();
  };
  // autocomplete is the form's: without it a browser writes what is in the field into its session file.
  return (
    <form class="key-form" autocomplete="off" onSubmit={submit}>
      <p id="key-about">
        With this key, the guest’s chat box can check that it is really your library that answers, and then says so: “This chat uses end-to-end encryption.” Paste the key as your administrator gave it to you. It is kept
        only in this browser, is never sent anywhere and is not shown again; another browser needs it again. When your administrator makes a new key, paste the new one here.
      </p>
      {stored !== undefined && (
        <p class="stored">
          <span>A key is stored in this browser since {fullDate(stored)}.</span>
          <button type="button" class="quiet" onClick={onRemove}>
            Remove the key
          </button>
        </p>
      )}
      <label for="private-key">Private key</label>
      <textarea ref={field} id="private-key" class="key" rows={4} dir="ltr" spellcheck={false} autocomplete="off" autocapitalize="off" aria-describedby="key-about key-problem" aria-invalid={problem !== undefined} placeholder={stored === undefined ? "" : "Paste here to replace the stored one"} />
      <p id="key-problem" class="problem" role="alert">
        {problem}
      </p>
      <button type="submit" class="primary">
        Save
      </button>
    </form>
  );
}

function Alerts({ model, actions }: PartProps) {
  const { settings, notifications } = model;
  const notify = async (on: boolean) => {
    const allowed = on && notifications !== "missing" ? await Notification.requestPermission() : "default";
    actions.setSettings({ ...settings, notifications: on && allowed === "granted" });
  };
  return (
    <section>
      <h3>Alerts</h3>
      <label class="check">
        <input type="checkbox" checked={settings.sound} onChange={(event) => actions.setSettings({ ...settings, sound: event.currentTarget.checked })} />
        <span>Play a sound when a chat rings or a guest writes</span>
      </label>
      <label class="check">
        <input type="checkbox" checked={settings.notifications && notifications === "granted"} disabled={notifications === "missing" || notifications === "denied"} onChange={(event) => void notify(event.currentTarget.checked)} />
        <span>Show a desktop notification when this page is not in front</span>
      </label>
      {notifications === "denied" && <p class="hint">This browser does not allow notifications for this page. You can change that in the browser’s settings for the page.</p>}
      <p class="hint">Alerts never contain what a guest wrote.</p>
    </section>
  );
}

function Name({ model, actions }: PartProps) {
  const { settings } = model;
  return (
    <section>
      <h3>
        <label for="shown-name">Name that guests see</label>
      </h3>
      <input id="shown-name" type="text" maxLength={MAX_NAME} autocomplete="off" defaultValue={settings.name} aria-describedby="shown-name-about" onChange={(event) => actions.setSettings({ ...settings, name: event.currentTarget.value })} />
      <p id="shown-name-about" class="hint">
        Empty: guests see no name. Kept in this browser.
      </p>
    </section>
  );
}

function Replies({ model, actions }: PartProps) {
  const { settings } = model;
  return (
    <section>
      <h3>
        <label for="quick-replies">Quick replies, one on each line</label>
      </h3>
      <textarea id="quick-replies" dir="auto" rows={5} defaultValue={writeReplies(settings.replies)} onInput={(event) => actions.setSettings({ ...settings, replies: readReplies(event.currentTarget.value) })} />
      <p class="hint">Kept in this browser.</p>
    </section>
  );
}

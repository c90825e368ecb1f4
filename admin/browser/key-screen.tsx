// The key screen's view. The key's text is set as the field's value, never as an attribute or a child, and the field has no name.
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { KeyInput, KeyState } from "./key-machine.ts";

export interface KeyScreenProps {
  readonly state: KeyState;
  readonly send: (input: KeyInput) => void;
  readonly copy: (field: HTMLTextAreaElement | null) => void;
  /** Absent where the library has no operators whose clients could use a file. */
  readonly save?: () => void;
}

export function KeyScreen({ state, send, copy, save }: KeyScreenProps) {
  switch (state.at) {
    case "ready":
      return (
        <div class="stack">
          {state.complaint !== undefined && <p class="notice wrong" role="alert">{state.complaint}</p>}
          <p class="actions"><button type="button" class="primary" onClick={() => send({ is: "generate" })}>Generate new keys</button></p>
        </div>
      );
    case "generating":
    case "publishing":
      return <Working state={state} send={send} />;
    case "refused":
      return <Refused state={state} send={send} />;
    case "shown":
      return <Shown state={state} send={send} copy={copy} {...(save && { save })} />;
    case "left":
      return null;
  }
}

function Working({ state, send }: { state: Extract<KeyState, { at: "generating" | "publishing" }>; send: KeyScreenProps["send"] }) {
  const making = state.at === "generating";
  const heading = useFocus<HTMLParagraphElement>();
  return (
    <div class="work">
      <p role="status" tabIndex={-1} ref={heading} id="work">{making ? "Your browser is making the keys …" : "Putting them into your skins …"}</p>
      <progress aria-labelledby="work" max={1} {...(making && { value: state.fraction })}></progress>
      {making && <p class="actions"><button type="button" onClick={() => send({ is: "cancel" })}>Cancel</button></p>}
    </div>
  );
}

function Refused({ state, send }: { state: Extract<KeyState, { at: "refused" }>; send: KeyScreenProps["send"] }) {
  const heading = useFocus<HTMLHeadingElement>();
  return (
    <div class="stack">
      <h2 tabIndex={-1} ref={heading}>{state.certain ? "The new keys are not in use" : "It is not certain that the new keys are in use"}</h2>
      <p role="alert">{state.text}</p>
      <p>{state.certain ? "Your skins have what they had before. Try again, or discard the new keys." : "Try again: as soon as the service answers, you will know. Nothing is lost by it."}</p>
      <p class="actions">
        <button type="button" class="primary" onClick={() => send({ is: "retry" })}>Try again</button>
        <button type="button" onClick={() => send({ is: "discard" })}>Discard the new keys</button>
      </p>
    </div>
  );
}

const SAID = {
  no: "",
  copied: "Copied. Paste it where your operators get it, then copy something else.",
  saved: "Saved. Move the file to your operators’ clients, then delete it here.",
  select: "The browser does not let this page copy. The text is selected: copy it with the keyboard.",
} as const;

function Shown({ state, send, copy, save }: Omit<KeyScreenProps, "state"> & { state: Extract<KeyState, { at: "shown" }> }) {
  const heading = useFocus<HTMLHeadingElement>();
  const field = useRef<HTMLTextAreaElement>(null);
  // Before the browser paints: the field is never seen, nor read, without its key.
  useLayoutEffect(() => {
    if (field.current !== null) field.current.value = state.key.text;
  }, [state.key]);
  return (
    <div class="stack">
      <h2 tabIndex={-1} ref={heading}>New keys are in use</h2>
      <p>All your skins have them. Below is the secret half, for your operators: each pastes it into the preferences of their chat.</p>
      {/* A form of its own that remembers nothing: browsers keep what fields outside of one hold, to restore them. */}
      <form autoComplete="off" class="field" onSubmit={(event) => event.preventDefault()}>
        <label for="private-key">Private key</label>
        <textarea id="private-key" class="secret" ref={field} readOnly rows={6} autoComplete="off" spellcheck={false} translate={false} dir="ltr" data-1p-ignore data-lpignore="true" onCopy={() => send({ is: "taken", how: "copied" })}></textarea>
      </form>
      <p class="actions">
        <button type="button" class="primary" onClick={() => copy(field.current)}>Copy</button>
        {save !== undefined && <button type="button" onClick={save}>Download for other clients</button>}
        <span role="status">{SAID[state.taken]}</span>
      </p>
      <div class="notice warn">
        <ul>
          <li>This is the only time it is seen. When you leave or reload this page it is gone; then generate again.</li>
          <li>Whoever has it can pass for one of your operators. Hand it over in person, or in a way that only you and they can read.</li>
          <li>Operators without it still answer encrypted chats; their guests are only not told that the chat is verified.</li>
        </ul>
      </div>
      <p class="actions"><a class="button" href="/">Done</a></p>
      <p class="actions again"><button type="button" onClick={() => send({ is: "generate" })}>Generate new keys</button> <span class="hint">once more, in the place of these</span></p>
    </div>
  );
}

/** What has just taken the button's place gets the focus, so that it is read out and the keyboard is not lost. */
function useFocus<T extends HTMLElement>() {
  const element = useRef<T>(null);
  useEffect(() => element.current?.focus(), []);
  return element;
}

// Below the transcript: what is going on, what the guest is asked, and the field to write in, which is there from the first moment.
import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { growField } from "#browser/growing-field.ts";
import { isHere } from "./host.ts";
import { statusOf } from "./status.ts";
import { count } from "./texts.ts";
import { LONGEST_MESSAGE, type BoxActions, type BoxView } from "./view.ts";

interface Props {
  readonly view: BoxView;
  readonly actions: BoxActions;
}

interface DraftProps extends Props {
  readonly draft: { current: string };
}

export function Compose({ view, actions, draft }: DraftProps): JSX.Element {
  return (
    <footer>
      <Status view={view} />
      {view.hindrance !== undefined && <Hindered view={view} actions={actions} />}
      {view.chat.at === "connecting" && view.chat.slow && (
        <div class="buttons">
          <button type="button" class="button" onClick={actions.retry}>
            {view.language.texts.retry}
          </button>
        </div>
      )}
      <Field view={view} actions={actions} draft={draft} />
    </footer>
  );
}

function Status({ view }: { view: BoxView }): JSX.Element {
  const told = statusOf(view.chat, view.language, view.typing);
  return (
    <div class={`status ${told === undefined ? "empty" : ""} ${told?.warn === true ? "warn" : ""}`} role="status">
      {told !== undefined && (
        <>
          <span class="dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          <span>{told.text}</span>
        </>
      )}
    </div>
  );
}

const HINDERED = { "verified-only": "verifiedOnly", "key-changed": "keyChanged" } as const;

function Hindered({ view, actions }: Props): JSX.Element {
  const { texts } = view.language;
  const why = view.hindrance as keyof typeof HINDERED;
  return (
    <div class="card" role="alert">
      <p>{texts[HINDERED[why]]}</p>
      {why === "key-changed" && (
        <div class="buttons">
          <button type="button" class="button main" onClick={actions.release}>
            {texts.release}
          </button>
          <button type="button" class="button" onClick={actions.discard}>
            {texts.discard}
          </button>
        </div>
      )}
    </div>
  );
}

function Field({ view, actions, draft }: DraftProps): JSX.Element {
  const { texts } = view.language;
  const field = useRef<HTMLTextAreaElement>(null);
  const [excess, setExcess] = useState(0);
  useLayoutEffect(() => {
    if (document.activeElement === document.body && isHere()) field.current?.focus({ preventScroll: true });
    put(draft.current || (field.current?.value ?? "")); // or what was written before the program was there
  }, []);
  const put = (text: string) => {
    draft.current = text;
    if (field.current !== null) growField(Object.assign(field.current, { value: text }));
  };

  const send = () => {
    const text = draft.current.trim();
    const over = Math.max(0, text.length - LONGEST_MESSAGE);
    setExcess(over);
    if (text === "" && view.chat.at === "consenting") actions.begin();
    if (text !== "" && over === 0 && actions.send(text)) put("");
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // The Enter that ends an input method's composition is not ours.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    send();
  };
  return (
    <form class="compose-form" autocomplete="off" onSubmit={(event) => (event.preventDefault(), send())}>
      {excess > 0 && (
        <p class="fault" id="fault" role="alert">
          {count(view.language, texts.tooLong, excess)}
        </p>
      )}
      <div class="compose">
        <label class="aside" for="message">
          {texts.message}
        </label>
        <textarea
          ref={field}
          id="message"
          rows={1}
          dir="auto"
          placeholder={texts.messageHint}
          autocomplete="off"
          enterkeyhint="send"
          aria-describedby={excess > 0 ? "fault" : undefined}
          onKeyDown={onKeyDown}
          onInput={(event) => {
            draft.current = event.currentTarget.value;
            growField(event.currentTarget);
            if (excess > 0) setExcess(0);
            actions.typing(draft.current);
          }}
        />
        <button type="submit" class="button main">
          {texts.send}
        </button>
      </div>
    </form>
  );
}

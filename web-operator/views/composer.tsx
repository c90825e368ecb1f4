// Where one writes: Enter sends, Shift+Enter makes a new line; quick replies go in at the caret.
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { growField } from "#browser/growing-field.ts";
import type { Chat, Input } from "../desk-state.ts";
import { Icon } from "./icon.tsx";

interface Props {
  readonly chat: Chat;
  readonly enabled: boolean;
  readonly offline: boolean;
  readonly replies: readonly string[];
  readonly act: (input: Input) => void;
}

export function Composer({ chat, enabled, offline, replies, act }: Props) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [choosing, setChoosing] = useState(false);
  const id = useId();
  const name = chat.card.chat;
  useEffect(() => {
    // On a phone the keyboard would cover half of the chat; there one taps the field.
    if (enabled && matchMedia("(hover: hover)").matches) field.current?.focus();
  }, [enabled]);
  useLayoutEffect(() => {
    if (field.current !== null) growField(field.current);
  }, [chat.draft]);
  const send = () => {
    if (!enabled) return;
    act({ type: "send", chat: name, text: chat.draft });
    field.current?.focus();
  };
  const typed = (event: KeyboardEvent) => {
    // While an input method composes, Enter chooses a word (isComposing; 229 in Safari).
    if (event.key !== "Enter" || event.shiftKey || event.altKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    send();
  };
  const insert = (reply: string) => {
    setChoosing(false);
    const { selectionStart = chat.draft.length, selectionEnd = chat.draft.length } = field.current ?? {};
    act({ type: "write", chat: name, text: chat.draft.slice(0, selectionStart) + reply + chat.draft.slice(selectionEnd) });
    field.current?.focus();
  };
  return (
    <form class="composer" autocomplete="off" onSubmit={(event) => (event.preventDefault(), send())}>
      {choosing && <Replies replies={replies} onChoose={insert} onClose={() => (setChoosing(false), field.current?.focus())} />}
      <button type="button" class="icon-button" aria-label="Quick replies" title="Quick replies" aria-expanded={choosing} disabled={!enabled} onClick={() => setChoosing(!choosing)}>
        <Icon name="replies" />
      </button>
      <label class="visually-hidden" for={id}>
        Message
      </label>
      <textarea
        id={id}
        ref={field}
        dir="auto"
        rows={1}
        value={chat.draft}
        readOnly={!enabled}
        placeholder={offline ? "Goes out when the connection is back" : "Write to the guest"}
        onInput={(event) => act({ type: "write", chat: name, text: event.currentTarget.value })}
        onKeyDown={typed}
      />
      <button type="submit" class="primary send" aria-disabled={!enabled || chat.draft.trim() === ""}>
        <Icon name="send" />
        <span>Send</span>
      </button>
    </form>
  );
}

interface RepliesProps {
  readonly replies: readonly string[];
  readonly onChoose: (reply: string) => void;
  readonly onClose: () => void;
}

function Replies({ replies, onChoose, onClose }: RepliesProps) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => list.current?.querySelector("button")?.focus(), []);
  const move = (event: KeyboardEvent) => {
    if (event.key === "Escape") return (event.preventDefault(), onClose());
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    const buttons = [...(list.current?.querySelectorAll("button") ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    buttons.at((at + (event.key === "ArrowDown" ? 1 : -1)) % buttons.length)?.focus();
  };
  return (
    <ul ref={list} class="replies" aria-label="Quick replies" onKeyDown={move}>
      {replies.length === 0 && <li class="hint">There are none. You can write some in the preferences.</li>}
      {replies.map((reply) => (
        <li key={reply}>
          <button type="button" dir="auto" onClick={() => onChoose(reply)}>
            {reply}
          </button>
        </li>
      ))}
    </ul>
  );
}

// What stands in place of the chat when there is none to be had here, and below it once it is over. Each says what happened and what to do.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Failure } from "./chat-machine.ts";
import { count } from "./texts.ts";
import { Linked } from "./linked.tsx";
import type { BoxActions, BoxView } from "./view.ts";

interface Props {
  readonly view: BoxView;
  readonly actions: BoxActions;
}

export function isPanel({ chat }: BoxView): boolean {
  return chat.at === "unavailable" || chat.at === "failed" || chat.at === "elsewhere" || chat.at === "moved";
}

export function Panel({ view, actions }: Props): JSX.Element {
  const { texts } = view.language;
  const { chat } = view;
  if (chat.at === "unavailable") return <Unavailable view={view} actions={actions} />;
  if (chat.at === "failed") return <Failed why={chat.why} view={view} actions={actions} />;
  const moved = chat.at === "moved";
  return (
    <Card title={moved ? texts.moved : texts.elsewhere}>
      <div class="buttons">
        <Button main label={moved ? texts.bringBack : texts.continueHere} act={actions.takeHere} />
        <Button label={texts.newChat} act={actions.retry} />
      </div>
    </Card>
  );
}

function Unavailable({ view, actions }: Props): JSX.Element {
  const { texts } = view.language;
  const link = view.words.offlineLink;
  const isMail = link?.startsWith("mailto:") === true;
  return (
    <Card title={view.queueAvailable ? texts.onlineAgain : texts.offlineTitle}>
      {!view.queueAvailable && (
        <p dir="auto">
          <Linked text={view.words.offline} />
        </p>
      )}
      <div class="buttons">
        {link !== undefined && !view.queueAvailable && (
          <a class="button main" href={link} target={isMail ? undefined : "_blank"} rel="noopener">
            {isMail ? texts.offlineMail : texts.offlineLink}
          </a>
        )}
        <Button main={view.queueAvailable || link === undefined} label={view.queueAvailable ? texts.start : texts.retry} act={actions.retry} />
      </div>
    </Card>
  );
}

const WORTH_ANOTHER_TRY: ReadonlySet<Failure> = new Set(["too-fast", "refused"]);

function Failed({ why, view, actions }: Props & { why: Failure }): JSX.Element {
  const { texts } = view.language;
  return (
    <Card title={texts.failures[why]}>
      {WORTH_ANOTHER_TRY.has(why) && (
        <div class="buttons">
          <Button main label={texts.retry} act={actions.retry} />
        </div>
      )}
    </Card>
  );
}

function Card({ title, children }: { title: string; children: ComponentChildren }): JSX.Element {
  return (
    <main class="panel">
      <div>
        <span class="badge" aria-hidden="true" />
        <div role="status" tabIndex={-1}>
          <h2>{title}</h2>
        </div>
        {children}
      </div>
    </main>
  );
}

function Button({ label, act, main = false }: { label: string; act: () => void; main?: boolean }): JSX.Element {
  return (
    <button type="button" class={main ? "button main" : "button"} onClick={act}>
      {label}
    </button>
  );
}

/** In place of the field once the chat is over: the transcript stays until it is closed. */
export function Ended({ view, actions }: Props): JSX.Element {
  const { texts } = view.language;
  const unsent = view.lines.filter((line) => line.kind === "message" && line.mine && line.delivery !== "delivered" && line.delivery !== "sent").length;
  const reason = view.chat.at === "ended" ? view.chat.reason : "guest-ended";
  const nobody = reason === "no-operator" || reason === "expired";
  return (
    <footer>
      <div class="card" role="status">
        <p>{texts.ended[reason]}</p>
        {nobody && (
          <p dir="auto">
            <Linked text={view.words.offline} />
          </p>
        )}
        {!nobody && view.words.ended !== undefined && (
          <p dir="auto">
            <Linked text={view.words.ended} />
          </p>
        )}
        {unsent > 0 && <p>{count(view.language, texts.unsent, unsent)}</p>}
      </div>
      <div class="buttons">
        <Button main label={texts.newChat} act={actions.retry} />
        {view.lines.some((line) => line.kind === "message") && <Button label={texts.save} act={actions.save} />}
        {nobody && view.words.offlineLink !== undefined && (
          <a class="button" href={view.words.offlineLink} target="_blank" rel="noopener">
            {view.words.offlineLink.startsWith("mailto:") ? texts.offlineMail : texts.offlineLink}
          </a>
        )}
        <Button label={texts.close} act={actions.close} />
      </div>
    </footer>
  );
}

/** Nothing ends without being asked. */
export function EndDialog({ view, actions, done }: Props & { done: () => void }): JSX.Element {
  const { texts } = view.language;
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} aria-labelledby="end-title" onClose={done}>
      <h2 id="end-title">{texts.endQuestion}</h2>
      <p>{texts.endNote}</p>
      <div class="buttons">
        <Button label={texts.keepChatting} act={() => dialog.current?.close()} />
        <Button label={texts.save} act={actions.save} />
        <Button
          main
          label={texts.end}
          act={() => {
            dialog.current?.close();
            actions.end();
          }}
        />
      </div>
    </dialog>
  );
}

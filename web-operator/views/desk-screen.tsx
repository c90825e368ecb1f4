// The desk at work: rings and chats on one side, the chosen chat on the other; on a phone one of the two.
import { useState } from "preact/hooks";
import { chatOf, isOpen, waitingCount } from "../chats-machine.ts";
import type { Working } from "../desk-state.ts";
import type { Actions, Model } from "../model.ts";
import { count, noticeWords, queueTitle } from "../words.ts";
import { AccountBar } from "./account-bar.tsx";
import { ChatList } from "./chat-list.tsx";
import { ChatPane } from "./chat-pane.tsx";
import { Dialog } from "./dialog.tsx";
import { Icon } from "./icon.tsx";
import { Preferences } from "./preferences.tsx";
import { Queues } from "./queues.tsx";
import { Rings } from "./rings.tsx";

interface Props {
  readonly desk: Working;
  readonly model: Model;
  readonly actions: Actions;
}

export function DeskScreen({ desk, model, actions }: Props) {
  const [open, setOpen] = useState<"preferences" | "sign-out" | undefined>();
  const chat = chatOf(desk, desk.selected);
  const held = desk.chats.filter(isOpen).length;
  const close = () => setOpen(undefined);
  const signOut = () => (held > 0 ? setOpen("sign-out") : actions.act({ type: "sign-out" }));
  return (
    <div class="desk" data-showing={chat ? "chat" : "list"}>
      {desk.link === "offline" && <OfflineBanner />}
      <nav class="side" aria-label="Chats">
        <AccountBar desk={desk} act={actions.act} onPreferences={() => setOpen("preferences")} onSignOut={signOut} />
        <div class="side-scroll">
          <Rings desk={desk} now={model.now} act={actions.act} />
          <ChatList desk={desk} conversations={model.conversations} act={actions.act} />
          <Queues desk={desk} act={actions.act} />
        </div>
        <p class="notice" role="status">
          {desk.notice && noticeWords(desk.notice, (queue) => queueTitle(desk.queues, queue))}
        </p>
      </nav>
      <main class="pane">{chat ? <ChatPane key={chat.card.chat} chat={chat} desk={desk} model={model} actions={actions} /> : <Nothing desk={desk} />}</main>
      <p class="visually-hidden" role="status" aria-label="Waiting for you">
        {waitingWords(desk)}
      </p>
      {open === "preferences" && <Preferences model={model} actions={actions} onClose={close} />}
      {open === "sign-out" && (
        <Dialog title="Sign out with open chats?" onClose={close}>
          <p>You have {count(held, "open chat", "open chats")}. The guests go back to the queue and ring for your colleagues.</p>
          <div class="row">
            <button type="button" class="danger" onClick={() => actions.act({ type: "sign-out" })}>
              Sign out
            </button>
            <button type="button" class="quiet" onClick={close}>
              Stay
            </button>
          </div>
        </Dialog>
      )}
    </div>
  );
}

/** Read out when it changes: what rings and what is unread, without a word of any message. */
function waitingWords(desk: Working): string {
  const unread = desk.chats.filter((c) => c.unread > 0 && c.card.chat !== desk.selected).length;
  return [waitingCount(desk.rings) > 0 && `${count(waitingCount(desk.rings), "chat rings", "chats ring")}.`, unread > 0 && `New messages in ${count(unread, "other chat", "other chats")}.`]
    .filter(Boolean)
    .join(" ");
}

function OfflineBanner() {
  return (
    <p class="banner" role="alert">
      <Icon name="alert" />
      <span>The connection to the chat server is gone. It comes back by itself; what you type is kept, and what you send goes out then.</span>
    </p>
  );
}

function Nothing({ desk }: { readonly desk: Working }) {
  const away = desk.availability !== "available";
  return (
    <div class="nothing">
      <Icon name="chat" />
      <h1>{desk.chats.length > 0 ? "Choose a chat" : "No chats now"}</h1>
      <p>{away ? `You are ${desk.availability}: new chats do not ring here.` : "New chats ring on this page. You can leave it open and do something else."}</p>
    </div>
  );
}

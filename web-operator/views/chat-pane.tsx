// One chat: who it is and how it is protected, the transcript, and where one writes.
import { useState } from "preact/hooks";
import type { ConversationView } from "#core/conversation-state.ts";
import { canWrite, isOpen } from "../chats-machine.ts";
import type { Chat, Working } from "../desk-state.ts";
import type { Actions, Model, Proof } from "../model.ts";
import { colleagueName, closedWords, count, guestName, protectionWords, queueTitle } from "../words.ts";
import { hue } from "./chat-list.tsx";
import { Composer } from "./composer.tsx";
import { Dialog } from "./dialog.tsx";
import { Icon } from "./icon.tsx";
import { Transcript } from "./transcript.tsx";
import { TransferDialog } from "./transfer.tsx";

interface Props {
  readonly chat: Chat;
  readonly desk: Working;
  readonly model: Model;
  readonly actions: Actions;
}

const NOTHING_YET: ConversationView = { entries: [], secure: { is: "starting" }, peerTyping: false, open: false, held: 0, undelivered: 0, status: undefined, ended: undefined };

export function ChatPane({ chat, desk, model, actions }: Props) {
  const [open, setOpen] = useState<"end" | "transfer" | undefined>();
  const conversation = model.conversations.get(chat.card.chat) ?? NOTHING_YET;
  const { act } = actions;
  const id = chat.card.chat;
  const close = () => setOpen(undefined);
  return (
    <section class="chat" aria-label={guestName(chat.card)}>
      <ChatHeader chat={chat} desk={desk} conversation={conversation} proof={model.proofs.get(id) ?? "unknown"} act={act} onEnd={() => setOpen("end")} onTransfer={() => setOpen("transfer")} />
      {conversation.secure.is === "refused" && isOpen(chat) && <KeyChanged onAccept={() => actions.acceptKey(id)} />}
      {conversation.held > 0 && isOpen(chat) && <Held count={conversation.held} onRelease={() => actions.release(id)} onDiscard={() => actions.discard(id)} />}
      <Transcript chat={id} label={guestName(chat.card)} conversation={conversation} onResend={(line) => actions.resend(id, line)} />
      <Foot chat={chat} conversation={conversation} desk={desk} replies={model.settings.replies} act={act} />
      {open === "end" && (
        <Dialog title="End this chat?" onClose={close}>
          <p>The guest is told that the chat has ended. The transcript stays on this page until you close it.</p>
          <div class="row">
            <button type="button" class="danger" onClick={() => (act({ type: "end", chat: id }), close())}>
              End it
            </button>
            <button type="button" class="quiet" onClick={close}>
              Go on
            </button>
          </div>
        </Dialog>
      )}
      {open === "transfer" && <TransferDialog chat={chat} desk={desk} onChoose={(to) => (act({ type: "transfer", chat: id, to }), close())} onClose={close} />}
    </section>
  );
}

interface HeaderProps {
  readonly chat: Chat;
  readonly desk: Working;
  readonly conversation: ConversationView;
  readonly proof: Proof;
  readonly act: Actions["act"];
  readonly onEnd: () => void;
  readonly onTransfer: () => void;
}

function ChatHeader({ chat, desk, conversation, proof, act, onEnd, onTransfer }: HeaderProps) {
  const steady = chat.phase.name === "held" && desk.link === "online";
  const { safe, words, more } = protectionWords(conversation.secure, proof);
  return (
    <header class="chat-head">
      <button type="button" class="icon-button only-phone" aria-label="Back to all chats" onClick={() => act({ type: "select", chat: undefined })}>
        <Icon name="back" />
      </button>
      <span class={`face hue-${hue(chat.card.chat)}`} aria-hidden="true" />
      <div class="chat-who">
        <h1>{guestName(chat.card)}</h1>
        <div class="chat-about">
          <bdi>{queueTitle(desk.queues, chat.card.queue)}</bdi>
          {isOpen(chat) && (
            <details class={safe ? "protection safe" : "protection"}>
              <summary>
                <Icon name={safe ? "lock" : "unlock"} />
                {words}
              </summary>
              <span class="more">{more}</span>
            </details>
          )}
        </div>
      </div>
      {isOpen(chat) && (
        <div class="chat-tools">
          <button type="button" class="tool" disabled={!steady} onClick={onTransfer}>
            <Icon name="handover" />
            <span>Transfer</span>
          </button>
          <button type="button" class="tool" disabled={!steady} onClick={onEnd}>
            <Icon name="close" />
            <span>End chat</span>
          </button>
        </div>
      )}
    </header>
  );
}

function KeyChanged({ onAccept }: { readonly onAccept: () => void }) {
  return (
    <div class="warning" role="alert">
      <Icon name="alert" />
      <p>
        <strong>The guest has come back with a new key.</strong> That happens when their browser has lost what it kept of this chat; it can also be somebody else. What you write waits here until you decide: go on, if what
        they say shows that it is the same person, or else end the chat.
      </p>
      <button type="button" onClick={onAccept}>
        Go on with this guest
      </button>
    </div>
  );
}

function Held({ count: n, onRelease, onDiscard }: { readonly count: number; readonly onRelease: () => void; readonly onDiscard: () => void }) {
  return (
    <div class="warning" role="alert">
      <Icon name="alert" />
      <p>{count(n, "message was", "messages were")} written for somebody who is no longer there, and waits for your decision.</p>
      <button type="button" onClick={onRelease}>
        Deliver now
      </button>
      <button type="button" class="quiet" onClick={onDiscard}>
        Drop
      </button>
    </div>
  );
}

interface FootProps {
  readonly chat: Chat;
  readonly conversation: ConversationView;
  readonly desk: Working;
  readonly replies: readonly string[];
  readonly act: Actions["act"];
}

function Foot({ chat, conversation, desk, replies, act }: FootProps) {
  const id = chat.card.chat;
  const { phase } = chat;
  if (phase.name === "closed")
    return (
      <footer class="chat-over">
        {/* The transcript has said why already; a live region would say it twice. */}
        {conversation.ended !== undefined ? <p>This chat is over.</p> : <p role="status">{closedWords(phase)}</p>}
        <button type="button" class="primary" onClick={() => act({ type: "close", chat: id })}>
          Close chat
        </button>
      </footer>
    );
  return (
    <footer class="chat-foot">
      <p class="beside" role="status">
        {phase.name === "transferring" && `Offered to ${colleagueName(phase.to)}. Write something to keep the chat.`}
        {phase.name === "reclaiming" && "Taking the chat up again…"}
        {phase.name === "ending" && "Ending…"}
        {phase.name === "held" && !chat.guestIsHere && "The guest is not connected now. They may come back; what you send waits for them."}
      </p>
      {conversation.peerTyping && chat.guestIsHere && (
        <p class="typing" aria-hidden="true">
          <i />
          <i />
          <i /> The guest is typing
        </p>
      )}
      <Composer chat={chat} enabled={canWrite(chat)} offline={desk.link === "offline"} replies={replies} act={act} />
    </footer>
  );
}

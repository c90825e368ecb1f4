// The transcript of one chat: a log (WAI-ARIA) that reads each new message once, from whom, in order.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ConversationView, Entry } from "#core/conversation-state.ts";
import { readContext, type Shared } from "#core/context.ts";
import type { Delivery } from "#core/outbox.ts";
import { splitLinks } from "#core/links.ts";
import { CONTEXT, clockTime, fullDate, infoWords } from "../words.ts";

interface Props {
  readonly chat: string;
  readonly label: string;
  readonly conversation: ConversationView;
  readonly onResend: (line: string) => void;
}

const NEAR_END = 80; // px: who is so close to the end is reading the end

export function Transcript({ label, conversation, onResend }: Props) {
  const log = useRef<HTMLDivElement>(null);
  const before = useRef(0);
  const [atEnd, setAtEnd] = useState(true);
  const { entries } = conversation;
  const context = contextOf(entries);
  const last = entries.at(-1);
  const isOwn = last?.kind === "text" && last.from === "me";
  useLayoutEffect(() => {
    if (atEnd || isOwn) toEnd(log.current);
  }, [entries.length, last?.id, conversation.peerTyping]);
  const scrolled = () => {
    const element = log.current;
    if (!element) return;
    const near = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END;
    // Only a scroll upwards is the reader's: one that is late finds lines below it that have come since.
    if (near || element.scrollTop < before.current) setAtEnd(near);
    before.current = element.scrollTop;
  };
  return (
    <div class="transcript">
      <div ref={log} class="log" role="log" aria-label={`Transcript: ${label}`} tabIndex={0} onScroll={scrolled}>
        {entries.map((entry, at) =>
          entry === context?.entry ? (
            <ContextCard key={entry.id} shared={context.shared} />
          ) : (
            <Line key={entry.id} entry={entry} follows={entries[at - 1] !== context?.entry && isSameTurn(entries[at - 1], entry)} isLast={isLastOfMine(entries, at)} onResend={onResend} />
          ),
        )}
      </div>
      {!atEnd && (
        <button type="button" class="to-end" onClick={() => toEnd(log.current)}>
          Newest ↓
        </button>
      )}
    </div>
  );
}

function toEnd(element: HTMLElement | null): void {
  if (element) element.scrollTop = element.scrollHeight;
}

const TURN = 120_000; // ms
const isMine = (entry: Entry): boolean => entry.kind === "text" && entry.from === "me";

function isSameTurn(before: Entry | undefined, entry: Entry): boolean {
  return before?.kind === "text" && entry.kind === "text" && before.from === entry.from && entry.at - before.at < TURN;
}

const isLastOfMine = (entries: readonly Entry[], at: number): boolean => entries.findLastIndex(isMine) === at;

/** What the guest let us see of where they are: the first text of a chat, if anything. */
export function contextOf(entries: readonly Entry[]): { readonly entry: Entry; readonly shared: readonly Shared[] } | undefined {
  const first = entries.find((entry) => entry.kind === "text");
  const shared = first?.kind === "text" && first.from === "peer" ? readContext(first.text) : undefined;
  return first && shared && { entry: first, shared };
}

function ContextCard({ shared }: { readonly shared: readonly Shared[] }) {
  return (
    <div class="context">
      <h2>Shared by the guest</h2>
      <dl>
        {shared.map(({ piece, value }) => (
          <div key={piece}>
            <dt>{CONTEXT[piece]}</dt>
            <dd>
              <bdi>{value}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

interface LineProps {
  readonly entry: Entry;
  readonly follows: boolean;
  readonly isLast: boolean;
  readonly onResend: (line: string) => void;
}

function Line({ entry, follows, isLast, onResend }: LineProps) {
  if (entry.kind === "info") return <p class="info">{infoWords(entry.info)}</p>;
  const delivery = entry.from === "me" ? entry.delivery : undefined;
  const failed = delivery === "failed";
  return (
    <div class={`line ${entry.from}${follows ? " follows" : ""}${failed ? " failed" : ""}`}>
      <span class="visually-hidden">{entry.from === "me" ? "You" : "Guest"}: </span>
      <p class="bubble" dir="auto">
        {splitLinks(entry.text).map((piece, i) =>
          piece.href ? (
            <a key={i} href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
              {piece.text}
            </a>
          ) : (
            piece.text
          ),
        )}
      </p>
      <span class="meta">
        <time dateTime={new Date(entry.at).toISOString()} title={fullDate(entry.at)}>
          {clockTime(entry.at)}
        </time>
        {delivery && (isLast || delivery !== "delivered") && <span class="delivery">{DELIVERY[delivery]}</span>}
        {failed && (
          <button type="button" class="link" onClick={() => onResend(entry.id)}>
            Try again
          </button>
        )}
      </span>
    </div>
  );
}

const DELIVERY: Record<Delivery, string> = { waiting: "Waiting to go", sent: "Sent", delivered: "Delivered", held: "Held back", failed: "Not delivered" };

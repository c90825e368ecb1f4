// The transcript of one chat: a log (WAI-ARIA) that reads each new message once, from whom, in order.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { splitLinks } from "#core/links.ts";
import type { Conversation, Line } from "../model.ts";
import { clockTime, fullDate } from "../words.ts";

interface Props {
  readonly chat: string;
  readonly label: string;
  readonly conversation: Conversation;
  readonly onResend: (line: string) => void;
}

const NEAR_END = 80; // px: who is so close to the end is reading the end

export function Transcript({ label, conversation, onResend }: Props) {
  const log = useRef<HTMLDivElement>(null);
  const [atEnd, setAtEnd] = useState(true);
  const { lines } = conversation;
  const last = lines.at(-1);
  useLayoutEffect(() => {
    if (atEnd || last?.from === "me") toEnd(log.current);
  }, [lines.length, last?.id, conversation.guestIsTyping]);
  const scrolled = () => {
    const element = log.current;
    if (element) setAtEnd(element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END);
  };
  return (
    <div class="transcript">
      <div ref={log} class="log" role="log" aria-label={`Transcript: ${label}`} tabIndex={0} onScroll={scrolled}>
        {lines.map((line, at) => (
          <Entry key={line.id} line={line} follows={isSameTurn(lines[at - 1], line)} isLast={isLastOfMine(lines, at)} onResend={onResend} />
        ))}
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

const TURN = 120_000;
const isSameTurn = (before: Line | undefined, line: Line): boolean => before !== undefined && before.from === line.from && line.at - before.at < TURN;
const isLastOfMine = (lines: readonly Line[], at: number): boolean => lines[at]?.from === "me" && !lines.slice(at + 1).some((l) => l.from === "me");

interface EntryProps {
  readonly line: Line;
  readonly follows: boolean;
  readonly isLast: boolean;
  readonly onResend: (line: string) => void;
}

function Entry({ line, follows, isLast, onResend }: EntryProps) {
  if (line.from === "info") return <p class="info">{line.text}</p>;
  const failed = line.delivery === "failed";
  return (
    <div class={`line ${line.from}${follows ? " follows" : ""}${failed ? " failed" : ""}`}>
      <span class="visually-hidden">{line.from === "me" ? "You" : "Guest"}: </span>
      <p class="bubble" dir="auto">
        {splitLinks(line.text).map((piece, i) =>
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
        <time dateTime={new Date(line.at).toISOString()} title={fullDate(line.at)}>
          {clockTime(line.at)}
        </time>
        {line.from === "me" && (isLast || line.delivery !== "delivered") && <span class="delivery"> · {DELIVERY[line.delivery ?? "sent"]}</span>}
        {failed && (
          <button type="button" class="link" onClick={() => onResend(line.id)}>
            Try again
          </button>
        )}
      </span>
    </div>
  );
}

const DELIVERY: Record<NonNullable<Line["delivery"]>, string> = { waiting: "Waiting to go", sent: "Sent", delivered: "Delivered", failed: "Not delivered" };

// The transcript: a live region that says each new message once, from whom, in order. What changes later (delivery) is not said again.
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Asked } from "./asked.tsx";
import { Linked } from "./linked.tsx";
import type { BoxActions, BoxView, Line } from "./view.ts";

interface Props {
  readonly view: BoxView;
  readonly actions: BoxActions;
}

export function Transcript({ view, actions }: Props): JSX.Element {
  const scroller = useRef<HTMLDivElement>(null);
  useStayAtEnd(scroller, view.lines.length);
  return (
    <div ref={scroller} class="scroller">
      <div class="log" role="log" aria-live="polite" aria-relevant="additions" aria-label={view.language.texts.transcript} tabIndex={0}>
        <p class="greeting" dir="auto">
          <Linked text={view.words.greeting} />
        </p>
        {view.lines.map((line, i) => (
          <LineView key={line.id} line={line} before={view.lines[i - 1]} view={view} actions={actions} />
        ))}
      </div>
      {view.chat.at === "consenting" && <Asked view={view} actions={actions} />}
    </div>
  );
}

interface LineProps extends Props {
  readonly line: Line;
  readonly before: Line | undefined;
}

function LineView({ line, before, view, actions }: LineProps): JSX.Element {
  if (line.kind === "info") {
    return (
      <p class={line.safe === true ? "info safe" : "info"}>{line.text}</p>
    );
  }
  const { texts } = view.language;
  const follows = before?.kind === "message" && before.mine === line.mine && before.name === line.name;
  const name = line.mine ? texts.you : line.name || texts.librarian;
  return (
    <div class={`message ${line.mine ? "mine" : "theirs"} ${line.delivery ?? ""} ${follows ? "follows" : ""}`} data-id={line.id}>
      <div class={line.mine || follows ? "aside" : "who"}>
        <bdi>{name}</bdi>:
      </div>
      <p class="bubble" dir="auto">
        <Linked text={line.text} />
      </p>
      <Meta line={line} view={view} actions={actions} />
    </div>
  );
}

function Meta({ line, view: { language, chat }, actions }: Props & { line: Line & { kind: "message" } }): JSX.Element {
  const { texts } = language;
  const time = new Date(line.at);
  return (
    <div class="meta">
      <time dateTime={time.toISOString()}>{new Intl.DateTimeFormat(language.tag, { timeStyle: "short" }).format(time)}</time>
      {line.delivery !== undefined && ` · ${texts[line.delivery]}`}
      {line.delivery === "failed" && chat.at !== "ended" && (
        <button type="button" onClick={() => actions.resend(line.id)}>
          {texts.resend}
        </button>
      )}
    </div>
  );
}

const NEAR = 80;

/** Follows new lines unless the reader has scrolled up to read; keeps its place when the window changes (a keyboard comes up). */
function useStayAtEnd(ref: { current: HTMLDivElement | null }, lines: number): void {
  const atEnd = useRef(true);
  const toEnd = () => {
    if (ref.current !== null && atEnd.current) ref.current.scrollTop = ref.current.scrollHeight;
  };
  useEffect(() => {
    const log = ref.current;
    if (log === null) return undefined;
    let before = 0;
    // Only a scroll upwards is the reader's: one that is late finds lines below it that have come since.
    const onScroll = () => {
      const near = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
      if (near || log.scrollTop < before) atEnd.current = near;
      before = log.scrollTop;
    };
    log.addEventListener("scroll", onScroll, { passive: true });
    const sizes = new ResizeObserver(toEnd);
    sizes.observe(log);
    return () => {
      log.removeEventListener("scroll", onScroll);
      sizes.disconnect();
    };
  }, []);
  useEffect(toEnd, [lines]);
}

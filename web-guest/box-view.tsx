// The whole box, drawn from a `BoxView`.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Compose } from "./compose.tsx";
import { isHere } from "./host.ts";
import { Header } from "./header.tsx";
import { EndDialog, Ended, isPanel, Panel } from "./panels.tsx";
import { Transcript } from "./transcript.tsx";
import type { BoxActions, BoxView } from "./view.ts";

/** The field, or where there is none the first thing to press, or what else is asked for. */
export function focusMain(isWanted = isHere(), otherwise = "main .button"): void {
  if (isWanted) (document.querySelector<HTMLElement>("#message") ?? document.querySelector<HTMLElement>(otherwise))?.focus();
}

export function Box({ view, actions }: { view: BoxView; actions: BoxActions }): JSX.Element {
  const [ending, setEnding] = useState(false);
  useEffect(() => setEnding(false), [view.chat.at === "ended"]); // it may be over before there is an answer
  const draft = useRef(""); // what stands in the field outlives the field
  return (
    <div class="box">
      <Header view={view} actions={actions} askToEnd={() => setEnding(true)} />
      {isPanel(view) ? (
        <Panel view={view} actions={actions} />
      ) : (
        <main class="chat">
          <Transcript view={view} actions={actions} />
          {view.chat.at === "ended" ? <Ended view={view} actions={actions} /> : <Compose view={view} actions={actions} draft={draft} />}
        </main>
      )}
      {ending && view.chat.at !== "ended" && <EndDialog view={view} actions={actions} done={() => (setEnding(false), focusMain())} />}
    </div>
  );
}

// What the guest is asked before joining: which pieces of context the librarian will see, and consent where the skin has a text for it.
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Linked } from "./linked.tsx";
import type { BoxActions, BoxView } from "./view.ts";

export function Asked({ view, actions }: { view: BoxView; actions: BoxActions }): JSX.Element {
  const { texts } = view.language;
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (view.agreeAsked) box.current?.focus();
  }, [view.agreeAsked]);
  return (
    <div class="asked">
      {view.offers.length > 0 && (
        <fieldset class="card">
          <legend class="aside">{texts.contextTitle}</legend>
          <h2 aria-hidden="true">{texts.contextTitle}</h2>
          <p class="note">{texts.contextNote}</p>
          {view.offers.map(({ piece, value, on }) => (
            <label class="choice" key={piece}>
              <input type="checkbox" checked={on} onChange={(event) => actions.strike(piece, event.currentTarget.checked)} />
              <span>
                {texts.context[piece]}: <bdi class="value" dir={piece === "page" ? "ltr" : "auto"}>{value}</bdi>
              </span>
            </label>
          ))}
        </fieldset>
      )}
      {view.words.consent !== undefined && (
        <div class="card">
          <p class="consent" id="consent" dir="auto">
            <Linked text={view.words.consent} />
          </p>
          <label class="choice">
            <input
              type="checkbox"
              ref={box}
              checked={view.agreed}
              aria-describedby={view.agreeAsked ? "consent agree-fault" : "consent"}
              aria-invalid={view.agreeAsked}
              onChange={(event) => actions.agree(event.currentTarget.checked)}
            />
            <span>{texts.agree}</span>
          </label>
          {view.agreeAsked && (
            <p class="fault" id="agree-fault" role="alert">
              {texts.agreeFirst}
            </p>
          )}
        </div>
      )}
      <div class="buttons">
        <button type="button" class="button main" onClick={actions.begin}>
          {texts.start}
        </button>
      </div>
    </div>
  );
}

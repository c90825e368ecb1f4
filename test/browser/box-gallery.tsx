// The page that the tests of the box's looks open: shows one state in one language and look, as `show` is told. Built by the tests, never shipped.
import { render } from "preact";
import { useState } from "preact/hooks";
import type { JSX } from "preact";
import { Box } from "../../web-guest/box-view.tsx";
import { dress } from "../../web-guest/dress.ts";
import { loadLanguage } from "../../web-guest/languages/all.ts";
import type { BoxActions, BoxView, Line } from "../../web-guest/view.ts";
import { boxStates } from "./box-states.ts";

/** Colours as a skin has them. */
export interface Look {
  readonly lang: string;
  readonly scheme?: "light" | "dark";
  readonly accent?: string;
  readonly logo?: string;
}

function Gallery({ initial }: { initial: BoxView }): JSX.Element {
  const [view, setView] = useState(initial);
  const nothing = () => undefined;
  const actions: BoxActions = {
    send: () => true,
    resend: nothing,
    typing: nothing,
    begin: nothing,
    agree: (agreed) => setView({ ...view, agreed, agreeAsked: false }),
    strike: (piece, on) => setView({ ...view, offers: view.offers.map((o) => (o.piece === piece ? { ...o, on } : o)) }),
    release: nothing,
    discard: nothing,
    retry: nothing,
    takeHere: nothing,
    end: () => setView({ ...view, chat: { at: "ended", reason: "guest-ended" } }),
    save: nothing,
    close: nothing,
    minimise: nothing,
    popOut: nothing,
    setSound: (sound) => setView({ ...view, sound }),
  };
  // A line that arrives while the page is open, so that the live region can be watched.
  Object.assign(window, { addLine: (line: Line) => setView((v) => ({ ...v, lines: [...v.lines, line] })) });
  return <Box view={view} actions={actions} />;
}

async function show(state: string, { lang, scheme, accent, logo }: Look): Promise<void> {
  const language = await loadLanguage(lang);
  dress({ accent, scheme }, language);
  const view = boxStates(language)[state];
  if (view === undefined) throw new Error(`There is no state ${state}.`);
  render(null, document.body);
  render(<Gallery initial={{ ...view, words: { ...view.words, logo } }} />, document.body);
}

Object.assign(window, { show });
document.body.dataset["ready"] = "";

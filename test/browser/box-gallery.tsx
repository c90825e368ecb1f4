// The page that the tests of the box's looks open: one state, language and scheme, named in its address. Built by the tests, never shipped.
import { render } from "preact";
import { useState } from "preact/hooks";
import type { JSX } from "preact";
import { Box } from "../../web-guest/box-view.tsx";
import { dress } from "../../web-guest/dress.ts";
import { loadLanguage, type Language } from "../../web-guest/texts.ts";
import type { BoxActions, BoxView } from "../../web-guest/view.ts";
import { boxStates } from "./box-states.ts";

const wanted = new URLSearchParams(location.search);

function Gallery({ language, initial }: { language: Language; initial: BoxView }): JSX.Element {
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
  Object.assign(window, { addLine: (line: BoxView["lines"][number]) => setView((v) => ({ ...v, lines: [...v.lines, line] })), names: Object.keys(boxStates(language)) });
  return <Box view={view} actions={actions} />;
}

const language = await loadLanguage(wanted.get("lang") ?? "en");
const scheme = wanted.get("scheme");
dress({ accent: wanted.get("accent") ?? undefined, scheme: scheme === "dark" || scheme === "light" ? scheme : undefined }, language);
const view = boxStates(language)[wanted.get("state") ?? "chatting-verified"];
if (view !== undefined) render(<Gallery language={language} initial={view} />, document.body);
document.body.dataset["ready"] = "";

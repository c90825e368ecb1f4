// The box's header: whose chat it is, how far it is protected, and the menu.
import type { JSX } from "preact";
import type { BoxActions, BoxView } from "./view.ts";

const DRAWINGS = {
  more: "M5 12h.01M12 12h.01M19 12h.01",
  down: "M5 9l7 7 7-7",
} as const;

function Icon({ of }: { of: keyof typeof DRAWINGS }): JSX.Element {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path d={DRAWINGS[of]} stroke-width={of === "more" ? 4 : 2} />
    </svg>
  );
}

interface Props {
  readonly view: BoxView;
  readonly actions: BoxActions;
  readonly askToEnd: () => void;
}

export function Header({ view, actions, askToEnd }: Props): JSX.Element {
  const { texts } = view.language;
  return (
    <header>
      {view.words.logo !== undefined && <img src={view.words.logo} alt="" />}
      <div class="names">
        <h1>{view.words.title}</h1>
        {view.trust !== undefined && <TrustState view={view} />}
      </div>
      <button type="button" class="icon" popovertarget="menu" aria-label={texts.menu} aria-haspopup="true">
        <Icon of="more" />
      </button>
      {view.embedded && (
        <button type="button" class="icon" aria-label={texts.minimise} onClick={actions.minimise}>
          <Icon of="down" />
        </button>
      )}
      <Menu view={view} actions={actions} askToEnd={askToEnd} />
      {view.popOutRefused && (
        <p class="notice" role="alert">
          {texts.popOutRefused}
        </p>
      )}
    </header>
  );
}

/** Three states and no more, in neutral words; what they mean is one press away. */
function TrustState({ view: { trust = "clear", language } }: { view: BoxView }): JSX.Element {
  const { texts } = language;
  const { label, meaning } = texts.trust[trust];
  return (
    <>
      <button type="button" class="trust" popovertarget="meaning" aria-label={`${label}. ${texts.whatDoesThisMean}`} title={texts.whatDoesThisMean}>
        <span class={`mark ${trust}`} />
        <span>{label}</span>
        <span class="ask" aria-hidden="true">
          ?
        </span>
      </button>
      <div id="meaning" class="meaning" popover="auto" role="dialog" aria-labelledby="meaning-title">
        <h2 id="meaning-title">{label}</h2>
        <p>{meaning}</p>
        <button type="button" class="button" popovertarget="meaning" popovertargetaction="hide">
          {texts.close}
        </button>
      </div>
    </>
  );
}

const hasChat = ({ chat }: BoxView): boolean => chat.at === "waiting" || chat.at === "chatting" || chat.at === "returning" || chat.at === "joining";

function Menu({ view, actions, askToEnd }: Props): JSX.Element {
  const { texts } = view.language;
  const items: [string, () => void][] = [[view.sound ? texts.soundOff : texts.soundOn, () => actions.setSound(!view.sound)]];
  if (view.canPopOut) items.push([texts.popOut, actions.popOut]);
  if (view.lines.some((line) => line.kind === "message")) items.push([texts.save, actions.save]);
  if (hasChat(view)) items.push([texts.end, askToEnd]);
  return (
    <div id="menu" class="menu" popover="auto">
      {/* Without keys: the button that was pressed has to stay, or the menu would not close. */}
      {items.map(([label, act]) => (
        <button
          type="button"
          popovertarget="menu"
          popovertargetaction="hide"
          onClick={act}
        >
          {label}
        </button>
      ))}
    </div>
  );
}

// Who is signed in, whether they take chats, and the ways to preferences and out.
import type { Availability, Input, Working } from "../desk-state.ts";
import { AVAILABILITY, AVAILABILITY_HINTS } from "../words.ts";
import { Icon } from "./icon.tsx";

const CHOICES = ["available", "away", "busy"] as const satisfies readonly Availability[];

interface Props {
  readonly desk: Working;
  readonly act: (input: Input) => void;
  readonly onPreferences: () => void;
  readonly onSignOut: () => void;
}

export function AccountBar({ desk, act, onPreferences, onSignOut }: Props) {
  return (
    <header class="account">
      <div class="account-row">
        <p class="account-name" title={desk.me}>
          <bdi>{desk.me}</bdi>
        </p>
        <button type="button" class="icon-button" aria-label="Preferences" title="Preferences" onClick={onPreferences}>
          <Icon name="gear" />
        </button>
        <button type="button" class="icon-button" aria-label="Sign out" title="Sign out" onClick={onSignOut}>
          <Icon name="door" />
        </button>
      </div>
      <fieldset class="availability" aria-describedby="availability-hint">
        <legend class="visually-hidden">Do new chats ring here?</legend>
        {CHOICES.map((choice) => (
          <label key={choice} class={`choice ${choice}`}>
            <input type="radio" name="availability" value={choice} checked={desk.availability === choice} onChange={() => act({ type: "be", availability: choice })} />
            <span>
              <i class="dot" aria-hidden="true" />
              {AVAILABILITY[choice]}
            </span>
          </label>
        ))}
      </fieldset>
      <p id="availability-hint" class="hint">
        {AVAILABILITY_HINTS[desk.availability]}
      </p>
    </header>
  );
}

// The parts of a skin's form that are not texts: its look, and what a guest is offered to send along.
import type { ContextPiece } from "#core/skin.ts";
import type { Complaints } from "../library/drafts.ts";
import type { SkinDraft } from "../library/skin-draft.ts";
import { TextField } from "./parts.tsx";

const SCHEMES = [["auto", "As the guest’s device"], ["light", "Light"], ["dark", "Dark"]] as const;
const CORNERS = [["end", "End of the line (right, in English)"], ["start", "Start of the line (left, in English)"]] as const;
const PIECES: readonly (readonly [ContextPiece, string])[] = [["page", "The address of the page they are on"], ["title", "What that page is called"], ["language", "Their browser’s language"]];

export function LookFields({ draft, complaints, logo }: { draft: SkinDraft; complaints: Complaints; /** Set for a made skin: the one it has, or an empty text. */ logo: string | undefined }) {
  return (
    <fieldset>
      <legend>Look</legend>
      <TextField name="accent" label="Accent colour" type="color" value={draft.accent} hint="Of the button and of the guest’s own messages. The box sees to contrast by itself." wrong={complaints["accent"]} />
      <Choices name="scheme" legend="Light or dark" choices={SCHEMES} chosen={draft.scheme} wrong={complaints["scheme"]} />
      <Choices name="corner" legend="Corner of the page" choices={CORNERS} chosen={draft.corner} wrong={complaints["corner"]} />
      {logo !== undefined && <Logo logo={logo} />}
    </fieldset>
  );
}

function Choices({ name, legend, choices, chosen, wrong }: { name: string; legend: string; choices: readonly (readonly [string, string])[]; chosen: string; wrong: string | undefined }) {
  return (
    <fieldset class="plain" aria-describedby={wrong === undefined ? undefined : `${name}-wrong`}>
      <legend>{legend}</legend>
      <div class="choices">
        {choices.map(([value, text]) => (
          <span class="choice">
            <input type="radio" id={`${name}-${value}`} name={name} value={value} checked={chosen === value} />
            <label for={`${name}-${value}`}>{text}</label>
          </span>
        ))}
      </div>
      {wrong !== undefined && <p class="wrong-text" id={`${name}-wrong`}>{wrong}</p>}
    </fieldset>
  );
}

/** The island admin/browser/preview.entry.ts makes the chosen image small and puts it into the hidden field: nothing is uploaded as it is. */
function Logo({ logo }: { logo: string }) {
  return (
    <div class="field" data-logo={logo}>
      <label for="logo-file">Logo</label>
      <p class="hint" id="logo-hint">Beside the title. Your browser makes it small; a square or wide picture on a plain ground works best.</p>
      {logo !== "" && <img class="logo" src={logo} alt="The logo now" />}
      <input type="hidden" name="logo" value="" />
      <input type="file" id="logo-file" accept="image/png,image/jpeg,image/webp,image/gif" aria-describedby="logo-hint logo-said" />
      <p role="status" id="logo-said" class="hint"></p>
      {logo !== "" && <span class="choice"><input type="checkbox" id="no-logo" name="no-logo" value="yes" /><label for="no-logo">Remove the logo</label></span>}
    </div>
  );
}

export function ContextFields({ draft }: { draft: SkinDraft }) {
  return (
    <fieldset>
      <legend>What a guest is offered to send along</legend>
      <p class="hint">The guest sees each piece and can strike it; it is encrypted like what they write.</p>
      <div class="choices column">
        {PIECES.map(([piece, text]) => (
          <span class="choice">
            <input type="checkbox" id={`context-${piece}`} name={`context-${piece}`} value="yes" checked={draft.context.includes(piece)} />
            <label for={`context-${piece}`}>{text}</label>
          </span>
        ))}
      </div>
    </fieldset>
  );
}

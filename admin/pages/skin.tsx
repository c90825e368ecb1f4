// Making and changing a skin, with the snippet for the web-master.
import { SKIN_TEXTS } from "#core/skin.ts";
import { LANGUAGES, NAME_HINT, type Complaints, type SkinDraft } from "../library/drafts.ts";
import type { QueueEntry } from "../library/queues.ts";
import { CoverBadge } from "./overview.tsx";
import { Field, HiddenToken, Notice, TextField } from "./parts.tsx";

export interface SkinProps {
  readonly draft: SkinDraft;
  readonly queues: readonly QueueEntry[];
  readonly token: string;
  /** Absent for a skin that is not made yet. */
  readonly made?: { readonly covered: boolean; readonly snippet: string };
  readonly complaints?: Complaints;
  readonly complaint?: string;
}

export function SkinPage({ draft, queues, token, made, complaints = {}, complaint }: SkinProps) {
  const wrong = Object.keys(complaints).length > 0 ? "Some fields need another look; nothing was saved." : complaint;
  return (
    <>
      <p class="back"><a href="/">Overview</a></p>
      <h1>{made === undefined ? "New skin" : <>Skin {draft.name}</>} {made !== undefined && <CoverBadge covered={made.covered} />}</h1>
      {wrong !== undefined && <Notice tone="wrong"><p>{wrong}</p></Notice>}
      <div class="with-preview">
      <form method="post" action={made === undefined ? "/new-skin" : `/skins/${draft.name}`} class="card stack">
        <HiddenToken token={token} />
        {made === undefined && <TextField name="name" label="Name of the skin" value={draft.name} hint={NAME_HINT} wrong={complaints["name"]} max={48} required direction="ltr" />}
        <QueueField draft={draft} queues={queues} wrong={complaints["queue"]} />
        <TextFields draft={draft} complaints={complaints} />
        <LookFields draft={draft} complaints={complaints} />
        <div class="choice">
          <input type="checkbox" id="verified-only" name="verified-only" value="yes" checked={draft.verifiedOnly} aria-describedby="verified-only-hint" />
          <label for="verified-only">Verified operators only</label>
          <p class="hint" id="verified-only-hint">A guest’s text is sent only to an operator who has the library’s current private key. Without this, operators who lack it can answer too, still encrypted.</p>
        </div>
        <div class="actions"><button class="primary">{made === undefined ? "Create skin" : "Save"}</button></div>
      </form>
      <Preview />
      </div>
      {made !== undefined && <Snippet text={made.snippet} />}
      {made !== undefined && <p class="actions"><a class="button danger" href={`/skins/${draft.name}/delete`}>Delete skin …</a></p>}
    </>
  );
}

/** Filled by the island admin/browser/preview.entry.ts; without scripts it is not there. */
function Preview() {
  return (
    <aside class="preview" aria-labelledby="preview" hidden>
      <h2 id="preview">Preview</h2>
      <div class="box" dir="auto">
        <div class="box-title" dir="auto"></div>
        <div class="box-lines">
          <div class="box-line" dir="auto"></div>
          <div class="box-line mine">?</div>
        </div>
      </div>
    </aside>
  );
}

function QueueField({ draft, queues, wrong }: { draft: SkinDraft; queues: readonly QueueEntry[]; wrong: string | undefined }) {
  const known = queues.some((q) => q.name === draft.queue);
  return (
    <Field name="queue" label="Queue" hint="Where chats from this skin arrive." wrong={wrong} control={(attributes) => (
      <select {...attributes}>
        {!known && <option value={draft.queue} selected>{draft.queue === "" ? "Choose a queue" : `${draft.queue} (not one of yours)`}</option>}
        {queues.map(({ name, queue }) => <option value={name} selected={name === draft.queue}>{queue.title}</option>)}
      </select>
    )} />
  );
}

function TextFields({ draft, complaints }: { draft: SkinDraft; complaints: Complaints }) {
  const languages = Object.entries({ ...(!Object.hasOwn(LANGUAGES, draft.language) && { [draft.language]: draft.language }), ...LANGUAGES });
  return (
    <fieldset>
      <legend>Texts</legend>
      <Field name="language" label="Language of these texts" wrong={complaints["language"]} control={(attributes) => (
        <select {...attributes}>{languages.map(([tag, text]) => <option value={tag} lang={tag} selected={tag === draft.language}>{text}</option>)}</select>
      )} />
      <TextField name="title" label="Title" value={draft.title} hint="At the top of the chat box. Left empty, the box says “Chat with a librarian” in the guest’s language." wrong={complaints["title"]} max={SKIN_TEXTS.title} direction="auto" />
      <Field name="greeting" label="Greeting" hint="The first line a guest reads." wrong={complaints["greeting"]} control={(attributes) => (
        <textarea {...attributes} rows={3} maxLength={SKIN_TEXTS.greeting} dir="auto" autoComplete="off">{draft.greeting}</textarea>
      )} />
    </fieldset>
  );
}

function LookFields({ draft, complaints }: { draft: SkinDraft; complaints: Complaints }) {
  const schemes = [["auto", "As the guest’s device"], ["light", "Light"], ["dark", "Dark"]] as const;
  return (
    <fieldset>
      <legend>Look</legend>
      <TextField name="accent" label="Accent colour" type="color" value={draft.accent} hint="Of the button and of the guest’s own messages. The box sees to contrast by itself." wrong={complaints["accent"]} />
      <fieldset class="plain" aria-describedby={complaints["scheme"] === undefined ? undefined : "scheme-wrong"}>
        <legend>Light or dark</legend>
        <div class="choices">
          {schemes.map(([value, text]) => (
            <span class="choice">
              <input type="radio" id={`scheme-${value}`} name="scheme" value={value} checked={draft.scheme === value} />
              <label for={`scheme-${value}`}>{text}</label>
            </span>
          ))}
        </div>
        {complaints["scheme"] !== undefined && <p class="wrong-text" id="scheme-wrong">{complaints["scheme"]}</p>}
      </fieldset>
    </fieldset>
  );
}

function Snippet({ text }: { text: string }) {
  return (
    <section class="card stack" aria-labelledby="snippet">
      <h2 id="snippet">On your web pages</h2>
      <p class="hint">This line, anywhere in a page, puts the chat box there. It stays the same when skins or keys change.</p>
      <pre tabIndex={0} role="region" aria-label="Snippet" dir="ltr"><code>{text}</code></pre>
    </section>
  );
}

// Making and changing a skin, with the snippet for the web-master.
import { NAME_HINT, type Complaints } from "../library/drafts.ts";
import type { SkinDraft } from "../library/skin-draft.ts";
import type { QueueEntry } from "../library/queues.ts";
import { CoverBadge } from "./overview.tsx";
import { Field, HiddenToken, Notice, TextField } from "./parts.tsx";
import { ContextFields, LookFields } from "./skin-look.tsx";
import { AllTexts, FirstTexts } from "./skin-texts.tsx";

export interface SkinProps {
  readonly draft: SkinDraft;
  readonly queues: readonly QueueEntry[];
  readonly token: string;
  /** Absent for a skin that is not made yet. */
  readonly made?: { readonly covered: boolean; readonly encrypted: boolean; readonly logo: string; readonly snippet: string };
  /** The language whose texts are open; the first if not said. */
  readonly opened?: string;
  readonly complaints?: Complaints;
  readonly complaint?: string;
}

export function SkinPage({ draft, queues, token, made, opened, complaints = {}, complaint }: SkinProps) {
  const [first] = draft.sections;
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
        {made !== undefined ? <AllTexts sections={draft.sections} complaints={complaints} opened={opened} /> : first !== undefined && <FirstTexts section={first} complaints={complaints} />}
        <LookFields draft={draft} complaints={complaints} logo={made?.logo} />
        <ContextFields draft={draft} />
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
      {made !== undefined && (
        <p class="actions">
          {made.encrypted && <a class="button danger" href={`/skins/${draft.name}/uncover`}>Turn encryption off …</a>}
          <a class="button danger" href={`/skins/${draft.name}/delete`}>Delete skin …</a>
        </p>
      )}
    </>
  );
}

/** Filled by the island admin/browser/preview.entry.ts; without scripts it is not there. */
function Preview() {
  return (
    <aside class="preview" aria-labelledby="preview" hidden>
      <h2 id="preview">Preview</h2>
      <div class="box" dir="auto">
        <div class="box-title" dir="auto"><img alt="" hidden /><span></span></div>
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

function Snippet({ text }: { text: string }) {
  return (
    <section class="card stack" aria-labelledby="snippet">
      <h2 id="snippet">On your web pages</h2>
      <p class="hint">This line, anywhere in a page, puts the chat box there. It stays the same when keys and the texts of the box change. How the button looks is in it: put it in anew after changing its colour, corner or text.</p>
      <pre tabIndex={0} role="region" aria-label="Snippet" dir="ltr"><code>{text}</code></pre>
    </section>
  );
}

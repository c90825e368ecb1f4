// The part of a skin's form with its texts, language by language.
import { SKIN_TEXTS } from "#core/skin.ts";
import type { Complaints } from "../library/drafts.ts";
import { LANGUAGES, TEXT_NAMES, type TextName, type TextSection } from "../library/skin-draft.ts";
import { Field, TextField } from "./parts.tsx";

const TEXTS: Readonly<Record<TextName, { readonly label: string; readonly hint: string; readonly rows?: number }>> = {
  title: { label: "Title", hint: "At the top of the chat box. Left empty, the box says “Chat with a librarian” in the guest’s language." },
  greeting: { label: "Greeting", hint: "The first line a guest reads.", rows: 3 },
  button: { label: "Button", hint: "On the button in your web pages; empty: the same as the box’s own title." },
  consent: { label: "Consent", hint: "Shown before the first line is sent, such as what you keep and what you do not.", rows: 3 },
  offline: { label: "When nobody is there", hint: "Shown in the place of the chat while the queue is closed.", rows: 3 },
  offlineLink: { label: "Link when nobody is there", hint: "A web address (https://…) or a mail address." },
  ended: { label: "After the chat", hint: "The last line a guest reads.", rows: 2 },
};
/** In this order on the page. */
const ORDER = Object.keys(TEXTS) as TextName[];

export const languageName = (tag: string): string => (Object.hasOwn(LANGUAGES, tag) ? LANGUAGES[tag as keyof typeof LANGUAGES] : tag);

/** A new skin: one language to choose, and the texts that matter most. */
export function FirstTexts({ section, complaints }: { section: TextSection; complaints: Complaints }) {
  const tags = [...new Set([section.tag, ...Object.keys(LANGUAGES)])];
  return (
    <fieldset>
      <legend>Texts</legend>
      <Field name="language" label="Language of these texts" hint="More languages and texts once the skin is made." wrong={complaints["language"]} control={(attributes) => (
        <select {...attributes}>{tags.map((tag) => <option value={tag} lang={tag} selected={tag === section.tag}>{languageName(tag)}</option>)}</select>
      )} />
      <Texts section={section} complaints={complaints} />
    </fieldset>
  );
}

/** A made skin: every language it has, the first open; another one is added by saving. */
export function AllTexts({ sections, complaints, opened }: { sections: readonly TextSection[]; complaints: Complaints; opened: string | undefined }) {
  const missing = Object.keys(LANGUAGES).filter((tag) => !sections.some((s) => s.tag === tag));
  const isOpen = (section: TextSection, i: number) => section.tag === (opened ?? sections[0]?.tag) || TEXT_NAMES.some((name) => `${name}${section.suffix}` in complaints) || (i === 0 && sections.length === 1);
  return (
    <fieldset>
      <legend>Texts</legend>
      <p class="hint">A guest gets the language of their browser, where the skin has it. A language without any text is none: to remove one, empty its fields.</p>
      <input type="hidden" name="languages" value={sections.map((s) => s.tag).join(" ")} />
      {sections.map((section, i) => (
        <details class="language" data-suffix={section.suffix} data-language={section.tag} open={isOpen(section, i)}>
          <summary>{languageName(section.tag)}</summary>
          <div class="stack"><Texts section={section} complaints={complaints} /></div>
        </details>
      ))}
      <div class="row">
        <Field name="add" label="Another language" control={(attributes) => (
          <select {...attributes}><option value="">Choose a language</option>{missing.map((tag) => <option value={tag} lang={tag}>{languageName(tag)}</option>)}</select>
        )} />
        <button>Save and add it</button>
      </div>
    </fieldset>
  );
}

function Texts({ section: { tag, suffix, texts }, complaints }: { section: TextSection; complaints: Complaints }) {
  return <>{ORDER.filter((name) => name in texts).map((name) => <Text name={`${name}${suffix}`} text={name} tag={tag} value={texts[name] ?? ""} wrong={complaints[`${name}${suffix}`]} />)}</>;
}

function Text({ name, text, tag, value, wrong }: { name: string; text: TextName; tag: string; value: string; wrong: string | undefined }) {
  const { label, hint, rows } = TEXTS[text];
  if (rows === undefined) return <TextField name={name} label={label} value={value} hint={hint} wrong={wrong} max={SKIN_TEXTS[text]} direction={text === "offlineLink" ? "ltr" : "auto"} />;
  return (
    <Field name={name} label={label} hint={hint} wrong={wrong} control={(attributes) => (
      <textarea {...attributes} rows={rows} maxLength={SKIN_TEXTS[text]} dir="auto" lang={tag} autoComplete="off">{value}</textarea>
    )} />
  );
}

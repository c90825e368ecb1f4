// Pieces that several pages are made of: fields with hint and complaint, notices, badges, dates.
import type { ComponentChildren } from "preact";

export function HiddenToken({ token }: { token: string }) {
  return <input type="hidden" name="token" value={token} />;
}

/** `done`: something worked; `warn`: look at this; `wrong`: it did not work. */
export function Notice({ tone, children }: { tone: "done" | "warn" | "wrong"; children: ComponentChildren }) {
  return <div class={`notice ${tone}`} role={tone === "wrong" ? "alert" : "status"}>{children}</div>;
}

export function Badge({ tone, children }: { tone: "good" | "warn" | "bad" | "plain"; children: ComponentChildren }) {
  return <span class={`badge ${tone}`}>{children}</span>;
}

export interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly hint?: ComponentChildren;
  readonly wrong?: string | undefined;
}

/** A label, its control, a hint and a complaint, tied together for assistive technology. */
export function Field({ name, label, hint, wrong, control }: FieldProps & { control: (attributes: FieldAttributes) => ComponentChildren }) {
  const described = [hint !== undefined && `${name}-hint`, wrong !== undefined && `${name}-wrong`].filter(Boolean).join(" ");
  return (
    <div class="field">
      <label for={name}>{label}</label>
      {hint !== undefined && <p class="hint" id={`${name}-hint`}>{hint}</p>}
      {control({ id: name, name, "aria-describedby": described === "" ? undefined : described, "aria-invalid": wrong === undefined ? undefined : "true" })}
      {wrong !== undefined && <p class="wrong-text" id={`${name}-wrong`}>{wrong}</p>}
    </div>
  );
}

interface FieldAttributes {
  readonly id: string;
  readonly name: string;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": "true" | undefined;
}

export interface TextFieldProps extends FieldProps {
  readonly value?: string | undefined;
  readonly type?: "text" | "password" | "color";
  readonly autocomplete?: string;
  readonly max?: number;
  readonly required?: boolean;
  readonly direction?: "ltr" | "auto";
}

export function TextField({ value = "", type = "text", autocomplete = "off", max, required, direction, ...field }: TextFieldProps) {
  return (
    <Field
      {...field}
      control={(attributes) => (
        <input {...attributes} type={type as "text"} value={value} autoComplete={autocomplete} maxLength={max} required={required} dir={direction} spellcheck={false} autoCapitalize="none" />
      )}
    />
  );
}

export function Time({ at }: { at: number }) {
  const date = new Date(at);
  const text = date.toLocaleString("en-GB", { timeZone: "UTC", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });
  return <time dateTime={date.toISOString()}>{text} UTC</time>;
}

/** Something that cannot be undone is asked once more, on a page of its own. */
export function Confirm({ title, action, token, yes, no = "Keep it", back, fields = {}, children }: { title: string; action: string; token: string; yes: string; no?: string; back: string; fields?: Readonly<Record<string, string>>; children: ComponentChildren }) {
  return (
    <>
      <h1>{title}</h1>
      <div class="card stack">
        {children}
        <form method="post" action={action} class="actions">
          <HiddenToken token={token} />
          {Object.entries(fields).map(([name, value]) => <input type="hidden" name={name} value={value} />)}
          <button class="danger">{yes}</button>
          <a class="button quiet" href={back}>{no}</a>
        </form>
      </div>
    </>
  );
}

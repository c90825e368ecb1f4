// The library's operators: their list, one of them, and a new password, which is seen once.
import { faultText } from "../library/drafts.ts";
import type { OperatorEntry, Secret, Staff } from "../library/operators.ts";
import type { QueueEntry } from "../library/queues.ts";
import { Badge, HiddenToken, Notice, TextField } from "./parts.tsx";

export interface OperatorsProps {
  readonly token: string;
  readonly domain: string;
  readonly staff: Staff;
  /** What was typed for a new operator, where it was no good. */
  readonly draft?: { readonly name: string; readonly queues: readonly string[]; readonly wrong: string; readonly badName: boolean };
  /** An account that has just been deleted, for making it again. */
  readonly deleted?: { readonly name: string; readonly queues: readonly string[] };
}

export function OperatorsPage({ token, domain, staff, draft, deleted }: OperatorsProps) {
  const { operators, queues, closed } = staff;
  return (
    <>
      <h1>Operators</h1>
      <p class="lead">They answer your library’s chats, each with an account of their own.</p>
      {draft !== undefined && <Notice tone="wrong"><p>No account was made. {draft.wrong}</p></Notice>}
      {deleted !== undefined && <MakeAgain {...deleted} domain={domain} token={token} />}
      <section class="card stack" aria-labelledby="list">
        <h2 id="list">Your operators</h2>
        {operators.length === 0 && <p class="empty">Nobody yet.</p>}
        <ul class="rows">{operators.map((operator) => <Row operator={operator} queues={queues} />)}</ul>
      </section>
      <section class="card stack" aria-labelledby="new">
        <h2 id="new">New operator</h2>
        {closed !== undefined ? <p>{faultText(closed)}</p> : (
          <form method="post" action="/operators" class="stack" data-busy="Making the account …">
            <HiddenToken token={token} />
            <TextField name="name" label="Name of the operator" value={draft?.name} hint={<>Small letters, digits, dots and hyphens, such as “anna” or “desk3”. The address will be <bdi>NAME@{domain}</bdi>.</>} wrong={draft?.badName === true ? "Change the name." : undefined} max={64} required direction="ltr" />
            <QueueChoice queues={queues} chosen={draft?.queues ?? (queues.length === 1 ? queues.map((q) => q.name) : [])} />
            <div class="actions"><button class="primary">Make account</button><span role="status"></span></div>
          </form>
        )}
        <p class="hint">Somebody who has an XMPP account elsewhere needs none here: assign their address on the queue’s page.</p>
      </section>
    </>
  );
}

const titlesOf = (names: readonly string[], queues: readonly QueueEntry[]): string => names.map((name) => queues.find((q) => q.name === name)?.queue.title ?? name).join(", ");

function Row({ operator: { jid, own, queues: names }, queues }: { operator: OperatorEntry; queues: readonly QueueEntry[] }) {
  return (
    <li>
      <span class="grow"><a href={`/operators/${encodeURIComponent(jid)}`}><bdi>{jid}</bdi></a> {!own && <Badge tone="plain">account from elsewhere</Badge>}</span>
      {names.length === 0 ? <Badge tone="warn">in no queue</Badge> : <span class="meta">{titlesOf(names, queues)}</span>}
    </li>
  );
}

function QueueChoice({ queues, chosen }: { queues: readonly QueueEntry[]; chosen: readonly string[] }) {
  if (queues.length === 0) return <p class="hint">There is no queue yet to assign them to.</p>;
  return (
    <fieldset class="plain">
      <legend>Answers these queues</legend>
      <div class="choices">
        {queues.map(({ name, queue }) => (
          <span class="choice">
            <input type="checkbox" id={`queue-${name}`} name={`queue-${name}`} value="yes" checked={chosen.includes(name)} />
            <label for={`queue-${name}`}>{queue.title}</label>
          </span>
        ))}
      </div>
    </fieldset>
  );
}

function MakeAgain({ name, queues, domain, token }: { name: string; queues: readonly string[]; domain: string; token: string }) {
  return (
    <Notice tone="done">
      <p>The account <bdi>{name}@{domain}</bdi> was deleted.</p>
      <form method="post" action="/operators" data-busy="Making the account again …">
        <HiddenToken token={token} />
        <input type="hidden" name="name" value={name} />
        {queues.map((queue) => <input type="hidden" name={`queue-${queue}`} value="yes" />)}
        <button aria-describedby="again-hint">Undo</button> <span class="meta" id="again-hint">makes it again, with a new password</span> <span role="status"></span>
      </form>
    </Notice>
  );
}

export interface OperatorProps {
  readonly token: string;
  readonly operator: OperatorEntry;
  readonly queues: readonly QueueEntry[];
  readonly saved: boolean;
  readonly complaint?: string;
}

export function OperatorPage({ token, operator: { jid, own, queues: names }, queues, saved, complaint }: OperatorProps) {
  const way = `/operators/${encodeURIComponent(jid)}`;
  return (
    <>
      <p class="back"><a href="/operators">Operators</a></p>
      <h1><bdi>{jid}</bdi></h1>
      {saved && <Notice tone="done"><p>Saved.</p></Notice>}
      {complaint !== undefined && <Notice tone="wrong"><p>{complaint}</p></Notice>}
      <form method="post" action={`${way}/queues`} class="card stack">
        <h2>Queues</h2>
        <HiddenToken token={token} />
        <QueueChoice queues={queues} chosen={names} />
        {queues.length > 0 && <div class="actions"><button class="primary">Save</button></div>}
      </form>
      <section class="card stack" aria-labelledby="account">
        <h2 id="account">Account</h2>
        {own ? (
          <>
            <p>If the password was forgotten, or if somebody else may know it, make a new one.</p>
            <p class="actions"><a class="button" href={`${way}/password`}>New password …</a><a class="button danger" href={`${way}/delete`}>Delete account …</a></p>
          </>
        ) : <p>This account was not made here, so its password is not looked after here. To take the operator off your library’s chat, take them off all queues.</p>}
      </section>
    </>
  );
}

/** The answer to making an account and to renewing a password. The island admin/browser/operators.entry.ts copies, and empties the field when the page is left. */
export function NewPassword({ secret: { jid, password, trouble }, fresh, operatorSite }: { secret: Secret; fresh: boolean; operatorSite: string }) {
  return (
    <>
      <p class="back"><a href="/operators">Operators</a></p>
      <h1>{fresh ? "The account is made" : "The new password counts"}</h1>
      {trouble !== undefined && <Notice tone="warn"><p>The account is there, but it is not in all the queues that you chose. {faultText(trouble)}</p></Notice>}
      <section class="card stack" aria-label="For the operator">
        <p>Hand these to the operator, in person or in a way that only they can read. They sign in at <a href={operatorSite}><bdi>{operatorSite}</bdi></a> or with any XMPP client.</p>
        <Shown id="address" label="Address" value={jid} />
        <Shown id="new-password" label="Password" value={password} />
        <p role="status" id="copied"></p>
        <Notice tone="warn"><p>The password is seen only now. If it gets lost, make a new one.</p></Notice>
        <p class="actions"><a class="button primary" href="/operators">Done</a></p>
      </section>
    </>
  );
}

function Shown({ id, label, value }: { id: string; label: string; value: string }) {
  return (
    <div class="row">
      <div class="field">
        <label for={id}>{label}</label>
        <input id={id} class="secret" type="text" readOnly value={value} autoComplete="off" spellcheck={false} translate={false} dir="ltr" data-1p-ignore data-lpignore="true" />
      </div>
      <button type="button" data-copy={id} aria-label={`Copy the ${label.toLowerCase()}`} hidden>Copy</button>
    </div>
  );
}

// Making and changing a queue, and who its operators are.
import { NAME_HINT, type Complaints, type QueueDraft } from "../library/drafts.ts";
import { HiddenToken, Notice, TextField } from "./parts.tsx";

export interface QueueProps {
  readonly draft: QueueDraft;
  readonly token: string;
  readonly service: string;
  /** Absent for a queue that is not made yet. */
  readonly made?: { readonly operators: readonly string[] };
  readonly complaints?: Complaints;
  readonly complaint?: string;
  /** What was typed in the field for a new operator, where it was no good. */
  readonly operator?: { readonly text: string; readonly wrong: string };
  /** An operator who has just been taken off, for undoing it. */
  readonly removed?: string;
}

export function QueuePage({ draft, token, service, made, complaints = {}, complaint, operator, removed }: QueueProps) {
  const wrong = Object.keys(complaints).length > 0 ? "Some fields need another look; nothing was saved." : complaint;
  return (
    <>
      <p class="back"><a href="/">Overview</a></p>
      <h1>{made === undefined ? "New queue" : <>Queue {draft.name}</>}</h1>
      {wrong !== undefined && <Notice tone="wrong"><p>{wrong}</p></Notice>}
      {removed !== undefined && <Undo name={draft.name} operator={removed} token={token} />}
      {made !== undefined && <Operators name={draft.name} operators={made.operators} token={token} operator={operator} />}
      <form method="post" action={made === undefined ? "/new-queue" : `/queues/${draft.name}`} class="card stack">
        {made !== undefined && <h2>Settings</h2>}
        <HiddenToken token={token} />
        {made === undefined && <TextField name="name" label="Name of the queue" value={draft.name} hint={`${NAME_HINT} The queue’s address will be NAME@${service}.`} wrong={complaints["name"]} max={48} required direction="ltr" />}
        <TextField name="title" label="Title" value={draft.title} hint="What people read, such as “Reference desk”." wrong={complaints["title"]} max={80} required direction="auto" />
        <TextField name="auto-busy" label="Chats at a time" value={draft.autoBusyAfter} hint="An operator with this many chats counts as busy. 0 means no limit." wrong={complaints["auto-busy"]} max={3} direction="ltr" />
        <div class="actions"><button class="primary">{made === undefined ? "Create queue" : "Save"}</button></div>
      </form>
      {made !== undefined && <p class="actions"><a class="button" href={`/queues/${draft.name}/chats`}>Chats that ended</a><a class="button danger" href={`/queues/${draft.name}/delete`}>Delete queue …</a></p>}
    </>
  );
}

function Operators({ name, operators, token, operator }: { name: string; operators: readonly string[]; token: string; operator: QueueProps["operator"] }) {
  return (
    <section class="card stack" aria-labelledby="operators">
      <h2 id="operators">Operators</h2>
      <p class="hint">They answer this queue’s chats. Each is an XMPP account and may use any client. It asks them once whether the queue may see if they are available.</p>
      {operators.length === 0 && <p class="empty">Nobody yet.</p>}
      {operators.length > 0 && (
        <ul class="rows">
          {operators.map((jid) => (
            <li>
              <bdi class="grow">{jid}</bdi>
              <form method="post" action={`/queues/${name}/remove`}>
                <HiddenToken token={token} />
                <input type="hidden" name="operator" value={jid} />
                <button class="quiet" aria-label={`Remove ${jid}`}>Remove</button>
              </form>
            </li>
          ))}
        </ul>
      )}
      <form method="post" action={`/queues/${name}/assign`} class="row">
        <HiddenToken token={token} />
        <TextField name="operator" label="Operator’s address" value={operator?.text} hint="Such as desk1@example.org." wrong={operator?.wrong} max={300} required direction="ltr" />
        <button>Assign</button>
      </form>
    </section>
  );
}

function Undo({ name, operator, token }: { name: string; operator: string; token: string }) {
  return (
    <Notice tone="done">
      <p><bdi>{operator}</bdi> is no longer assigned to this queue.</p>
      <form method="post" action={`/queues/${name}/assign`}>
        <HiddenToken token={token} />
        <input type="hidden" name="operator" value={operator} />
        <button>Undo</button>
      </form>
    </Notice>
  );
}

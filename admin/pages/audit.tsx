// The audit log, a page at a time.
import { ACTIONS, PAGE, type AuditEntry } from "../store/audit.ts";
import { Time } from "./parts.tsx";

export function AuditPage({ entries, older }: { entries: readonly AuditEntry[]; older: boolean }) {
  const last = entries.at(-1);
  return (
    <>
      <h1>Audit log</h1>
      <p class="lead">Who changed what in your library. Chats are not in it, and neither are keys.</p>
      {entries.length === 0 ? <p class="empty">Nothing {older ? "older" : "yet"}.</p> : (
        <div class="card scroll" tabIndex={0} role="region" aria-label="Entries">
          <table>
            <thead><tr><th scope="col">When</th><th scope="col">Who</th><th scope="col">What</th></tr></thead>
            <tbody>
              {entries.map(({ at, who, action, subject }) => (
                <tr><td><Time at={at} /></td><td><bdi>{who}</bdi></td><td>{ACTIONS[action] ?? action}{subject !== "" && <>: <bdi>{subject}</bdi></>}</td></tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p class="actions">
        {older && <a class="button quiet" href="/audit">Newest</a>}
        {last !== undefined && entries.length === PAGE && <a class="button" href={`/audit?before=${last.id}`}>Older</a>}
      </p>
    </>
  );
}

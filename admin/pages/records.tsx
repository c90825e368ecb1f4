// A queue's chats that have ended: when, how long, how protected, ended by whom. What was said is nowhere.
import type { EndReason } from "#core/chat.ts";
import type { ChatRecord, Records } from "#core/records.ts";
import { Badge, Time } from "./parts.tsx";

export const RECORDS_PAGE = 50;

export const ENDINGS: Readonly<Record<EndReason, string>> = {
  "guest-ended": "The guest ended it",
  "guest-gone": "The guest left",
  "operator-ended": "The operator ended it",
  "no-operator": "Nobody was available",
  expired: "Nobody answered in time",
};

export interface RecordsProps {
  readonly queue: string;
  readonly title: string;
  readonly found: Records;
  /** Whether this is not the first page. */
  readonly older: boolean;
}

export function RecordsPage({ queue, title, found: { records, count, kept }, older }: RecordsProps) {
  const last = records.at(-1);
  return (
    <>
      <p class="back"><a href={`/queues/${queue}`}>Queue {queue}</a></p>
      <h1>Chats of {title}</h1>
      <p class="lead">{count === 1 ? "One chat" : `${count} chats`} of the last {kept === 1 ? "day" : `${kept} days`}. What was said is kept nowhere, and neither is who it was.</p>
      {records.length === 0 ? <p class="empty">Nothing {older ? "older" : "yet"}.</p> : (
        <div class="card scroll" tabIndex={0} role="region" aria-label="Chats">
          <table>
            <thead><tr><th scope="col">Began</th><th scope="col">Waited</th><th scope="col">Lasted</th><th scope="col">Protection</th><th scope="col">End</th></tr></thead>
            <tbody>{records.map((record) => <Row record={record} />)}</tbody>
          </table>
        </div>
      )}
      <p class="actions">
        {older && <a class="button quiet" href={`/queues/${queue}/chats`}>Newest</a>}
        {last !== undefined && records.length === RECORDS_PAGE && <a class="button" href={`/queues/${queue}/chats?after=${last.id}`}>Older</a>}
        {count > 0 && <a class="button" href={`/queues/${queue}/chats.csv`} download>Download all (CSV)</a>}
      </p>
      <p class="hint">Whoever runs the service sets how long these are kept (the option retentionDays).</p>
    </>
  );
}

function Row({ record }: { record: ChatRecord }) {
  const { since, answered, ended, reason, encrypted, verified } = record;
  return (
    <tr>
      <td><Time at={Date.parse(since)} /></td>
      <td>{span(since, answered ?? ended)}</td>
      <td>{answered === undefined ? "not answered" : span(answered, ended)}</td>
      <td>{answered !== undefined && (encrypted ? <Badge tone={verified ? "good" : "plain"}>{verified ? "encrypted, proven" : "encrypted"}</Badge> : "not encrypted")}</td>
      <td>{ENDINGS[reason]}</td>
    </tr>
  );
}

const seconds = (from: string, to: string): number => Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000));

function span(from: string, to: string): string {
  const s = seconds(from, to);
  return s < 90 ? `${s} s` : s < 5400 ? `${Math.round(s / 60)} min` : `${Math.round(s / 360) / 10} h`;
}

/** RFC 4180. Every value is ours: times, numbers, words of a list, a node's name. */
export function writeCsv(records: readonly ChatRecord[]): string {
  const lines = records.map(({ since, answered, ended, reason, encrypted, verified, skin }) =>
    [since, answered ?? "", ended, seconds(since, answered ?? ended), answered === undefined ? "" : seconds(answered, ended), reason, encrypted, verified, skin].join(","));
  return ["began,answered,ended,waited_seconds,lasted_seconds,end,encrypted,verified,skin", ...lines].map((line) => `${line}\r\n`).join("");
}

// Chats that have ended, queue by queue: when, how long, how protected, ended by whom; and for how long that is kept. What was said is nowhere.
import type { EndReason } from "#core/chat.ts";
import type { ChatRecord, Records } from "#core/records.ts";
import type { Kept } from "#core/kept.ts";
import type { QueueEntry } from "../library/queues.ts";
import { Badge, HiddenToken, Notice, TextField, Time } from "./parts.tsx";

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
  /** The queue is no more. */
  readonly past: boolean;
}

export function RecordsPage({ queue, title, found: { records, count, kept }, older, past }: RecordsProps) {
  const last = records.at(-1);
  return (
    <>
      <p class="back">{past ? <a href="/records">Records</a> : <a href={`/queues/${queue}`}>Queue {queue}</a>}</p>
      <h1>Chats of {title}</h1>
      <p class="lead">{past && "This queue was deleted. "}{chats(count)} of the last {days(kept)}. What was said is kept nowhere, and neither is who it was.</p>
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
        {count > 0 && <a class="button quiet" href={`/queues/${queue}/chats/delete`}>Delete all …</a>}
      </p>
      <p class="hint">For how many days these are kept is set under <a href="/records">Records</a>.</p>
    </>
  );
}

const chats = (count: number): string => (count === 1 ? "One chat" : `${count} chats`);
export const days = (count: number): string => (count === 1 ? "day" : `${count} days`);

export interface KeptProps {
  readonly kept: Kept;
  readonly queues: readonly QueueEntry[];
  readonly token: string;
  readonly done?: string | undefined;
  readonly wrong?: { readonly text: string; readonly complaint: string };
}

/** For how long records are kept, and the way to them: queues that there are, and queues that are gone. */
export function KeptPage({ kept: { days: now, most, past }, queues, token, done, wrong }: KeptProps) {
  return (
    <>
      <h1>Records of chats</h1>
      {done !== undefined && <Notice tone="done"><p>{done}</p></Notice>}
      <p class="lead">Of a chat that ended are kept: when it began and ended, how long the guest waited, how it was protected, and who ended it. What was said is kept nowhere, and neither is who it was.</p>
      <form method="post" action="/records" class="card stack">
        <HiddenToken token={token} />
        <TextField name="days" label="Days that records are kept" value={wrong?.text ?? String(now)} hint={`From 0 to ${most}, which is the most here. What is older is deleted, at once when you save and from then on every hour.`} wrong={wrong?.complaint} max={4} required />
        <div class="actions"><button class="primary">Save</button></div>
      </form>
      <section class="card stack" aria-labelledby="queues">
        <h2 id="queues">Queues</h2>
        {queues.length === 0 && <p class="empty">No queues yet.</p>}
        <ul class="rows">{queues.map(({ name, queue }) => <li><a class="grow" href={`/queues/${name}/chats`}>{queue.title}</a></li>)}</ul>
      </section>
      {past.length > 0 && (
        <section class="card stack" aria-labelledby="past">
          <h2 id="past">Queues that were deleted</h2>
          <p class="hint">Their records stay until the days above are over, or until you delete them.</p>
          <ul class="rows">{past.map(({ node, title, count }) => <li><a class="grow" href={`/queues/${node.split("/")[2]}/chats`}>{title}</a><span class="meta">{chats(count)}</span></li>)}</ul>
        </section>
      )}
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

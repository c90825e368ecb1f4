// The library at a glance: encryption, skins, queues.
import { keyAge } from "#core/key.ts";
import type { Fingerprint } from "#core/skin.ts";
import type { Overview } from "../library/library.ts";
import type { SkinEntry } from "../library/skins.ts";
import type { QueueEntry } from "../library/queues.ts";
import { describeAge, ageBadge } from "./age.tsx";
import { Badge, HiddenToken } from "./parts.tsx";

export interface OverviewProps {
  readonly library: string;
  readonly service: string;
  readonly token: string;
  readonly overview: Overview;
  readonly now: number;
}

export function OverviewPage({ library, service, token, overview: { key, skins, queues }, now }: OverviewProps) {
  return (
    <>
      <h1>Chat of {library}</h1>
      <Encryption keyNow={key} skins={skins} now={now} />
      <section aria-labelledby="skins">
        <div class="head"><h2 id="skins">Skins</h2>{queues.length > 0 && <a class="button" href="/new-skin">New skin</a>}</div>
        <p class="hint">A skin is the look, the texts and the encryption of a chat box on your web pages.</p>
        {skins.length === 0 && <p class="empty">{queues.length === 0 ? "No skins yet. Make a queue first: a skin’s chats go to one." : "No skins yet."}</p>}
        <ul class="cards">{skins.map((entry) => <SkinCard entry={entry} keyNow={key} token={token} queues={queues} />)}</ul>
      </section>
      <section aria-labelledby="queues">
        <div class="head"><h2 id="queues">Queues</h2><a class="button" href="/new-queue">New queue</a></div>
        <p class="hint">A queue is where chats arrive. It is open while at least one of its operators is available.</p>
        {queues.length === 0 && <p class="empty">No queues yet.</p>}
        <ul class="cards">{queues.map((entry) => <QueueCard entry={entry} service={service} />)}</ul>
      </section>
    </>
  );
}

function Encryption({ keyNow, skins, now }: { keyNow: Fingerprint | undefined; skins: readonly SkinEntry[]; now: number }) {
  const open = skins.filter((s) => !s.covered).length;
  return (
    <section class={`card encryption ${keyNow === undefined ? "plain" : keyAge(keyNow.created, now)}`} aria-labelledby="encryption">
      <div>
        <h2 id="encryption">Encryption {ageBadge(keyNow, now)}</h2>
        <p>{describeAge(keyNow, now)}</p>
        {keyNow !== undefined && open > 0 && <p>{open === 1 ? "One skin is" : `${open} skins are`} not covered by the current keys.</p>}
      </div>
      <form method="get" action="/keys"><button class="primary">Manage Off the Record Chat (E2EE)</button></form>
    </section>
  );
}

function SkinCard({ entry: { name, skin, covered }, keyNow, token, queues }: { entry: SkinEntry; keyNow: Fingerprint | undefined; token: string; queues: readonly QueueEntry[] }) {
  const queue = queues.find((q) => q.name === skin.queue);
  return (
    <li class="card item">
      <div>
        <h3><Swatch colour={skin.appearance.accent} /><a href={`/skins/${name}`}>{name}</a></h3>
        <p>
          <CoverBadge covered={covered} plain={keyNow === undefined} />{" "}
          {skin.verifiedOnly && <Badge tone="plain">verified only</Badge>}
        </p>
        <p class="meta">{queue === undefined ? <>Queue “{skin.queue}”, which is not one of yours</> : <>Queue {queue.queue.title}</>}</p>
      </div>
      {!covered && keyNow !== undefined && <CoverButton name={name} token={token} back="/" />}
    </li>
  );
}

export function CoverBadge({ covered, plain = false }: { covered: boolean; plain?: boolean }) {
  return covered ? <Badge tone="good">covered</Badge> : <Badge tone={plain ? "plain" : "warn"}>not covered</Badge>;
}

/** One click gives a skin the current fingerprint. */
export function CoverButton({ name, token, back }: { name: string; token: string; back: "/" | "/keys" }) {
  return (
    <form method="post" action={`/skins/${name}/cover`}>
      <HiddenToken token={token} />
      <input type="hidden" name="back" value={back} />
      <button aria-label={`Cover the skin ${name}`}>Cover</button>
    </form>
  );
}

function QueueCard({ entry: { name, queue, operators }, service }: { entry: QueueEntry; service: string }) {
  return (
    <li class="card item">
      <div>
        <h3><a href={`/queues/${name}`}>{queue.title}</a></h3>
        <p class="meta"><bdi>{`${name}@${service}`}</bdi></p>
        {operators.length === 0 ? <p><Badge tone="warn">no operators</Badge> Nobody can answer here yet.</p> : <Operators operators={operators} />}
      </div>
    </li>
  );
}

function Operators({ operators }: { operators: readonly string[] }) {
  return (
    <>
      <p class="meta">{operators.length === 1 ? "One operator" : `${operators.length} operators`}</p>
      <ul class="operators">{operators.map((jid) => <li><bdi>{jid}</bdi></li>)}</ul>
    </>
  );
}

/** An SVG and not a style: the pages' policy allows no inline style. */
function Swatch({ colour }: { colour: string | undefined }) {
  if (colour === undefined) return null;
  return <svg class="swatch" viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="8" fill={colour} /></svg>;
}

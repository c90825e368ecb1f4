// Chats that ring: each a card that says where it comes from, with one button to take it.
import type { Input, Ring, Working } from "../desk-state.ts";
import { colleagueName, guestName, queueTitle, waitingTime } from "../words.ts";
import { Icon } from "./icon.tsx";

interface Props {
  readonly desk: Working;
  readonly now: number;
  readonly act: (input: Input) => void;
}

export function Rings({ desk, now, act }: Props) {
  if (desk.rings.length === 0) return null;
  return (
    <section aria-label="Ringing" class="rings">
      {desk.rings.map((ring) => (
        <RingCard key={ring.card.chat} ring={ring} title={queueTitle(desk.queues, ring.card.queue)} now={now} act={act} />
      ))}
    </section>
  );
}

function RingCard({ ring, title, now, act }: { readonly ring: Ring; readonly title: string; readonly now: number; readonly act: Props["act"] }) {
  const { card } = ring;
  const id = `ring-${card.chat}`;
  const answering = ring.phase === "answering";
  return (
    <article class="ring" aria-labelledby={id}>
      <Icon name="bell" />
      <div>
        <h3 id={id}>
          <bdi>{title}</bdi>
        </h3>
        <p>
          {card.from ? `${colleagueName(card.from)} hands you this chat` : guestName(card)}
          <span class="ring-wait"> · waiting {waitingTime(card.since, now)}</span>
        </p>
      </div>
      <div class="row">
        <button type="button" class="primary" aria-describedby={id} aria-disabled={answering} onClick={() => act({ type: "answer", chat: card.chat })}>
          {answering ? "Answering…" : "Answer"}
        </button>
        <button type="button" class="quiet" aria-describedby={id} disabled={answering} onClick={() => act({ type: "decline", chat: card.chat })}>
          Decline
        </button>
      </div>
    </article>
  );
}

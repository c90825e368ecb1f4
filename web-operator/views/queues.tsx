// The operator's queues: who is there and how many wait.
import type { Input, Working } from "../desk-state.ts";
import { ringsHere } from "../wishes.ts";
import { colleagueName, count } from "../words.ts";

export function Queues({ desk, act }: { readonly desk: Working; readonly act: (input: Input) => void }) {
  if (!desk.known) return null;
  if (desk.queues.length === 0)
    return <p class="hint padded">You are not assigned to a queue yet, so no chat can ring here. Your administrator can assign you in the panel.</p>;
  return (
    <section aria-label="Queues">
      <h2 class="heading">Queues</h2>
      <ul class="queues">
        {desk.queues.map((q) => (
          <li key={q.queue}>
            <span class="queue-title">
              <bdi>{q.title}</bdi>
            </span>
            <span class={q.waiting > 0 ? "queue-waiting some" : "queue-waiting"}>{q.waiting} waiting</span>
            <span class="queue-staff">{staff(q.operators, q.colleagues)}</span>
            <label class="queue-rings">
              <input
                type="checkbox"
                checked={ringsHere(desk, q.queue)}
                disabled={desk.link === "offline"}
                aria-label={`Rings here: ${q.title}`}
                onChange={(event) => act({ type: "staff", queue: q.queue, wish: event.currentTarget.checked ? "resume" : "pause" })}
              />
              Rings here
            </label>
          </li>
        ))}
      </ul>
    </section>
  );
}

function staff(operators: number, colleagues: readonly string[]): string {
  if (operators === 0) return "Nobody is available.";
  if (colleagues.length === 0) return operators === 1 ? "1 available" : count(operators, "available", "available");
  const names = new Intl.ListFormat(undefined, { type: "conjunction" }).format(colleagues.slice(0, 4).map(colleagueName));
  return `${count(operators, "available", "available")}, with ${names}${colleagues.length > 4 ? " and others" : ""}`;
}

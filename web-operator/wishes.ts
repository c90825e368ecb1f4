// What the operator has asked of a queue (to ring here or not) and the service has not answered yet: shown at once, whatever older pictures of the desk still come. Pure.
import type { Staffing } from "#core/staffing.ts";
import type { Step, Working } from "./desk-state.ts";

/** The last wish for a queue, and how many of its questions are still without an answer. */
export interface Wish {
  readonly queue: string;
  readonly wish: Staffing;
  readonly open: number;
}

/** Whether the queue rings for this operator, as they have it or will have it. */
export function ringsHere(state: Pick<Working, "queues" | "wishes">, queue: string): boolean {
  const wish = state.wishes.find((w) => w.queue === queue)?.wish;
  return wish === undefined ? state.queues.find((q) => q.queue === queue)?.paused !== true : wish === "resume";
}

export function staff(state: Working, queue: string, wish: Staffing): Step {
  if (state.link === "offline") return { state, effects: [] };
  const open = (state.wishes.find((w) => w.queue === queue)?.open ?? 0) + 1;
  return { state: { ...state, wishes: [...without(state, queue), { queue, wish, open }] }, effects: [{ do: "staff", queue, wish }] };
}

/** The service has done it. Pictures of the desk that come after this answer know of it; the last one before it may not. */
export function staffed(state: Working, queue: string, wish: Staffing): Step {
  const queues = state.queues.map((q) => (q.queue === queue ? { ...q, paused: wish === "pause" } : q));
  return { state: { ...answered(state, queue), queues }, effects: [{ do: "ask-desk" }] };
}

/** It was refused, or nobody answered: what is so, the next picture of the desk says. */
export function staffFailed(state: Working, queue: string, text: string): Step {
  const notice = { about: "service", text: `That could not be changed. ${text}`.trim() } as const;
  return { state: { ...answered(state, queue), notice }, effects: [{ do: "ask-desk" }, { do: "end-notice" }] };
}

const without = ({ wishes }: Working, queue: string): Wish[] => wishes.filter((w) => w.queue !== queue);

function answered(state: Working, queue: string): Working {
  const left = state.wishes.map((w) => (w.queue === queue ? { ...w, open: w.open - 1 } : w)).filter((w) => w.open > 0);
  return { ...state, wishes: left };
}

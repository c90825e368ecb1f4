// When to connect again after the server was lost: a pure machine with exponential back-off and jitter.
export type ReconnectState =
  | { readonly at: "connecting"; readonly failures: number }
  | { readonly at: "online" }
  | { readonly at: "waiting"; readonly failures: number }
  | { readonly at: "stopped" };

export type ReconnectInput =
  | { readonly is: "opened" }
  /** `random`: from 0 to below 1. */
  | { readonly is: "lost"; readonly random: number }
  | { readonly is: "due" }
  | { readonly is: "stop" };

export type ReconnectEffect = { readonly do: "connect" } | { readonly do: "wait"; readonly ms: number } | { readonly do: "close" };

export interface ReconnectStep {
  readonly state: ReconnectState;
  readonly effects: readonly ReconnectEffect[];
}

const FIRST = 500;
const LONGEST = 20_000;

export const firstStep: ReconnectStep = { state: { at: "connecting", failures: 0 }, effects: [{ do: "connect" }] };

export function step(state: ReconnectState, input: ReconnectInput): ReconnectStep {
  if (state.at === "stopped") return { state, effects: [] };
  switch (input.is) {
    case "stop":
      return { state: { at: "stopped" }, effects: [{ do: "close" }] };
    case "opened":
      return state.at === "connecting" ? { state: { at: "online" }, effects: [] } : { state, effects: [] };
    case "due":
      return state.at === "waiting" ? { state: { at: "connecting", failures: state.failures }, effects: [{ do: "connect" }] } : { state, effects: [] };
    case "lost":
      if (state.at === "waiting") return { state, effects: [] };
      return waitAfter(state.at === "online" ? 0 : state.failures, input.random);
  }
}

/** Half of the time is certain and half is chance, so that many clients of a restarted server do not come at once. */
function waitAfter(failures: number, random: number): ReconnectStep {
  const most = Math.min(LONGEST, FIRST * 2 ** Math.min(failures, 16));
  return { state: { at: "waiting", failures: failures + 1 }, effects: [{ do: "close" }, { do: "wait", ms: Math.round(most / 2 + (most / 2) * random) }] };
}

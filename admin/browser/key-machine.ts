// The key screen as a pure machine. The private key is in the state only between its making and the moment the page is left.
import type { PrivateKey } from "#otr/key.ts";

export type KeyState =
  | { readonly at: "ready"; readonly complaint?: string }
  | { readonly at: "generating"; readonly fraction: number }
  /** The fingerprint is on its way; the key is not shown before it is in use. */
  | { readonly at: "publishing"; readonly key: PrivateKey }
  /** `certain`: nothing changed. Otherwise the service did not answer, and only trying again tells. */
  | { readonly at: "refused"; readonly key: PrivateKey; readonly certain: boolean; readonly text: string }
  /** `taken`: copied or saved by the person, so that leaving needs no warning. */
  | { readonly at: "shown"; readonly key: PrivateKey; readonly taken: "no" | "copied" | "saved" | "select" }
  | { readonly at: "left" };

export type Outcome = "active" | "unchanged" | "unknown";

export type KeyInput =
  | { readonly is: "generate" | "cancel" | "retry" | "discard" | "leave" }
  | { readonly is: "progress"; readonly fraction: number }
  | { readonly is: "made"; readonly key: PrivateKey }
  | { readonly is: "failed" }
  | { readonly is: "published"; readonly outcome: Outcome; readonly text: string }
  /** `select`: the browser does not let us copy; the text is selected instead. */
  | { readonly is: "taken"; readonly how: "copied" | "saved" | "select" };

export type KeyEffect = { readonly do: "generate" } | { readonly do: "stop" } | { readonly do: "publish"; readonly fingerprint: string };

export interface KeyStep {
  readonly state: KeyState;
  readonly effects: readonly KeyEffect[];
}

const stay = (state: KeyState): KeyStep => ({ state, effects: [] });
const publish = (key: PrivateKey): KeyStep => ({ state: { at: "publishing", key }, effects: [{ do: "publish", fingerprint: key.fingerprint }] });
const generate: KeyStep = { state: { at: "generating", fraction: 0 }, effects: [{ do: "generate" }] };

export function step(state: KeyState, input: KeyInput): KeyStep {
  if (input.is === "leave") return { state: { at: "left" }, effects: [{ do: "stop" }] };
  switch (state.at) {
    case "ready":
      return input.is === "generate" ? generate : stay(state);
    case "generating":
      return whileGenerating(state, input);
    case "publishing":
      return input.is === "published" ? afterPublishing(state.key, input.outcome, input.text) : stay(state);
    case "refused":
      if (input.is === "retry") return publish(state.key);
      if (input.is === "discard") return stay({ at: "ready", complaint: discarded(state.certain) });
      return stay(state);
    case "shown":
      if (input.is === "generate") return generate;
      return input.is === "taken" ? stay({ ...state, taken: taken(state.taken, input.how) }) : stay(state);
    case "left":
      return stay(state);
  }
}

function whileGenerating(state: Extract<KeyState, { at: "generating" }>, input: KeyInput): KeyStep {
  switch (input.is) {
    case "progress":
      return stay({ at: "generating", fraction: Math.max(state.fraction, input.fraction) });
    case "made":
      return publish(input.key);
    case "failed":
      return stay({ at: "ready", complaint: "The keys could not be made in this browser. Nothing was changed; try again." });
    case "cancel":
      return { state: { at: "ready" }, effects: [{ do: "stop" }] };
    default:
      return stay(state);
  }
}

function afterPublishing(key: PrivateKey, outcome: Outcome, text: string): KeyStep {
  return stay(outcome === "active" ? { at: "shown", key, taken: "no" } : { at: "refused", key, certain: outcome === "unchanged", text });
}

/** A copy that failed does not undo one that worked. */
function taken(before: "no" | "copied" | "saved" | "select", how: "copied" | "saved" | "select") {
  return how === "select" && before !== "no" ? before : how;
}

function discarded(certain: boolean): string {
  return certain
    ? "The new keys were discarded. Your skins have what they had before."
    : "The new keys were discarded. If your skins did get them, no operator can be verified until you generate keys again.";
}

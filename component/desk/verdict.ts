// What the one who put an input to a chat is answered.
import type { Chat, ChatInput } from "#core/chat-state.ts";
import { fault, type Fault } from "#core/errors.ts";
import type { AtHand, Outcome, Runner } from "./runner.ts";

export function faultOf(outcome: Outcome): Fault | undefined {
  if ("none" in outcome) return fault(outcome.none === "unknown" ? "unknown-chat" : outcome.none === "crowded" ? "too-fast" : "internal");
  const refused = outcome.effects.find((e) => e.do === "refuse");
  return refused && fault(refused.code);
}

/** Puts an input and gives the fault, if there is one: at once where the chat answers at once, so that passing a message on costs no turn. */
export function put(runner: Runner, id: string, read: (chat: Chat) => ChatInput, atHand?: AtHand): Fault | undefined | Promise<Fault | undefined> {
  let outcome: Outcome | undefined;
  let late: ((outcome: Outcome) => void) | undefined;
  runner.submit(id, read, atHand, (o) => {
    outcome = o;
    late?.(o);
  });
  if (outcome !== undefined) return faultOf(outcome);
  return new Promise((resolve) => (late = (o) => resolve(faultOf(o))));
}

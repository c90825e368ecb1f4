// The end of a chat, which any of its states can come to, and what counts as having spoken.
import type { EndReason } from "./chat.ts";
import type { Chat, ChatEffect, Says, Step } from "./chat-state.ts";

/** Ends a chat that has not ended: everybody who knows of it is told. */
export function end(chat: Chat, reason: EndReason): Step {
  const { at } = chat;
  const effects: ChatEffect[] = [];
  if ("rung" in at && at.rung.length > 0) effects.push({ do: "unring", operators: at.rung, gone: { why: "withdrawn" } });
  if ("pin" in at) effects.push({ do: "part", jid: at.pin.jid, gone: { why: "ended", reason } });
  effects.push({ do: "tell-guest" }, { do: "give-back", for: "operator" }, { do: "give-back", for: "guest" });
  return { chat: { ...chat, at: { state: "ended", reason } }, effects };
}

/** What a client sends of itself: nobody has spoken, so it claims nothing and is answered with nothing. */
export const isQuiet = (says: Says): boolean => says === "sign" || says === "otr-quiet" || says === "otr-error";

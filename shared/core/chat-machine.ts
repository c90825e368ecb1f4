// One chat as a pure machine: what has happened and a state give the next state and what has to be done (docs/protocol.md, "A chat's states").
import { end, isQuiet } from "./chat-ending.ts";
import { held } from "./chat-held.ts";
import { inLine } from "./chat-line.ts";
import type { Chat, ChatEffect, ChatInput, Held, InLine, Moment, Step } from "./chat-state.ts";

export interface NewChat extends Pick<Chat, "id" | "queue" | "library" | "skin" | "otr"> {
  readonly guest: string;
}

/** A chat just joined. Nobody is rung until the runner has said who is there. */
export function open({ guest, ...rest }: NewChat, moment: Moment): Step {
  const chat: Chat = {
    ...rest,
    since: moment.now,
    answers: 0,
    encrypted: false,
    verified: false,
    guest: { jid: guest },
    at: { state: "waiting", declined: [], until: moment.now + moment.ringFor },
  };
  return { chat, effects: [{ do: "ask-staff" }] };
}

export function step(chat: Chat, input: ChatInput, moment: Moment): Step {
  const { at } = chat;
  const guest = at.state === "ended" ? undefined : ofGuest(chat, input, moment);
  if (guest !== undefined) return guest;
  // The chat itself is handed on, not a copy: whether it has changed is told by its identity.
  switch (at.state) {
    case "waiting":
    case "ringing":
    case "returning":
      return inLine(chat as Chat<InLine>, input, moment);
    case "answered":
    case "transferring":
      return held(chat as Chat<Held>, input, moment);
    case "ended":
      return ended(chat, input);
    default:
      return at satisfies never;
  }
}

/** When the chat wants a `tick`, if nothing else happens (ms). */
export function deadline(chat: Chat): number | undefined {
  const { at } = chat;
  const times: (number | undefined)[] = ["awayUntil" in chat.guest ? chat.guest.awayUntil : undefined];
  switch (at.state) {
    case "waiting":
    case "returning":
      times.push(at.until, at.closeAt);
      break;
    case "ringing":
      times.push(at.until);
      break;
    case "answered":
      times.push(at.pin.awayUntil);
      break;
    case "transferring":
      times.push(at.until);
      break;
    case "ended":
      return undefined;
    default:
      at satisfies never;
  }
  const set = times.filter((t) => t !== undefined);
  return set.length === 0 ? undefined : Math.min(...set);
}

/** What concerns the guest is the same in every state but the last. */
function ofGuest(chat: Chat, input: ChatInput, moment: Moment): Step | undefined {
  switch (input.kind) {
    case "guest-here":
      return guestHere(chat, input.jid);
    case "guest-gone": {
      if (!isGuest(chat, input.jid)) return { chat, effects: [] };
      return { chat: { ...chat, guest: { awayUntil: moment.now + moment.grace } }, effects: showGuest(chat, false) };
    }
    case "guest-ends":
      return isGuest(chat, input.jid) ? end(chat, "guest-ended") : forbidden(chat);
    case "guest-verified":
      if (!isGuest(chat, input.jid)) return forbidden(chat);
      return { chat: chat.verified || !chat.encrypted ? chat : { ...chat, verified: true }, effects: [] };
    case "guest-writes":
      return isGuest(chat, input.jid) ? undefined : forbidden(chat);
    case "close":
      return end(chat, "no-operator");
    case "tick":
      return "awayUntil" in chat.guest && chat.guest.awayUntil <= moment.now ? end(chat, "guest-gone") : undefined;
    default:
      return undefined;
  }
}

/** Only the connection that has shown the token is the guest. */
const isGuest = ({ guest }: Chat, jid: string): boolean => "jid" in guest && guest.jid === jid;
const forbidden = (chat: Chat): Step => ({ chat, effects: [{ do: "refuse", code: "forbidden" }] });

/** The guest's connection is there: a new one after a resume, or the same one that shows its presence. */
function guestHere(chat: Chat, jid: string): Step {
  const release: ChatEffect = { do: "release", for: "guest", to: jid };
  if (isGuest(chat, jid)) return { chat, effects: [release] };
  const ask: ChatEffect[] = "pin" in chat.at || "jid" in chat.guest ? [] : [{ do: "ask-staff" }];
  return { chat: { ...chat, guest: { jid } }, effects: [...showGuest(chat, true), ...ask] };
}

function showGuest(chat: Chat, here: boolean): ChatEffect[] {
  const { at } = chat;
  return "pin" in at && at.pin.awayUntil === undefined ? [{ do: "show-guest", jid: at.pin.jid, here }] : [];
}

function ended(chat: Chat, input: ChatInput): Step {
  switch (input.kind) {
    case "guest-writes":
    case "operator-writes":
      return { chat, effects: isQuiet(input.says) ? [] : [{ do: "refuse", code: "unknown-chat" }] };
    case "accept":
    case "transfer":
    case "operator-ends":
      return { chat, effects: [{ do: "refuse", code: "unknown-chat" }] };
    case "guest-here":
    case "guest-gone":
    case "guest-ends":
    case "guest-verified":
    case "staff":
    case "decline":
    case "operator-here":
    case "operator-gone":
    case "close":
    case "tick":
      return { chat, effects: [] };
    default:
      return input satisfies never;
  }
}

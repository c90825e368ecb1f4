// A chat that no operator has: waiting, ringing, returning (docs/protocol.md, "A chat's states").
import { answer, operatorSays } from "./chat-held.ts";
import { end, isQuiet } from "./chat-ending.ts";
import type { Chat, ChatEffect, ChatInput, InLine, Moment, Returning, Ringing, Sender, Step, Waiting } from "./chat-state.ts";
import { bareJid } from "./jid.ts";

export function inLine(chat: Chat<InLine>, input: ChatInput, moment: Moment): Step {
  const same: Step = { chat, effects: [] };
  const refuse = (code: "forbidden" | "other-end-away"): Step => ({ chat, effects: [{ do: "refuse", code }] });
  switch (input.kind) {
    case "staff":
      return staffed(chat, input.ringable, input.online, moment);
    case "accept":
      return input.by.entitled ? claim(chat, input.by, moment) : refuse("forbidden");
    case "operator-writes": {
      if (isQuiet(input.says)) return same;
      if (!input.by.entitled) return refuse("forbidden");
      const claimed = claim(chat, input.by, moment);
      const said = operatorSays(claimed.chat, input.by.jid, input.says, "claimed-clear");
      return { chat: said.chat, effects: [...claimed.effects, ...said.effects] };
    }
    case "decline":
      return decline(chat, bareJid(input.jid));
    case "operator-here":
      return { chat, effects: rungOf(chat.at).includes(bareJid(input.jid)) ? [{ do: "ring-resource", jid: input.jid }] : [] };
    case "transfer":
    case "operator-ends":
      return refuse("forbidden");
    case "guest-writes":
      return input.says === "sign" ? same : refuse("other-end-away");
    case "tick":
      if ("closeAt" in chat.at && chat.at.closeAt !== undefined && chat.at.closeAt <= moment.now) return end(chat, "no-operator");
      return chat.at.until <= moment.now ? end(chat, "expired") : same;
    case "operator-gone": // the runner says so with `staff`
    case "guest-here": // the machine has answered these
    case "guest-gone":
    case "guest-ends":
    case "guest-verified":
    case "close":
      return same;
    default:
      return input satisfies never;
  }
}

const rungOf = (at: InLine): readonly string[] => (at.state === "waiting" ? [] : at.rung);

/** One operator has the chat; the others who were rung hear who. */
function claim(chat: Chat<InLine>, by: Sender, { now }: Moment): Step {
  const rung = rungOf(chat.at);
  const effects: ChatEffect[] = rung.length > 0 ? [{ do: "unring", operators: rung, gone: answer(by), except: by.jid }] : [];
  effects.push({ do: "greet", jid: by.jid }, { do: "tell-guest" });
  return { chat: { ...chat, answeredAt: chat.answeredAt ?? now, answers: chat.answers + 1, at: { state: "answered", pin: { jid: by.jid, shown: by.shown } } }, effects };
}

/**
 * Who can be rung has changed: newcomers are rung, and the ring is taken from those who cannot answer now.
 * Nobody is rung anew for a guest who is away and may be gone for good; who rings already goes on, since most are back in a moment.
 */
function staffed(chat: Chat<InLine>, ringable: readonly string[], online: boolean, { now, grace }: Moment): Step {
  const { at } = chat;
  const before = rungOf(at);
  const isHere = "jid" in chat.guest;
  const rung = ringable.filter((bare) => !at.declined.includes(bare) && (isHere || before.includes(bare)));
  const fresh = rung.filter((bare) => !before.includes(bare));
  const stale = before.filter((bare) => !rung.includes(bare));
  const closing = at.state === "ringing" ? undefined : at.closeAt;
  const closeAt = online ? undefined : (closing ?? now + grace);
  const effects: ChatEffect[] = [];
  if (fresh.length > 0) effects.push({ do: "ring", operators: fresh });
  if (stale.length > 0) effects.push({ do: "unring", operators: stale, gone: { why: "withdrawn" } });
  if (effects.length === 0 && closing === closeAt) return { chat, effects };
  return { chat: { ...chat, at: lineUp(at, rung, at.declined, closeAt) }, effects };
}

function decline(chat: Chat<InLine>, bare: string): Step {
  const { at } = chat;
  if (!rungOf(at).includes(bare)) return { chat, effects: [] };
  const rung = rungOf(at).filter((other) => other !== bare);
  return {
    chat: { ...chat, at: lineUp(at, rung, [...at.declined, bare], undefined) },
    effects: [{ do: "unring", operators: [bare], gone: { why: "withdrawn" } }],
  };
}

function lineUp(at: InLine, rung: readonly string[], declined: readonly string[], closeAt: number | undefined): Waiting | Ringing | Returning {
  const closing = closeAt === undefined ? {} : { closeAt };
  if (at.state === "returning") return { state: "returning", rung, declined, until: at.until, ...closing };
  if (rung.length > 0) return { state: "ringing", rung, declined, until: at.until };
  return { state: "waiting", declined, until: at.until, ...closing };
}

// The operator's desk as a pure machine: signing in, one desk per browser, and what a desk at work does with each input.
import { bareJid, readJid } from "#core/jid.ts";
import { isOpen, stepChats, stepRings } from "./chats-machine.ts";
import type { Effect, Elsewhere, Input, SignedOut, SigningIn, SignInProblem, Step, Working } from "./desk-state.ts";
import type { DeskState } from "./desk-state.ts";
import { staff, staffed, staffFailed } from "./wishes.ts";

export function step(state: DeskState, input: Input): Step {
  switch (state.state) {
    case "signed-out":
      return stepSignedOut(state, input);
    case "signing-in":
      return stepSigningIn(state, input);
    case "elsewhere":
      return stepElsewhere(state, input);
    case "working":
      return stepWorking(state, input);
    default:
      return impossible(state);
  }
}

const stay = (state: DeskState): Step => ({ state, effects: [] });
const signedOut = (address: string, problem?: SignInProblem): SignedOut => ({ state: "signed-out", address, elsewhere: false, ...(problem && { problem }) });

function stepSignedOut(state: SignedOut, input: Input): Step {
  switch (input.type) {
    case "sign-in":
      return signIn(state, input.address, input.password);
    case "kept":
      return {
        state: { state: "signing-in", address: input.address, availability: input.availability, kept: true, unreachable: false },
        effects: [{ do: "connect", address: input.address, steal: false }],
      };
    case "elsewhere":
      return stay({ state: "elsewhere", address: input.address, availability: "available", canTakeOver: input.canTakeOver });
    default:
      return stay(state);
  }
}

function signIn(state: SignedOut, text: string, password: string): Step {
  const address = bareJid(text.trim());
  const jid = readJid(address);
  if (jid === undefined || jid.local === "") return stay({ ...state, address, problem: "no-address" });
  return {
    state: { state: "signing-in", address, availability: "available", kept: false, unreachable: false },
    effects: [{ do: "connect", address, password, steal: state.elsewhere }],
  };
}

function stepSigningIn(state: SigningIn, input: Input): Step {
  switch (input.type) {
    case "online":
      return { state: working(input.jid, state), effects: arrive(state.availability) };
    case "offline":
      return stay({ ...state, unreachable: true });
    case "refused": {
      const problem = state.kept && input.problem === "wrong-password" ? "kept-sign-in-refused" : input.problem;
      return { state: signedOut(state.address, problem), effects: [{ do: "disconnect" }, ...(state.kept ? [{ do: "forget" } as const] : [])] };
    }
    case "cancel":
    case "sign-out":
      return { state: signedOut(state.address), effects: [{ do: "disconnect" }, { do: "forget" }] };
    case "elsewhere":
      return { state: elsewhere(state, input.canTakeOver), effects: [{ do: "disconnect" }] };
    default:
      return stay(state);
  }
}

function stepElsewhere(state: Elsewhere, input: Input): Step {
  switch (input.type) {
    case "use-here":
      if (!state.canTakeOver) return stay({ ...signedOut(state.address), elsewhere: true });
      return {
        state: { state: "signing-in", address: state.address, availability: state.availability, kept: true, unreachable: false },
        effects: [{ do: "connect", address: state.address, steal: true }],
      };
    case "cancel":
    case "sign-out":
      return { state: signedOut(""), effects: [{ do: "disconnect" }, { do: "forget" }] };
    default:
      return stay(state);
  }
}

const elsewhere = (from: SigningIn, canTakeOver: boolean): Elsewhere => ({
  state: "elsewhere",
  address: from.address,
  availability: from.availability,
  canTakeOver,
});

const working = (jid: string, from: SigningIn): Working => ({
  state: "working",
  jid,
  me: bareJid(jid),
  link: "online",
  known: false,
  availability: from.availability,
  queues: [],
  wishes: [],
  rings: [],
  chats: [],
  selected: undefined,
  watched: true,
  notice: undefined,
});

/** Presence first, so that the service knows who asks for the desk. */
const arrive = (availability: Working["availability"]): Effect[] => [
  { do: "keep-availability", availability },
  { do: "presence", availability },
  { do: "ask-desk" },
];

function stepWorking(state: Working, input: Input): Step {
  switch (input.type) {
    case "sign-out":
      return { state: signedOut(state.me), effects: [...shutAll(state), { do: "disconnect" }, { do: "forget" }] };
    case "refused": // in the middle of work: the password was changed, or another client took the place
      return { state: signedOut(state.me, input.problem), effects: [...shutAll(state), { do: "disconnect" }, { do: "forget" }] };
    case "elsewhere":
      return {
        state: { state: "elsewhere", address: state.me, availability: state.availability, canTakeOver: input.canTakeOver },
        effects: [...shutAll(state), { do: "disconnect" }],
      };
    case "online":
      return online(state, input.jid, input.resumed);
    case "offline":
      return { state: { ...state, link: "offline", rings: [] }, effects: [{ do: "hold-all" }] };
    case "be":
      return {
        state: { ...state, availability: input.availability },
        effects: [{ do: "keep-availability", availability: input.availability }, ...(state.link === "online" ? [{ do: "presence", availability: input.availability } as const] : [])],
      };
    case "staff":
      return staff(state, input.queue, input.wish);
    case "staffed":
      return staffed(state, input.queue, input.wish);
    case "staff-failed":
      return staffFailed(state, input.queue, input.text);
    case "notice-over":
      return stay({ ...state, notice: undefined });
    case "sign-in":
    case "cancel":
    case "use-here":
    case "kept":
      return stay(state);
    case "ring":
    case "answer":
    case "decline":
    case "desk":
      return stepRings(state, input);
    case "held":
    case "gone":
    case "notice":
    case "guest":
    case "done":
    case "failed":
    case "select":
    case "step":
    case "write":
    case "send":
    case "transfer":
    case "end":
    case "close":
    case "watch":
    case "heard":
      return stepChats(state, input);
    default:
      return impossible(input);
  }
}

/** A session that was resumed has everything as it was; a new one has to be made known, and its chats claimed for it. */
function online(state: Working, jid: string, resumed: boolean): Step {
  const open: Effect[] = resumed ? state.chats.filter((c) => isOpen(c) && c.pinned === jid).map(({ card }) => ({ do: "open", card })) : [];
  return { state: { ...state, link: "online", jid }, effects: [...open, ...arrive(state.availability)] };
}

/** The conversations end here but not for the service: it gives them to the next tab or back to the queue. */
const shutAll = (state: Working): Effect[] => state.chats.filter(isOpen).map(({ card }) => ({ do: "shut", chat: card.chat }));

function impossible(never: never): never {
  throw new Error(`No such input: ${JSON.stringify(never)}`);
}

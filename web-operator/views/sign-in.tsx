// The door: signing in, waiting for the server, and the page that says that the desk is open in another tab.
import { useEffect, useRef } from "preact/hooks";
import type { Elsewhere, Input, SignedOut, SigningIn } from "../desk-state.ts";
import { SIGN_IN_PROBLEMS } from "../words.ts";
import { Icon } from "./icon.tsx";

type Act = (input: Input) => void;

function Door({ title, children }: { readonly title: string; readonly children: preact.ComponentChildren }) {
  return (
    <main class="door">
      <div class="door-card">
        <p class="brand">Otterdesk</p>
        <h1>{title}</h1>
        {children}
      </div>
      <p class="door-foot">
        <Icon name="lock" /> Your password is never written to this browser’s storage.
      </p>
    </main>
  );
}

export function SignInScreen({ desk, act }: { readonly desk: SignedOut | SigningIn; readonly act: Act }) {
  if (desk.state === "signing-in" && desk.kept) return <Returning desk={desk} act={act} />;
  return <SignInForm desk={desk} act={act} />;
}

/** After a reload: nothing to type, only to wait. */
function Returning({ desk, act }: { readonly desk: SigningIn; readonly act: Act }) {
  return (
    <Door title="One moment">
      <p role="status">{desk.unreachable ? "The chat server does not answer. Trying again by itself; your chats are kept meanwhile." : `Signing in again as ${desk.address}…`}</p>
      <button type="button" class="quiet" onClick={() => act({ type: "cancel" })}>
        Use another account
      </button>
    </Door>
  );
}

function SignInForm({ desk, act }: { readonly desk: SignedOut | SigningIn; readonly act: Act }) {
  const address = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const problem = desk.state === "signed-out" ? desk.problem : undefined;
  const busy = desk.state === "signing-in";
  useEffect(() => {
    const first = address.current?.value ? password.current : address.current;
    if (!busy) first?.focus();
  }, [busy, problem]);
  const submit = (event: Event) => {
    event.preventDefault();
    if (busy) return;
    act({ type: "sign-in", address: address.current?.value ?? "", password: password.current?.value ?? "" });
  };
  return (
    <Door title="Sign in to your desk">
      {desk.state === "signed-out" && desk.elsewhere && <p class="hint">Signing in here closes the desk in the other tab.</p>}
      <form onSubmit={submit}>
        <label>
          Address
          <input ref={address} name="username" type="text" inputMode="email" autocomplete="username" autocapitalize="off" spellcheck={false} required defaultValue={desk.address} aria-describedby={problem && "sign-in-problem"} aria-invalid={problem !== undefined} />
        </label>
        <label>
          Password
          <input ref={password} name="password" type="password" autocomplete="current-password" required aria-describedby={problem && "sign-in-problem"} aria-invalid={problem === "wrong-password"} />
        </label>
        <p id="sign-in-problem" class="problem" role="alert">
          {problem && SIGN_IN_PROBLEMS[problem]}
        </p>
        <button type="submit" class="primary" aria-disabled={busy}>
          Sign in
        </button>
        <p class="progress" role="status">
          {busy && (desk.unreachable ? "The chat server does not answer. Trying again by itself." : "Signing in…")}
        </p>
        {busy && (
          <button type="button" class="quiet" onClick={() => act({ type: "cancel" })}>
            Cancel
          </button>
        )}
      </form>
    </Door>
  );
}

export function ElsewhereScreen({ desk, act }: { readonly desk: Elsewhere; readonly act: Act }) {
  return (
    <Door title="Your desk is open in another tab">
      <p>
        One tab at a time can be the desk of <bdi>{desk.address}</bdi>. Close this tab, or go on here: the other tab then stops, and open chats come over.
      </p>
      <button type="button" class="primary" onClick={() => act({ type: "use-here" })}>
        Use this tab
      </button>
    </Door>
  );
}

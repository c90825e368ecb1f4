// Signing in, and the account's password.
import { MIN_PASSWORD } from "../store/passwords.ts";
import { HiddenToken, Notice, TextField } from "./parts.tsx";

export interface SignIn {
  readonly token: string;
  readonly name?: string;
  readonly way: string;
  readonly complaint?: string;
  readonly notice?: string;
}

export function SignInPage({ token, name, way, complaint, notice }: SignIn) {
  return (
    <>
      <h1>Sign in</h1>
      <p class="lead">For administrators of a library’s chat.</p>
      {notice !== undefined && <Notice tone="warn"><p>{notice}</p></Notice>}
      {complaint !== undefined && <Notice tone="wrong"><p>{complaint}</p></Notice>}
      <form method="post" action="/sign-in" class="card stack">
        <HiddenToken token={token} />
        <input type="hidden" name="way" value={way} />
        <TextField name="name" label="Name" value={name} autocomplete="username" required max={200} />
        <TextField name="password" label="Password" type="password" autocomplete="current-password" required max={1000} />
        <div class="actions"><button class="primary">Sign in</button></div>
      </form>
    </>
  );
}

export function AccountPage({ token, name, library, wrong }: { token: string; name: string; library: string; wrong?: { current?: string; fresh?: string } }) {
  return (
    <>
      <h1>Account</h1>
      <p class="lead">You are signed in as <strong>{name}</strong>, an administrator of <strong>{library}</strong>.</p>
      {wrong !== undefined && <Notice tone="wrong"><p>The password was not changed.</p></Notice>}
      <form method="post" action="/account" class="card stack">
        <h2>Change your password</h2>
        <HiddenToken token={token} />
        <input type="text" name="username" value={name} autoComplete="username" hidden readOnly />
        <TextField name="current" label="Current password" type="password" autocomplete="current-password" required max={1000} wrong={wrong?.current} />
        <TextField name="fresh" label="New password" type="password" autocomplete="new-password" required max={1000} wrong={wrong?.fresh}
          hint={`At least ${MIN_PASSWORD} characters. Everyone else who is signed in with your name will be signed out.`} />
        <div class="actions"><button class="primary">Change password</button></div>
      </form>
      <p class="actions"><a class="button danger" href="/library/delete">Delete the library …</a></p>
    </>
  );
}

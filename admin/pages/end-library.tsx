// Asks whether a library is to be deleted with all that belongs to it.
import { HiddenToken, Notice, TextField } from "./parts.tsx";

export function DeleteLibraryPage({ token, library, wrong }: { token: string; library: string; wrong: { readonly name?: string; readonly password?: string; readonly complaint?: string } }) {
  const complaint = wrong.complaint ?? (wrong.name !== undefined || wrong.password !== undefined ? "Nothing was deleted." : undefined);
  return (
    <>
      <p class="back"><a href="/account">Account</a></p>
      <h1>Delete the library {library}?</h1>
      {complaint !== undefined && <Notice tone="wrong"><p>{complaint}</p></Notice>}
      <form method="post" action="/library/delete" class="card stack">
        <HiddenToken token={token} />
        <p>This deletes all skins, queues, keys and records of chats, the accounts of operators that were made here, the audit log, and the administrators, you among them. Chats that are going on end. <strong>It cannot be undone.</strong></p>
        <TextField name="library" label="Name of the library" hint={<>To be sure, write <bdi>{library}</bdi> here.</>} wrong={wrong.name} max={48} required direction="ltr" />
        <TextField name="current" label="Your password" type="password" autocomplete="current-password" wrong={wrong.password} max={1000} required />
        <div class="actions"><button class="danger">Delete library</button><a class="button quiet" href="/account">Keep it</a></div>
      </form>
    </>
  );
}

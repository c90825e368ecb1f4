// A page that only says something: not found, not allowed, server away.
export interface Message {
  readonly title: string;
  readonly text: string;
  readonly back?: { readonly way: string; readonly text: string };
}

export function MessagePage({ title, text, back }: Message) {
  return (
    <>
      <h1>{title}</h1>
      <p class="lead" role="alert">{text}</p>
      {back !== undefined && <p class="actions"><a class="button" href={back.way}>{back.text}</a></p>}
    </>
  );
}

/** The island admin/browser/away.entry.ts loads the page again when the server is back. */
export const AWAY: Message = {
  title: "The chat server cannot be reached",
  text: "Your skins, queues and keys are as they were; they cannot be shown or changed just now. This page comes back by itself as soon as the server answers.",
};

/** After a change that was asked for while the server went away. */
export function awayText(asked: boolean): string {
  return asked
    ? "The chat server did not answer, so it is not certain whether this was done. Look before you try again."
    : "The chat server cannot be reached just now. Nothing was changed; try again in a moment.";
}

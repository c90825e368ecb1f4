// The guest's end of a chat. OTR, half of the program, is a file of its own and fetched when there is a chat: nobody needs it to see the box and to join.
import { openEnd } from "#browser/conversation-end.ts";
import type { Conversation, ConversationOptions } from "#browser/conversation-options.ts";
import type { Slot } from "#browser/storage.ts";
import type { Held } from "./chat-machine.ts";
import type { Link } from "./link.ts";

export interface GuestEnd extends Pick<ConversationOptions, "fingerprint" | "onNotify" | "onBroken"> {
  readonly slot: Slot;
  /** Whichever there is then. */
  readonly link: () => Link | undefined;
  readonly onChange: () => void;
}

export function openGuestEnd(held: Held, { link, onChange, ...rest }: GuestEnd): Conversation {
  const options: ConversationOptions = {
    ...rest,
    role: "guest",
    chat: held.chat,
    otr: held.otr,
    connection: { send: (stanza) => link()?.connection.send(stanza) ?? false },
    onView: ({ entries }) => {
      link()?.service?.confirm(held, entries.at(-1));
      onChange();
    },
  };
  return openEnd(options, () => import("#browser/otr.ts"));
}

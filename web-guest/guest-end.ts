// The guest's end of a chat. Its program, half of the box's, is fetched when there is a chat: nobody needs it to see the box and to join. What is for it meanwhile waits, in order.
import type { Conversation, ConversationOptions } from "#browser/conversation-options.ts";
import type { Slot } from "#browser/storage.ts";
import type { Held } from "./chat-machine.ts";
import type { Link } from "./link.ts";

export interface GuestEndOptions extends Pick<ConversationOptions, "onNotify"> {
  readonly slot: Slot;
  /** Whichever there is then. */
  readonly link: () => Link | undefined;
  /** The skin's, when the conversation opens. */
  readonly fingerprint: () => string | undefined;
  /** It is there: before all that waits for it. */
  readonly onOpen: (conversation: Conversation) => void;
  readonly onChange: () => void;
  /** Its program did not come. */
  readonly onBroken: () => void;
}

interface Program {
  readonly openConversation: (options: ConversationOptions) => Conversation;
}

/** After what is under way: whoever waits is told first that they have a place. */
const fetchLater = (): Promise<Program> => new Promise((resolve) => setTimeout(resolve)).then(() => import("#browser/conversation.ts"));

export class GuestEnd {
  /** Undefined while its program is on its way. */
  conversation: Conversation | undefined;
  readonly arrival: Promise<void>;
  isBroken = false;
  #isOver = false;
  #waiting: ((conversation: Conversation) => void)[] = [];
  readonly #slot: Slot;

  constructor(held: Held, options: GuestEndOptions, fetchProgram = fetchLater) {
    this.#slot = options.slot;
    const broken = () => {
      if (this.#isOver) return;
      this.isBroken = true;
      options.onBroken();
    };
    this.arrival = fetchProgram().then((program) => this.#isOver || this.#open(program, held, options), broken) as Promise<void>;
  }

  /** Now, or as soon as it is there. */
  tell(act: (conversation: Conversation) => void): void {
    if (this.conversation !== undefined) act(this.conversation);
    else this.#waiting.push(act);
  }

  close(): void {
    this.#isOver = true;
    this.conversation?.close();
  }

  /** Stops and wipes what the tab remembers. */
  forget(): void {
    this.#isOver = true;
    if (this.conversation !== undefined) this.conversation.forget();
    else this.#slot.remove();
  }

  #open({ openConversation }: Program, held: Held, { link, fingerprint, slot, onNotify, onChange, onOpen }: GuestEndOptions): void {
    const conversation = openConversation({
      role: "guest",
      chat: held.chat,
      otr: held.otr,
      fingerprint: fingerprint(),
      connection: { send: (stanza) => link()?.connection.send(stanza) ?? false },
      slot,
      onView: ({ entries }) => {
        link()?.service?.confirm(held, entries.at(-1));
        onChange();
      },
      ...(onNotify && { onNotify }),
    });
    onOpen(conversation); // before anybody sees it
    this.conversation = conversation;
    for (const act of this.#waiting.splice(0)) act(conversation);
    onChange();
  }
}

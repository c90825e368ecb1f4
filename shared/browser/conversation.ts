// One end of a chat, for pages that have OTR from the start. The guest's box, which is seen before there is a chat, has it come later.
import { openEnd } from "./conversation-end.ts";
import type { Conversation, ConversationOptions } from "./conversation-options.ts";
import * as otr from "./otr.ts";

export type { Conversation, ConversationOptions };

export const openConversation = (options: ConversationOptions): Conversation => openEnd(options, otr);

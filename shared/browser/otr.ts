// What a conversation needs of OTR, in one piece: in the guest's box a file of its own.
export { chooseKey } from "./conversation-key.ts";
export { openSession } from "#otr/session.ts";

// The box in English.
import type { BoxTexts } from "../texts.ts";

export const en: BoxTexts = {
  title: "Chat with a librarian",
  transcript: "Conversation",
  message: "Message",
  messageHint: "Write your question",
  send: "Send",
  tooLong: { one: "This message is {n} character too long. Please send it in two parts.", other: "This message is {n} characters too long. Please send it in parts." },

  greeting: "Hello! Ask a question here, and a librarian will answer.",
  connecting: "Connecting…",
  unreachable: "The chat cannot be reached at the moment. We keep trying, and what you have written stays here.",
  next: "You are next. A librarian will be with you soon.",
  position: { one: "You are number {n} in the queue. You can already write your question.", other: "You are number {n} in the queue. You can already write your question." },
  joined: "{name} is here to help you.",
  joinedNameless: "A librarian is here to help you.",
  returning: "The librarian has lost the connection. We are looking for a colleague; please stay.",
  transferring: "You are being passed on to a colleague; please stay.",
  linkLost: "Your connection is interrupted. It will come back by itself.",

  you: "You",
  librarian: "Librarian",
  typing: "{name} is writing…",
  held: "Waiting to be sent",
  sent: "Sent",
  delivered: "Delivered",
  failed: "Not delivered",
  resend: "Send again",
  newMessages: { one: "{n} new message", other: "{n} new messages" },

  encryptedLine: "This chat uses end-to-end encryption.",
  trust: {
    verified: {
      label: "Encrypted and confirmed",
      meaning: "Only you and the librarian can read this chat. The librarian’s key is the one that the library published for this chat box.",
    },
    encrypted: {
      label: "Encrypted",
      meaning: "Your messages are encrypted between you and the librarian. The librarian’s key could not be matched with one that the library published, so it is not confirmed who holds it.",
    },
    clear: {
      label: "Ordinary connection",
      meaning: "Your messages travel over a secure connection, like any web page. The chat service that passes them on could read them.",
    },
  },
  whatDoesThisMean: "What does this mean?",
  verifiedOnly:
    "This library sends your messages only to a librarian whose key is confirmed, and this one’s is not. What you wrote has not been sent. You can wait for a colleague, or end the chat and ask in another way.",
  keyChanged: "Somebody else is answering now. May the messages that are still waiting be sent to them?",
  release: "Send them",
  discard: "Do not send",

  contextTitle: "What the librarian will see",
  contextNote: "Untick what you do not want to share.",
  context: { page: "This page", title: "Its title", language: "Your language" },
  contextSent: "The librarian sees: {list}",
  agree: "I agree",
  agreeFirst: "Please agree first: tick the box above.",
  start: "Start the chat",

  offlineTitle: "No librarian is here at the moment",
  offline: "Please come back later, or ask the library in another way.",
  offlineLink: "Other ways to ask",
  offlineMail: "Write an e-mail",
  onlineAgain: "A librarian is here again.",
  retry: "Try again",

  ended: {
    "guest-ended": "You have ended the chat.",
    "guest-gone": "The chat ended because you were away for too long.",
    "operator-ended": "The librarian has ended the chat.",
    "no-operator": "The chat ended because no librarian is here any more. We are sorry.",
    "expired": "Nobody was free to answer in time. We are sorry.",
  },
  unsent: { one: "{n} message was not delivered.", other: "{n} messages were not delivered." },
  newChat: "Start a new chat",
  save: "Save the conversation",
  savedFrom: "Conversation of {time}",
  close: "Close",

  end: "End the chat",
  endQuestion: "End this chat?",
  endNote: "The conversation is then wiped from this browser. You can save it first.",
  keepChatting: "Keep chatting",
  minimise: "Minimise",
  popOut: "Open in a window of its own",
  popOutRefused: "Your browser has blocked the new window, so the chat goes on here. Allow pop-up windows and try again.",
  soundOn: "Turn sound on",
  soundOff: "Turn sound off",
  menu: "More",

  elsewhere: "You are already chatting in another tab.",
  continueHere: "Continue that chat here",
  moved: "This chat goes on in another tab or window.",
  bringBack: "Bring it back here",

  failures: {
    "no-skin": "This chat box is not set up completely: the page does not say which design (skin) it has. Please tell the library.",
    "unknown-skin": "This chat box is not set up correctly: there is no design (skin) with the name that the page gives. Please tell the library.",
    "unknown-queue": "This chat box is not set up correctly: there is no queue with the name that the page gives. Please tell the library.",
    "too-fast": "Too many chats were started from here. Please wait a minute and try again.",
    "refused": "The chat could not be started. Please try again.",
  },
};

// The box in French.
import type { BoxTexts } from "../texts.ts";

export const fr: BoxTexts = {
  title: "Discuter avec un bibliothécaire",
  transcript: "Conversation",
  message: "Message",
  messageHint: "Écrivez votre question",
  send: "Envoyer",
  tooLong: { one: "Ce message compte {n} caractère de trop. Envoyez-le en deux parties.", many: "Ce message compte {n} de caractères de trop. Envoyez-le en plusieurs parties.", other: "Ce message compte {n} caractères de trop. Envoyez-le en plusieurs parties." },

  greeting: "Bonjour\u202f! Posez votre question ici, un bibliothécaire vous répondra.",
  connecting: "Connexion…",
  unreachable: "La discussion est inaccessible pour le moment. Nous réessayons\u202f; ce que vous avez écrit reste ici.",
  next: "C’est bientôt à vous. Un bibliothécaire arrive.",
  position: { one: "Vous êtes en position {n} dans la file d’attente. Vous pouvez déjà écrire votre question.", many: "Vous êtes en position {n} dans la file d’attente. Vous pouvez déjà écrire votre question.", other: "Vous êtes en position {n} dans la file d’attente. Vous pouvez déjà écrire votre question." },
  joined: "{name} est là pour vous aider.",
  joinedNameless: "Un bibliothécaire est là pour vous aider.",
  returning: "Le bibliothécaire a perdu la connexion. Nous cherchons un collègue\u202f; merci de patienter.",
  transferring: "Nous vous mettons en relation avec un collègue\u202f; merci de patienter.",
  linkLost: "Votre connexion est interrompue. Elle se rétablira d’elle-même.",

  you: "Vous",
  librarian: "Le bibliothécaire",
  typing: "{name} écrit…",
  held: "En attente d’envoi",
  sent: "Envoyé",
  delivered: "Remis",
  failed: "Non remis",
  resend: "Renvoyer",
  newMessages: { one: "{n} nouveau message", many: "{n} de nouveaux messages", other: "{n} nouveaux messages" },

  encryptedLine: "Cette discussion utilise le chiffrement de bout en bout.",
  trust: {
    verified: {
      label: "Chiffrée et confirmée",
      meaning: "Seuls vous et le bibliothécaire pouvez lire cette discussion. La clé du bibliothécaire est celle que la bibliothèque a publiée pour cette fenêtre de discussion.",
    },
    encrypted: {
      label: "Chiffrée",
      meaning: "Vos messages sont chiffrés entre vous et le bibliothécaire. La clé du bibliothécaire n’a pas pu être reconnue comme l’une de celles publiées par la bibliothèque\u00a0: on ne peut donc pas confirmer qui la détient.",
    },
    clear: {
      label: "Connexion ordinaire",
      meaning: "Vos messages passent par une connexion sécurisée, comme toute page web. Le service de discussion qui les transmet pourrait les lire.",
    },
  },
  whatDoesThisMean: "Qu’est-ce que cela veut dire\u202f?",
  verifiedOnly:
    "Cette bibliothèque n’envoie vos messages qu’à un bibliothécaire dont la clé est confirmée, et celle-ci ne l’est pas. Ce que vous avez écrit n’a pas été envoyé. Vous pouvez attendre un collègue, ou terminer la discussion et poser votre question autrement.",
  keyChanged: "Quelqu’un d’autre vous répond maintenant. Peut-on lui envoyer les messages encore en attente\u202f?",
  release: "Les envoyer",
  discard: "Ne pas les envoyer",

  contextTitle: "Ce que verra le bibliothécaire",
  contextNote: "Décochez ce que vous ne voulez pas partager.",
  context: { page: "Cette page", title: "Son titre", language: "Votre langue" },
  contextSent: "Le bibliothécaire voit\u00a0: {list}",
  agree: "J’accepte",
  agreeFirst: "Acceptez d’abord en cochant la case ci-dessus.",
  start: "Commencer",

  offlineTitle: "Aucun bibliothécaire n’est là pour le moment",
  offline: "Revenez plus tard ou posez votre question à la bibliothèque autrement.",
  offlineLink: "Autres moyens de nous joindre",
  offlineMail: "Écrire un courriel",
  onlineAgain: "Un bibliothécaire est de nouveau là.",
  retry: "Réessayer",

  ended: {
    "guest-ended": "Vous avez mis fin à la discussion.",
    "guest-gone": "La discussion s’est terminée après une trop longue absence de votre part.",
    "operator-ended": "Le bibliothécaire a mis fin à la discussion.",
    "no-operator": "La discussion s’est terminée, car plus aucun bibliothécaire n’est là. Nous en sommes désolés.",
    "expired": "Personne n’a pu répondre à temps. Nous en sommes désolés.",
  },
  unsent: { one: "{n} message n’a pas été remis.", many: "{n} de messages n’ont pas été remis.", other: "{n} messages n’ont pas été remis." },
  newChat: "Nouvelle discussion",
  save: "Enregistrer la conversation",
  savedFrom: "Conversation du {time}",
  close: "Fermer",

  end: "Terminer la discussion",
  endQuestion: "Terminer cette discussion\u202f?",
  endNote: "La conversation sera effacée de ce navigateur. Vous pouvez l’enregistrer avant.",
  keepChatting: "Poursuivre la discussion",
  minimise: "Réduire",
  popOut: "Ouvrir dans une fenêtre à part",
  popOutRefused: "Votre navigateur a bloqué la nouvelle fenêtre\u00a0: la discussion continue donc ici. Autorisez les fenêtres contextuelles, puis réessayez.",
  soundOn: "Activer le son",
  soundOff: "Couper le son",
  menu: "Plus d’options",

  elsewhere: "Vous discutez déjà dans un autre onglet.",
  continueHere: "Continuer ici",
  moved: "Cette discussion se poursuit dans un autre onglet ou une autre fenêtre.",
  bringBack: "La ramener ici",

  failures: {
    "no-skin": "Cette fenêtre de discussion n’est pas entièrement configurée\u00a0: la page n’indique pas son habillage (skin). Merci de prévenir la bibliothèque.",
    "unknown-skin": "Cette fenêtre de discussion n’est pas bien configurée\u00a0: l’habillage (skin) indiqué par la page n’existe pas. Merci de prévenir la bibliothèque.",
    "unknown-queue": "Cette fenêtre de discussion n’est pas bien configurée\u00a0: la file d’attente indiquée par la page n’existe pas. Merci de prévenir la bibliothèque.",
    "too-fast": "Trop de discussions ont été ouvertes d’ici. Attendez une minute et réessayez.",
    "refused": "La discussion n’a pas pu commencer. Veuillez réessayer.",
  },
};

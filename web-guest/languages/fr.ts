// The box in French.
import type { BoxTexts } from "../texts.ts";

export const fr: BoxTexts = {
  title: "Discuter avec un bibliothécaire",
  transcript: "Conversation",
  message: "Message",
  messageHint: "Écrivez votre question",
  send: "Envoyer",
  tooLong: { one: "Ce message compte {n} caractère de trop. Envoyez-le en deux parties.", many: "Ce message compte {n} de caractères de trop. Envoyez-le en plusieurs parties.", other: "Ce message compte {n} caractères de trop. Envoyez-le en plusieurs parties." },

  greeting: "Bonjour ! Posez votre question ici, un bibliothécaire vous répondra.",
  connecting: "Connexion…",
  unreachable: "La discussion est injoignable pour le moment. Les essais continuent, et ce que vous avez écrit reste ici.",
  next: "C’est bientôt à vous. Un bibliothécaire arrive.",
  position: { one: "Vous êtes numéro {n} dans la file. Vous pouvez déjà écrire votre question.", many: "Vous êtes numéro {n} dans la file. Vous pouvez déjà écrire votre question.", other: "Vous êtes numéro {n} dans la file. Vous pouvez déjà écrire votre question." },
  joined: "{name} est là pour vous aider.",
  joinedNameless: "Un bibliothécaire est là pour vous aider.",
  returning: "Le bibliothécaire a perdu la connexion. Nous cherchons un collègue ; restez avec nous.",
  transferring: "Nous vous passons un collègue ; restez avec nous.",
  linkLost: "Votre connexion est interrompue. Elle revient toute seule.",

  you: "Vous",
  librarian: "Bibliothécaire",
  typing: "{name} écrit…",
  held: "En attente d’envoi",
  sent: "Envoyé",
  delivered: "Remis",
  failed: "Non remis",
  resend: "Renvoyer",
  newMessages: { one: "{n} nouveau message", many: "{n} de nouveaux messages", other: "{n} nouveaux messages" },

  encryptedLine: "Cette discussion est chiffrée de bout en bout.",
  trust: {
    verified: {
      label: "Chiffré et confirmé",
      meaning: "Seuls vous et le bibliothécaire pouvez lire cette discussion. Sa clé est celle que la bibliothèque a publiée pour cette fenêtre.",
    },
    encrypted: {
      label: "Chiffré",
      meaning: "Vos messages sont chiffrés entre vous et le bibliothécaire. Sa clé n’a pas pu être comparée à une clé publiée par la bibliothèque : on ne peut donc pas confirmer à qui elle appartient.",
    },
    clear: {
      label: "Connexion ordinaire",
      meaning: "Vos messages passent par une connexion sécurisée, comme toute page web. Le service qui les transmet pourrait les lire.",
    },
  },
  whatDoesThisMean: "Qu’est-ce que cela veut dire ?",
  verifiedOnly:
    "Cette bibliothèque n’envoie vos messages qu’à un bibliothécaire dont la clé est confirmée, et celle-ci ne l’est pas. Ce que vous avez écrit n’a pas été envoyé. Vous pouvez attendre un collègue, ou terminer et poser votre question autrement.",
  keyChanged: "Quelqu’un d’autre répond maintenant. Peut-on lui envoyer les messages encore en attente ?",
  release: "Les envoyer",
  discard: "Ne pas les envoyer",

  contextTitle: "Ce que verra le bibliothécaire",
  contextNote: "Retirez ce que vous ne voulez pas partager.",
  context: { page: "Cette page", title: "Son titre", language: "Votre langue" },
  contextSent: "Le bibliothécaire voit : {list}",
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
    "guest-ended": "Vous avez terminé la discussion.",
    "guest-gone": "La discussion s’est terminée après une trop longue absence.",
    "operator-ended": "Le bibliothécaire a terminé la discussion.",
    "no-operator": "La discussion s’est terminée car plus aucun bibliothécaire n’est là. Nous en sommes désolés.",
    "expired": "Personne n’a pu répondre à temps. Nous en sommes désolés.",
  },
  unsent: { one: "{n} message n’a pas été remis.", many: "{n} de messages n’ont pas été remis.", other: "{n} messages n’ont pas été remis." },
  newChat: "Nouvelle discussion",
  save: "Enregistrer la conversation",
  savedFrom: "Conversation du {time}",
  close: "Fermer",

  end: "Terminer la discussion",
  endQuestion: "Terminer cette discussion ?",
  endNote: "La conversation sera effacée de ce navigateur. Vous pouvez l’enregistrer avant.",
  keepChatting: "Continuer",
  minimise: "Réduire",
  popOut: "Ouvrir dans une fenêtre à part",
  popOutRefused: "Votre navigateur a bloqué la nouvelle fenêtre : le chat continue donc ici. Autorisez les fenêtres contextuelles, puis réessayez.",
  soundOn: "Activer le son",
  soundOff: "Couper le son",
  menu: "Plus",

  elsewhere: "Vous discutez déjà dans un autre onglet.",
  continueHere: "Continuer ici",
  moved: "Cette discussion se poursuit dans un autre onglet ou une autre fenêtre.",
  bringBack: "La ramener ici",

  failures: {
    "no-skin": "Cette fenêtre n’est pas bien configurée : la page n’indique pas son habillage (skin). Merci de prévenir la bibliothèque.",
    "unknown-skin": "Cette fenêtre n’est pas bien configurée : l’habillage (skin) indiqué par la page n’existe pas. Merci de prévenir la bibliothèque.",
    "unknown-queue": "Cette fenêtre n’est pas bien configurée : la file indiquée par la page n’existe pas. Merci de prévenir la bibliothèque.",
    "too-fast": "Trop de discussions ont été ouvertes d’ici. Attendez une minute et réessayez.",
    "refused": "La discussion n’a pas pu commencer. Veuillez réessayer.",
  },
};

// The box in German.
import type { BoxTexts } from "../texts.ts";

export const de: BoxTexts = {
  title: "Mit der Bibliothek chatten",
  transcript: "Gespräch",
  message: "Nachricht",
  messageHint: "Schreiben Sie Ihre Frage",
  send: "Senden",
  tooLong: { one: "Diese Nachricht ist {n} Zeichen zu lang. Bitte senden Sie sie in zwei Teilen.", other: "Diese Nachricht ist {n} Zeichen zu lang. Bitte senden Sie sie in Teilen." },

  greeting: "Guten Tag! Stellen Sie hier Ihre Frage; jemand aus der Bibliothek antwortet Ihnen.",
  connecting: "Verbindung wird hergestellt\u00a0…",
  unreachable: "Der Chat ist im Moment nicht erreichbar. Wir versuchen es weiter; was Sie geschrieben haben, bleibt hier.",
  next: "Sie sind als Nächstes an der Reihe. Gleich ist jemand für Sie da.",
  position: { one: "Sie sind Nummer {n} in der Warteschlange. Ihre Frage können Sie schon schreiben.", other: "Sie sind Nummer {n} in der Warteschlange. Ihre Frage können Sie schon schreiben." },
  joined: "{name} ist für Sie da.",
  joinedNameless: "Jetzt ist jemand aus der Bibliothek für Sie da.",
  returning: "Ihr Gegenüber hat die Verbindung verloren. Wir suchen jemand anderen; bitte bleiben Sie da.",
  transferring: "Wir verbinden Sie mit jemand anderem; bitte bleiben Sie da.",
  linkLost: "Ihre Verbindung ist unterbrochen. Sie wird von selbst wiederhergestellt.",

  you: "Sie",
  librarian: "Die Bibliothek",
  typing: "{name} schreibt\u00a0…",
  held: "Noch nicht gesendet",
  sent: "Gesendet",
  delivered: "Angekommen",
  failed: "Nicht angekommen",
  resend: "Noch einmal senden",
  newMessages: { one: "{n} neue Nachricht", other: "{n} neue Nachrichten" },

  encryptedLine: "Dieser Chat verwendet Ende-zu-Ende-Verschlüsselung.",
  trust: {
    verified: {
      label: "Verschlüsselt und bestätigt",
      meaning: "Nur Sie und Ihr Gegenüber in der Bibliothek können diesen Chat lesen. Der Schlüssel Ihres Gegenübers ist der, den die Bibliothek für dieses Chatfenster veröffentlicht hat.",
    },
    encrypted: {
      label: "Verschlüsselt",
      meaning: "Ihre Nachrichten sind zwischen Ihnen und Ihrem Gegenüber verschlüsselt. Der Schlüssel Ihres Gegenübers ließ sich keinem zuordnen, den die Bibliothek veröffentlicht hat; wer ihn hat, ist also nicht bestätigt.",
    },
    clear: {
      label: "Gewöhnliche Verbindung",
      meaning: "Ihre Nachrichten gehen über eine sichere Verbindung, wie bei jeder Webseite. Der Chat-Dienst, der sie weitergibt, könnte sie lesen.",
    },
  },
  whatDoesThisMean: "Was bedeutet das?",
  verifiedOnly:
    "Diese Bibliothek sendet Ihre Nachrichten nur an Personen mit bestätigtem Schlüssel, und dieser Schlüssel ist nicht bestätigt. Was Sie geschrieben haben, wurde nicht gesendet. Sie können auf jemand anderen warten oder den Chat beenden und auf anderem Weg fragen.",
  keyChanged: "Jetzt antwortet jemand anderes. Dürfen die noch wartenden Nachrichten an diese Person gesendet werden?",
  release: "Ja, senden",
  discard: "Nein, nicht senden",

  contextTitle: "Was die Bibliothek sehen wird",
  contextNote: "Entfernen Sie das Häkchen bei dem, was Sie nicht mitteilen möchten.",
  context: { page: "Diese Seite", title: "Titel der Seite", language: "Ihre Sprache" },
  contextSent: "Die Bibliothek sieht: {list}",
  agree: "Ich bin einverstanden",
  agreeFirst: "Bitte stimmen Sie zuerst zu: Setzen Sie oben das Häkchen.",
  start: "Chat beginnen",

  offlineTitle: "Im Moment ist niemand da",
  offline: "Bitte kommen Sie später wieder oder fragen Sie die Bibliothek auf anderem Weg.",
  offlineLink: "Andere Kontaktmöglichkeiten",
  offlineMail: "E-Mail schreiben",
  onlineAgain: "Jetzt ist wieder jemand da.",
  retry: "Noch einmal versuchen",

  ended: {
    "guest-ended": "Sie haben den Chat beendet.",
    "guest-gone": "Der Chat ist zu Ende, weil Sie zu lange weg waren.",
    "operator-ended": "Die Bibliothek hat den Chat beendet.",
    "no-operator": "Der Chat ist zu Ende, weil niemand mehr da ist. Das tut uns leid.",
    "expired": "Niemand konnte rechtzeitig antworten. Das tut uns leid.",
  },
  unsent: { one: "{n} Nachricht kam nicht an.", other: "{n} Nachrichten kamen nicht an." },
  newChat: "Neuen Chat beginnen",
  save: "Gespräch speichern",
  savedFrom: "Gespräch vom {time}",
  close: "Schließen",

  end: "Chat beenden",
  endQuestion: "Diesen Chat beenden?",
  endNote: "Das Gespräch wird dann in diesem Browser gelöscht. Sie können es vorher speichern.",
  keepChatting: "Weiter chatten",
  minimise: "Minimieren",
  popOut: "In eigenem Fenster öffnen",
  popOutRefused: "Ihr Browser hat das neue Fenster blockiert, deshalb geht der Chat hier weiter. Erlauben Sie Pop-up-Fenster und versuchen Sie es noch einmal.",
  soundOn: "Ton einschalten",
  soundOff: "Ton ausschalten",
  menu: "Mehr",

  elsewhere: "Sie chatten schon in einem anderen Tab.",
  continueHere: "Den Chat hier fortsetzen",
  moved: "Dieser Chat geht in einem anderen Tab oder Fenster weiter.",
  bringBack: "Hierher zurückholen",

  failures: {
    "no-skin": "Dieses Chatfenster ist nicht vollständig eingerichtet: Die Seite nennt kein Design (Skin). Bitte sagen Sie der Bibliothek Bescheid.",
    "unknown-skin": "Dieses Chatfenster ist nicht richtig eingerichtet: Das Design (Skin), das die Seite nennt, gibt es nicht. Bitte sagen Sie der Bibliothek Bescheid.",
    "unknown-queue": "Dieses Chatfenster ist nicht richtig eingerichtet: Die Warteschlange, die die Seite nennt, gibt es nicht. Bitte sagen Sie der Bibliothek Bescheid.",
    "too-fast": "Von hier wurden zu viele Chats begonnen. Bitte warten Sie eine Minute und versuchen Sie es noch einmal.",
    "refused": "Der Chat konnte nicht beginnen. Bitte versuchen Sie es noch einmal.",
  },
};

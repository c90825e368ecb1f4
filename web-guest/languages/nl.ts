// The box in Dutch.
import type { BoxTexts } from "../texts.ts";

export const nl: BoxTexts = {
  title: "Chat met de bibliotheek",
  transcript: "Gesprek",
  message: "Bericht",
  messageHint: "Typ uw vraag",
  send: "Versturen",
  tooLong: { one: "Dit bericht is {n} teken te lang. Verstuur het in twee delen.", other: "Dit bericht is {n} tekens te lang. Verstuur het in delen." },

  greeting: "Welkom! Stel hier uw vraag, dan geeft iemand van de bibliotheek antwoord.",
  connecting: "Verbinden…",
  unreachable: "De chat is nu niet bereikbaar. We blijven het proberen, en wat u hebt geschreven, blijft hier staan.",
  next: "U bent als volgende aan de beurt. Er komt zo iemand bij u.",
  position: { one: "U bent nummer {n} in de wachtrij. U kunt uw vraag al typen.", other: "U bent nummer {n} in de wachtrij. U kunt uw vraag al typen." },
  joined: "{name} is er om u te helpen.",
  joinedNameless: "Er is iemand van de bibliotheek om u te helpen.",
  returning: "De medewerker heeft de verbinding verloren. We zoeken een collega; blijf even wachten.",
  transferring: "U wordt doorverbonden met een collega; blijf even wachten.",
  linkLost: "Uw verbinding is onderbroken. Die wordt vanzelf hersteld.",

  you: "U",
  librarian: "De bibliotheek",
  typing: "{name} is aan het typen…",
  held: "Wacht op verzending",
  sent: "Verstuurd",
  delivered: "Aangekomen",
  failed: "Niet aangekomen",
  resend: "Opnieuw versturen",
  newMessages: { one: "{n} nieuw bericht", other: "{n} nieuwe berichten" },

  encryptedLine: "Deze chat gebruikt eind-tot-eindversleuteling.",
  trust: {
    verified: {
      label: "Versleuteld en bevestigd",
      meaning: "Alleen u en de medewerker van de bibliotheek kunnen deze chat lezen. De sleutel van de medewerker is de sleutel die de bibliotheek voor dit chatvenster heeft gepubliceerd.",
    },
    encrypted: {
      label: "Versleuteld",
      meaning: "Uw berichten zijn versleuteld tussen u en de medewerker van de bibliotheek. De sleutel van de medewerker kon niet worden herkend als een sleutel die de bibliotheek heeft gepubliceerd; wie hem heeft, is dus niet bevestigd.",
    },
    clear: {
      label: "Gewone verbinding",
      meaning: "Uw berichten gaan over een beveiligde verbinding, zoals bij elke webpagina. De chatdienst die ze doorgeeft, zou ze kunnen lezen.",
    },
  },
  whatDoesThisMean: "Wat betekent dit?",
  verifiedOnly:
    "Deze bibliotheek stuurt uw berichten alleen naar iemand met een bevestigde sleutel, en deze sleutel is niet bevestigd. Wat u hebt geschreven, is niet verstuurd. U kunt op een collega wachten, of de chat beëindigen en uw vraag op een andere manier stellen.",
  keyChanged: "Er antwoordt nu iemand anders. Mogen de berichten die nog wachten naar deze persoon worden gestuurd?",
  release: "Ja, versturen",
  discard: "Nee, niet versturen",

  contextTitle: "Wat de bibliotheek te zien krijgt",
  contextNote: "Vink uit wat u niet wilt delen.",
  context: { page: "Deze pagina", title: "Titel van de pagina", language: "Uw taal" },
  contextSent: "De bibliotheek ziet: {list}",
  agree: "Ik ga akkoord",
  agreeFirst: "Ga eerst akkoord: vink het vakje hierboven aan.",
  start: "Chat starten",

  offlineTitle: "Er is nu niemand aanwezig",
  offline: "Kom later terug, of stel uw vraag op een andere manier aan de bibliotheek.",
  offlineLink: "Andere contactmogelijkheden",
  offlineMail: "E-mail schrijven",
  onlineAgain: "Er is weer iemand aanwezig.",
  retry: "Opnieuw proberen",

  ended: {
    "guest-ended": "U hebt de chat beëindigd.",
    "guest-gone": "De chat is beëindigd omdat u te lang weg was.",
    "operator-ended": "De bibliotheek heeft de chat beëindigd.",
    "no-operator": "De chat is beëindigd omdat er niemand meer is. Onze excuses.",
    "expired": "Niemand kon op tijd antwoorden. Onze excuses.",
  },
  unsent: { one: "{n} bericht is niet aangekomen.", other: "{n} berichten zijn niet aangekomen." },
  newChat: "Nieuwe chat starten",
  save: "Gesprek opslaan",
  savedFrom: "Gesprek van {time}",
  close: "Sluiten",

  end: "Chat beëindigen",
  endQuestion: "Deze chat beëindigen?",
  endNote: "Het gesprek wordt dan uit deze browser gewist. U kunt het eerst opslaan.",
  keepChatting: "Verder chatten",
  minimise: "Minimaliseren",
  popOut: "In een apart venster openen",
  popOutRefused: "Uw browser heeft het nieuwe venster geblokkeerd, dus de chat gaat hier verder. Sta pop-upvensters toe en probeer het opnieuw.",
  soundOn: "Geluid aanzetten",
  soundOff: "Geluid uitzetten",
  menu: "Meer",

  elsewhere: "U chat al in een ander tabblad.",
  continueHere: "Die chat hier voortzetten",
  moved: "Deze chat gaat verder in een ander tabblad of venster.",
  bringBack: "Hierheen terughalen",

  failures: {
    "no-skin": "Deze chat is niet volledig ingesteld: de pagina noemt geen vormgeving (skin). Laat het de bibliotheek weten.",
    "unknown-skin": "Deze chat is niet goed ingesteld: de vormgeving (skin) die de pagina noemt, bestaat niet. Laat het de bibliotheek weten.",
    "unknown-queue": "Deze chat is niet goed ingesteld: de wachtrij die de pagina noemt, bestaat niet. Laat het de bibliotheek weten.",
    "too-fast": "Er zijn vanaf hier te veel chats gestart. Wacht een minuut en probeer het opnieuw.",
    "refused": "De chat kon niet worden gestart. Probeer het opnieuw.",
  },
};

// The box in Dutch.
import type { BoxTexts } from "../texts.ts";

export const nl: BoxTexts = {
  title: "Chat met de bibliotheek",
  transcript: "Gesprek",
  message: "Bericht",
  messageHint: "Typ uw vraag",
  send: "Versturen",
  tooLong: { one: "Dit bericht is {n} teken te lang. Verstuur het in twee delen.", other: "Dit bericht is {n} tekens te lang. Verstuur het in delen." },

  greeting: "Hallo! Stel hier uw vraag, iemand van de bibliotheek geeft antwoord.",
  connecting: "Verbinden…",
  unreachable: "De chat is nu niet bereikbaar. Het wordt steeds opnieuw geprobeerd, en wat u schreef blijft hier.",
  next: "U bent aan de beurt. Er komt zo iemand bij u.",
  position: { one: "U bent nummer {n} in de rij. U kunt uw vraag al typen.", other: "U bent nummer {n} in de rij. U kunt uw vraag al typen." },
  joined: "{name} is er om u te helpen.",
  joinedNameless: "Er is iemand van de bibliotheek om u te helpen.",
  returning: "De verbinding met de bibliotheek is weggevallen. We zoeken een collega; blijf even hier.",
  transferring: "U wordt doorverbonden met een collega; blijf even hier.",
  linkLost: "Uw verbinding is onderbroken. Ze komt vanzelf terug.",

  you: "U",
  librarian: "Bibliotheek",
  typing: "{name} is aan het typen…",
  held: "Wacht op versturen",
  sent: "Verstuurd",
  delivered: "Aangekomen",
  failed: "Niet aangekomen",
  resend: "Opnieuw versturen",
  newMessages: { one: "{n} nieuw bericht", other: "{n} nieuwe berichten" },

  encryptedLine: "Deze chat gebruikt eind-tot-eindversleuteling.",
  trust: {
    verified: {
      label: "Versleuteld en bevestigd",
      meaning: "Alleen u en de medewerker kunnen deze chat lezen. Het is de sleutel die de bibliotheek voor deze chat heeft gepubliceerd.",
    },
    encrypted: {
      label: "Versleuteld",
      meaning: "Uw berichten zijn versleuteld tussen u en de medewerker. De sleutel kon niet worden vergeleken met een sleutel die de bibliotheek heeft gepubliceerd; van wie hij is, is dus niet bevestigd.",
    },
    clear: {
      label: "Gewone verbinding",
      meaning: "Uw berichten gaan over een beveiligde verbinding, zoals bij elke webpagina. De chatdienst die ze doorgeeft zou ze kunnen lezen.",
    },
  },
  whatDoesThisMean: "Wat betekent dit?",
  verifiedOnly:
    "Deze bibliotheek stuurt uw berichten alleen naar iemand met een bevestigde sleutel, en deze is dat niet. Wat u schreef is niet verstuurd. U kunt op een collega wachten, of de chat beëindigen en het anders vragen.",
  keyChanged: "Er antwoordt nu iemand anders. Mogen de wachtende berichten daarheen worden gestuurd?",
  release: "Versturen",
  discard: "Niet versturen",

  contextTitle: "Wat de bibliotheek te zien krijgt",
  contextNote: "Haal weg wat u niet wilt delen.",
  context: { page: "Deze pagina", title: "De titel ervan", language: "Uw taal" },
  contextSent: "De bibliotheek ziet: {list}",
  agree: "Ik ga akkoord",
  agreeFirst: "Ga eerst akkoord: vink het vakje hierboven aan.",
  start: "Chat beginnen",

  offlineTitle: "Er is nu niemand aanwezig",
  offline: "Kom later terug, of stel uw vraag op een andere manier.",
  offlineLink: "Andere manieren om te vragen",
  offlineMail: "E-mail schrijven",
  onlineAgain: "Er is weer iemand aanwezig.",
  retry: "Opnieuw proberen",

  ended: {
    "guest-ended": "U hebt de chat beëindigd.",
    "guest-gone": "De chat is gesloten omdat u te lang weg was.",
    "operator-ended": "De bibliotheek heeft de chat beëindigd.",
    "no-operator": "De chat is gesloten omdat er niemand meer is. Onze excuses.",
    "expired": "Niemand kon op tijd antwoorden. Onze excuses.",
  },
  unsent: { one: "{n} bericht is niet aangekomen.", other: "{n} berichten zijn niet aangekomen." },
  newChat: "Nieuwe chat beginnen",
  save: "Gesprek opslaan",
  savedFrom: "Gesprek van {time}",
  close: "Sluiten",

  end: "Chat beëindigen",
  endQuestion: "Deze chat beëindigen?",
  endNote: "Het gesprek wordt dan uit deze browser gewist. U kunt het eerst opslaan.",
  keepChatting: "Verder chatten",
  minimise: "Minimaliseren",
  popOut: "In een eigen venster openen",
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
    "unknown-skin": "Deze chat is niet goed ingesteld: de vormgeving (skin) die de pagina noemt bestaat niet. Laat het de bibliotheek weten.",
    "unknown-queue": "Deze chat is niet goed ingesteld: de wachtrij die de pagina noemt bestaat niet. Laat het de bibliotheek weten.",
    "too-fast": "Er zijn hier te veel chats begonnen. Wacht een minuut en probeer het opnieuw.",
    "refused": "De chat kon niet beginnen. Probeer het opnieuw.",
  },
};

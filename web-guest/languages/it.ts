// The box in Italian.
import type { BoxTexts } from "../texts.ts";

export const it: BoxTexts = {
  title: "Chatta con la biblioteca",
  transcript: "Conversazione",
  message: "Messaggio",
  messageHint: "Scriva la sua domanda",
  send: "Invia",
  tooLong: { one: "Questo messaggio ha {n} carattere di troppo. Lo invii in due parti.", many: "Questo messaggio ha {n} di caratteri di troppo. Lo invii in più parti.", other: "Questo messaggio ha {n} caratteri di troppo. Lo invii in più parti." },

  greeting: "Buongiorno! Scriva qui la sua domanda: qualcuno della biblioteca le risponderà.",
  connecting: "Connessione…",
  unreachable: "La chat non è raggiungibile in questo momento. I tentativi continuano, e ciò che ha scritto resta qui.",
  next: "Tocca a lei. Tra poco qualcuno sarà qui.",
  position: { one: "È al numero {n} della coda. Può già scrivere la sua domanda.", many: "È al numero {n} della coda. Può già scrivere la sua domanda.", other: "È al numero {n} della coda. Può già scrivere la sua domanda." },
  joined: "{name} è qui per aiutarla.",
  joinedNameless: "C’è qualcuno della biblioteca per aiutarla.",
  returning: "Si è persa la connessione con la biblioteca. Cerchiamo un’altra persona; resti in linea.",
  transferring: "La passiamo a un’altra persona; resti in linea.",
  linkLost: "La sua connessione si è interrotta. Tornerà da sola.",

  you: "Io",
  librarian: "Biblioteca",
  typing: "{name} sta scrivendo…",
  held: "In attesa di invio",
  sent: "Inviato",
  delivered: "Consegnato",
  failed: "Non consegnato",
  resend: "Invia di nuovo",
  newMessages: { one: "{n} nuovo messaggio", many: "{n} di nuovi messaggi", other: "{n} nuovi messaggi" },

  encryptedLine: "Questa chat usa la crittografia end-to-end.",
  trust: {
    verified: {
      label: "Cifrata e confermata",
      meaning: "Solo lei e la persona che risponde potete leggere questa chat. La chiave è quella che la biblioteca ha pubblicato per questa chat.",
    },
    encrypted: {
      label: "Cifrata",
      meaning: "I suoi messaggi sono cifrati tra lei e la persona che risponde. La chiave non si è potuta confrontare con una pubblicata dalla biblioteca, quindi non è confermato a chi appartenga.",
    },
    clear: {
      label: "Connessione normale",
      meaning: "I suoi messaggi viaggiano su una connessione sicura, come ogni pagina web. Il servizio di chat che li trasmette potrebbe leggerli.",
    },
  },
  whatDoesThisMean: "Che cosa significa?",
  verifiedOnly:
    "Questa biblioteca invia i suoi messaggi solo a chi ha una chiave confermata, e questa non lo è. Ciò che ha scritto non è stato inviato. Può aspettare un’altra persona, oppure terminare la chat e chiedere in altro modo.",
  keyChanged: "Ora risponde un’altra persona. È possibile inviarle i messaggi in attesa?",
  release: "Inviali",
  discard: "Non inviarli",

  contextTitle: "Che cosa vedrà la biblioteca",
  contextNote: "Tolga ciò che non vuole condividere.",
  context: { page: "Questa pagina", title: "Titolo della pagina", language: "La sua lingua" },
  contextSent: "La biblioteca vede: {list}",
  agree: "Accetto",
  agreeFirst: "Prima occorre accettare: spunti la casella qui sopra.",
  start: "Inizia la chat",

  offlineTitle: "Al momento non c’è nessuno",
  offline: "Torni più tardi o chieda alla biblioteca in altro modo.",
  offlineLink: "Altri modi per chiedere",
  offlineMail: "Scriva un’e-mail",
  onlineAgain: "Ora c’è di nuovo qualcuno.",
  retry: "Riprova",

  ended: {
    "guest-ended": "Ha terminato la chat.",
    "guest-gone": "La chat è terminata perché è mancata troppo a lungo la sua connessione.",
    "operator-ended": "La biblioteca ha terminato la chat.",
    "no-operator": "La chat è terminata perché non c’è più nessuno. Ci dispiace.",
    "expired": "Nessuno ha potuto rispondere in tempo. Ci dispiace.",
  },
  unsent: { one: "{n} messaggio non è stato consegnato.", many: "{n} di messaggi non sono stati consegnati.", other: "{n} messaggi non sono stati consegnati." },
  newChat: "Inizia un’altra chat",
  save: "Salva la conversazione",
  savedFrom: "Conversazione del {time}",
  close: "Chiudi",

  end: "Termina la chat",
  endQuestion: "Terminare questa chat?",
  endNote: "La conversazione sarà cancellata da questo browser. Prima può salvarla.",
  keepChatting: "Continua la chat",
  minimise: "Riduci",
  popOut: "Apri in una finestra a parte",
  popOutRefused: "Il browser ha bloccato la nuova finestra, quindi la chat continua qui. Consenta le finestre pop-up e riprovi.",
  soundOn: "Attiva il suono",
  soundOff: "Disattiva il suono",
  menu: "Altro",

  elsewhere: "Ha già una chat in un’altra scheda.",
  continueHere: "Continua quella chat qui",
  moved: "Questa chat continua in un’altra scheda o finestra.",
  bringBack: "Riportala qui",

  failures: {
    "no-skin": "Questa chat non è configurata del tutto: la pagina non indica l’aspetto (skin). Per favore, avvisi la biblioteca.",
    "unknown-skin": "Questa chat non è configurata bene: l’aspetto (skin) indicato dalla pagina non esiste. Per favore, avvisi la biblioteca.",
    "unknown-queue": "Questa chat non è configurata bene: la coda indicata dalla pagina non esiste. Per favore, avvisi la biblioteca.",
    "too-fast": "Da qui sono state avviate troppe chat. Aspetti un minuto e riprovi.",
    "refused": "Non è stato possibile avviare la chat. Riprovi.",
  },
};

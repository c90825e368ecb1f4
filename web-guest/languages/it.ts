// The box in Italian.
import type { BoxTexts } from "../texts.ts";

export const it: BoxTexts = {
  title: "Chat con la biblioteca",
  transcript: "Conversazione",
  message: "Messaggio",
  messageHint: "Scriva la sua domanda",
  send: "Invia",
  tooLong: { one: "Questo messaggio ha {n} carattere di troppo. Lo invii in due parti.", many: "Questo messaggio ha {n} di caratteri di troppo. Lo invii in più parti.", other: "Questo messaggio ha {n} caratteri di troppo. Lo invii in più parti." },

  greeting: "Buongiorno! Scriva qui la sua domanda: qualcuno della biblioteca le risponderà.",
  connecting: "Connessione…",
  unreachable: "La chat non è raggiungibile in questo momento. Continuiamo a provare, e ciò che ha scritto resta qui.",
  next: "Il prossimo turno è il suo. Tra poco qualcuno le risponderà.",
  position: { one: "Lei è il numero {n} in coda. Può già scrivere la sua domanda.", many: "Lei è il numero {n} in coda. Può già scrivere la sua domanda.", other: "Lei è il numero {n} in coda. Può già scrivere la sua domanda." },
  joined: "{name} è qui per aiutarla.",
  joinedNameless: "Qualcuno della biblioteca è qui per aiutarla.",
  returning: "La persona che rispondeva ha perso la connessione. Ne cerchiamo un’altra; resti in linea.",
  transferring: "La passiamo a un’altra persona; resti in linea.",
  linkLost: "La sua connessione si è interrotta. Si ripristinerà da sola.",

  you: "Io",
  librarian: "La biblioteca",
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
      meaning: "Solo lei e la persona che le risponde possono leggere questa chat. La chiave di questa persona è quella che la biblioteca ha pubblicato per questa finestra di chat.",
    },
    encrypted: {
      label: "Cifrata",
      meaning: "I suoi messaggi sono cifrati tra lei e la persona che le risponde. Non è stato possibile verificare che la chiave di questa persona sia una di quelle pubblicate dalla biblioteca, quindi non è confermato chi la possieda.",
    },
    clear: {
      label: "Connessione normale",
      meaning: "I suoi messaggi viaggiano su una connessione sicura, come ogni pagina web. Il servizio di chat che li trasmette potrebbe leggerli.",
    },
  },
  whatDoesThisMean: "Che cosa significa?",
  verifiedOnly:
    "Questa biblioteca permette di inviare messaggi solo a chi ha una chiave confermata, e quella di questa persona non lo è. Ciò che ha scritto non è stato inviato. Può attendere un’altra persona, oppure terminare la chat e chiedere in altro modo.",
  keyChanged: "Ora risponde un’altra persona. Si possono inviare a questa persona i messaggi ancora in attesa?",
  release: "Inviali",
  discard: "Non inviarli",

  contextTitle: "Che cosa vedrà la biblioteca",
  contextNote: "Tolga la spunta a ciò che non vuole condividere.",
  context: { page: "Questa pagina", title: "Titolo della pagina", language: "La sua lingua" },
  contextSent: "La biblioteca vede: {list}",
  agree: "Accetto",
  agreeFirst: "Prima occorre accettare: spunti la casella qui sopra.",
  start: "Inizia la chat",

  offlineTitle: "Al momento non c’è nessuno",
  offline: "Torni più tardi o chieda alla biblioteca in altro modo.",
  offlineLink: "Altri modi per chiedere",
  offlineMail: "Invia un’e-mail",
  onlineAgain: "Ora c’è di nuovo qualcuno.",
  retry: "Riprova",

  ended: {
    "guest-ended": "Lei ha terminato la chat.",
    "guest-gone": "La chat è terminata a causa della sua lunga assenza.",
    "operator-ended": "La biblioteca ha terminato la chat.",
    "no-operator": "La chat è terminata perché non c’è più nessuno. Ci dispiace.",
    "expired": "Nessuno ha potuto rispondere in tempo. Ci dispiace.",
  },
  unsent: { one: "{n} messaggio non è stato consegnato.", many: "{n} di messaggi non sono stati consegnati.", other: "{n} messaggi non sono stati consegnati." },
  newChat: "Inizia un’altra chat",
  save: "Salva la conversazione",
  savedFrom: "Conversazione di {time}",
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
    "unknown-skin": "Questa chat non è configurata correttamente: l’aspetto (skin) indicato dalla pagina non esiste. Per favore, avvisi la biblioteca.",
    "unknown-queue": "Questa chat non è configurata correttamente: la coda indicata dalla pagina non esiste. Per favore, avvisi la biblioteca.",
    "too-fast": "Da qui sono state avviate troppe chat. Attenda un minuto e riprovi.",
    "refused": "Non è stato possibile avviare la chat. Riprovi.",
  },
};

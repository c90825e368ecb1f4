// The box in Czech.
import type { BoxTexts } from "../texts.ts";

export const cs: BoxTexts = {
  title: "Chat s knihovnou",
  transcript: "Konverzace",
  message: "Zpráva",
  messageHint: "Napište svůj dotaz",
  send: "Odeslat",
  tooLong: { one: "Tato zpráva je o {n} znak delší, než je možné. Pošlete ji na dvakrát.", few: "Tato zpráva je o {n} znaky delší, než je možné. Pošlete ji po částech.", many: "Tato zpráva je o {n} znaku delší, než je možné. Pošlete ji po částech.", other: "Tato zpráva je o {n} znaků delší, než je možné. Pošlete ji po částech." },

  greeting: "Dobrý den! Napište sem svůj dotaz a někdo z knihovny vám odpoví.",
  connecting: "Připojování…",
  unreachable: "Chat teď není dostupný. Zkoušíme to dál a to, co jste napsali, zde zůstane.",
  next: "Jste další na řadě. Za chvíli se vám někdo ozve.",
  position: { one: "Vaše pořadí ve frontě: {n}. Dotaz už můžete psát.", few: "Vaše pořadí ve frontě: {n}. Dotaz už můžete psát.", many: "Vaše pořadí ve frontě: {n}. Dotaz už můžete psát.", other: "Vaše pořadí ve frontě: {n}. Dotaz už můžete psát." },
  joined: "Pomůže vám {name}.",
  joinedNameless: "Pomůže vám někdo z knihovny.",
  returning: "Pracovník knihovny ztratil spojení. Hledáme někoho jiného, vydržte prosím.",
  transferring: "Předáváme vás někomu jinému, vydržte prosím.",
  linkLost: "Vaše spojení se přerušilo. Obnoví se samo.",

  you: "Vy",
  librarian: "Knihovna",
  typing: "{name} píše…",
  held: "Čeká na odeslání",
  sent: "Odesláno",
  delivered: "Doručeno",
  failed: "Nedoručeno",
  resend: "Odeslat znovu",
  newMessages: { one: "{n} nová zpráva", few: "{n} nové zprávy", many: "{n} nové zprávy", other: "{n} nových zpráv" },

  encryptedLine: "Tento chat používá koncové šifrování.",
  trust: {
    verified: {
      label: "Šifrováno a potvrzeno",
      meaning: "Tento chat můžete číst jen vy a pracovník knihovny. Klíč pracovníka je ten, který knihovna zveřejnila pro toto okno chatu.",
    },
    encrypted: {
      label: "Šifrováno",
      meaning: "Vaše zprávy jsou šifrované mezi vámi a pracovníkem knihovny. Klíč pracovníka se nepodařilo přiřadit k žádnému, který knihovna zveřejnila, takže není potvrzeno, kdo ho má.",
    },
    clear: {
      label: "Běžné spojení",
      meaning: "Vaše zprávy jdou zabezpečeným spojením jako každá webová stránka. Chatovací služba, která je předává, by je mohla číst.",
    },
  },
  whatDoesThisMean: "Co to znamená?",
  verifiedOnly:
    "Tato knihovna posílá vaše zprávy jen tomu, kdo má potvrzený klíč, a tento klíč potvrzený není. Co jste napsali, nebylo odesláno. Můžete počkat na někoho jiného, nebo chat ukončit a zeptat se jinak.",
  keyChanged: "Nyní odpovídá někdo jiný. Smíme mu poslat zprávy, které ještě čekají?",
  release: "Poslat",
  discard: "Neposílat",

  contextTitle: "Co uvidí knihovna",
  contextNote: "Zrušte zaškrtnutí u toho, co nechcete sdílet.",
  context: { page: "Tato stránka", title: "Její název", language: "Váš jazyk" },
  contextSent: "Knihovna vidí: {list}",
  agree: "Souhlasím",
  agreeFirst: "Nejprve je třeba souhlasit: zaškrtněte políčko výše.",
  start: "Začít chat",

  offlineTitle: "Teď tu nikdo není",
  offline: "Vraťte se prosím později, nebo se knihovny zeptejte jinak.",
  offlineLink: "Další způsoby, jak se zeptat",
  offlineMail: "Napsat e-mail",
  onlineAgain: "Už je tu zase někdo.",
  retry: "Zkusit znovu",

  ended: {
    "guest-ended": "Ukončili jste chat.",
    "guest-gone": "Chat skončil, protože jste byli příliš dlouho pryč.",
    "operator-ended": "Knihovna chat ukončila.",
    "no-operator": "Chat skončil, protože už tu nikdo není. Omlouváme se.",
    "expired": "Nikdo nestihl odpovědět včas. Omlouváme se.",
  },
  unsent: { one: "{n} zpráva nebyla doručena.", few: "{n} zprávy nebyly doručeny.", many: "{n} zprávy nebylo doručeno.", other: "{n} zpráv nebylo doručeno." },
  newChat: "Začít nový chat",
  save: "Uložit konverzaci",
  savedFrom: "Konverzace: {time}",
  close: "Zavřít",

  end: "Ukončit chat",
  endQuestion: "Ukončit tento chat?",
  endNote: "Konverzace se pak z tohoto prohlížeče smaže. Předtím si ji můžete uložit.",
  keepChatting: "Pokračovat v chatu",
  minimise: "Minimalizovat",
  popOut: "Otevřít v samostatném okně",
  popOutRefused: "Prohlížeč zablokoval nové okno, chat proto pokračuje zde. Povolte vyskakovací okna a zkuste to znovu.",
  soundOn: "Zapnout zvuk",
  soundOff: "Vypnout zvuk",
  menu: "Více",

  elsewhere: "Už máte chat na jiné kartě.",
  continueHere: "Pokračovat v něm zde",
  moved: "Tento chat pokračuje na jiné kartě nebo v jiném okně.",
  bringBack: "Přenést zpět sem",

  failures: {
    "no-skin": "Tento chat není úplně nastaven: stránka neuvádí vzhled (skin). Dejte prosím vědět knihovně.",
    "unknown-skin": "Tento chat není správně nastaven: vzhled (skin), který stránka uvádí, neexistuje. Dejte prosím vědět knihovně.",
    "unknown-queue": "Tento chat není správně nastaven: fronta, kterou stránka uvádí, neexistuje. Dejte prosím vědět knihovně.",
    "too-fast": "Odtud bylo zahájeno příliš mnoho chatů. Počkejte minutu a zkuste to znovu.",
    "refused": "Chat se nepodařilo zahájit. Zkuste to znovu.",
  },
};

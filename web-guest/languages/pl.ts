// The box in Polish.
import type { BoxTexts } from "../texts.ts";

export const pl: BoxTexts = {
  title: "Czat z biblioteką",
  transcript: "Rozmowa",
  message: "Wiadomość",
  messageHint: "Napisz swoje pytanie",
  send: "Wyślij",
  tooLong: { one: "Ta wiadomość jest o {n} znak za długa. Wyślij ją w dwóch częściach.", few: "Ta wiadomość jest o {n} znaki za długa. Wyślij ją w częściach.", many: "Ta wiadomość jest o {n} znaków za długa. Wyślij ją w częściach.", other: "Ta wiadomość jest o {n} znaku za długa. Wyślij ją w częściach." },

  greeting: "Dzień dobry! Zadaj tu pytanie, a ktoś z biblioteki odpowie.",
  connecting: "Łączenie…",
  unreachable: "Czat jest teraz niedostępny. Ponawiamy próby, a to, co zostało napisane, pozostaje tutaj.",
  next: "Jesteś na początku kolejki. Zaraz ktoś się zgłosi.",
  position: { one: "Twoje miejsce w kolejce: {n}. Możesz już napisać pytanie.", few: "Twoje miejsce w kolejce: {n}. Możesz już napisać pytanie.", many: "Twoje miejsce w kolejce: {n}. Możesz już napisać pytanie.", other: "Twoje miejsce w kolejce: {n}. Możesz już napisać pytanie." },
  joined: "Pomaga Ci {name}.",
  joinedNameless: "Pomaga Ci ktoś z biblioteki.",
  returning: "Osoba z biblioteki utraciła połączenie. Szukamy innej, prosimy zaczekać.",
  transferring: "Przekazujemy rozmowę innej osobie, prosimy zaczekać.",
  linkLost: "Twoje połączenie zostało przerwane. Zostanie wznowione automatycznie.",

  you: "Ty",
  librarian: "Biblioteka",
  typing: "{name} pisze…",
  held: "Czeka na wysłanie",
  sent: "Wysłano",
  delivered: "Dostarczono",
  failed: "Nie dostarczono",
  resend: "Wyślij ponownie",
  newMessages: { one: "{n} nowa wiadomość", few: "{n} nowe wiadomości", many: "{n} nowych wiadomości", other: "{n} nowej wiadomości" },

  encryptedLine: "Ten czat korzysta z szyfrowania typu end-to-end.",
  trust: {
    verified: {
      label: "Szyfrowane i potwierdzone",
      meaning: "Tylko Ty i osoba z biblioteki możecie czytać tę rozmowę. Klucz tej osoby to ten, który biblioteka opublikowała dla tego okna czatu.",
    },
    encrypted: {
      label: "Szyfrowane",
      meaning: "Wiadomości są szyfrowane między Tobą a osobą z biblioteki. Klucza tej osoby nie udało się dopasować do opublikowanego przez bibliotekę, więc nie jest potwierdzone, kto go ma.",
    },
    clear: {
      label: "Zwykłe połączenie",
      meaning: "Wiadomości są przesyłane bezpiecznym połączeniem, jak każda strona internetowa. Usługa czatu, która je przekazuje, mogłaby je przeczytać.",
    },
  },
  whatDoesThisMean: "Co to znaczy?",
  verifiedOnly:
    "Ta biblioteka przekazuje Twoje wiadomości tylko osobom z potwierdzonym kluczem, a ten klucz nie jest potwierdzony. Napisany tekst nie został wysłany. Możesz poczekać na inną osobę albo zakończyć czat i zapytać w inny sposób.",
  keyChanged: "Teraz odpowiada ktoś inny. Czy wysłać tej osobie wiadomości, które jeszcze czekają?",
  release: "Wyślij je",
  discard: "Nie wysyłaj",

  contextTitle: "Co zobaczy biblioteka",
  contextNote: "Odznacz to, czego nie chcesz udostępnić.",
  context: { page: "Ta strona", title: "Jej tytuł", language: "Twój język" },
  contextSent: "Biblioteka widzi: {list}",
  agree: "Zgadzam się",
  agreeFirst: "Najpierw potrzebna jest zgoda: zaznacz pole powyżej.",
  start: "Rozpocznij czat",

  offlineTitle: "W tej chwili nikogo nie ma",
  offline: "Wróć później albo zapytaj bibliotekę w inny sposób.",
  offlineLink: "Inne sposoby kontaktu",
  offlineMail: "Napisz e-mail",
  onlineAgain: "Ktoś znów jest dostępny.",
  retry: "Spróbuj ponownie",

  ended: {
    "guest-ended": "Czat został przez Ciebie zakończony.",
    "guest-gone": "Czat zakończył się z powodu zbyt długiej nieobecności.",
    "operator-ended": "Biblioteka zakończyła czat.",
    "no-operator": "Czat zakończył się, bo nikogo już nie ma. Przepraszamy.",
    "expired": "Nikt nie mógł odpowiedzieć na czas. Przepraszamy.",
  },
  unsent: { one: "{n} wiadomość nie została dostarczona.", few: "{n} wiadomości nie zostały dostarczone.", many: "{n} wiadomości nie zostało dostarczonych.", other: "{n} wiadomości nie zostało dostarczone." },
  newChat: "Rozpocznij nowy czat",
  save: "Zapisz rozmowę",
  savedFrom: "Rozmowa: {time}",
  close: "Zamknij",

  end: "Zakończ czat",
  endQuestion: "Zakończyć ten czat?",
  endNote: "Rozmowa zostanie wtedy usunięta z tej przeglądarki. Możesz ją najpierw zapisać.",
  keepChatting: "Kontynuuj czat",
  minimise: "Zminimalizuj",
  popOut: "Otwórz w osobnym oknie",
  popOutRefused: "Przeglądarka zablokowała nowe okno, więc czat toczy się dalej tutaj. Zezwól na wyskakujące okna i spróbuj ponownie.",
  soundOn: "Włącz dźwięk",
  soundOff: "Wyłącz dźwięk",
  menu: "Więcej",

  elsewhere: "Masz już czat w innej karcie.",
  continueHere: "Kontynuuj ten czat tutaj",
  moved: "Ten czat trwa w innej karcie lub w innym oknie.",
  bringBack: "Przenieś z powrotem tutaj",

  failures: {
    "no-skin": "Ten czat nie jest w pełni skonfigurowany: strona nie podaje wyglądu (skin). Prosimy powiadomić bibliotekę.",
    "unknown-skin": "Ten czat jest źle skonfigurowany: wygląd (skin) podany przez stronę nie istnieje. Prosimy powiadomić bibliotekę.",
    "unknown-queue": "Ten czat jest źle skonfigurowany: kolejka podana przez stronę nie istnieje. Prosimy powiadomić bibliotekę.",
    "too-fast": "Rozpoczęto stąd zbyt wiele czatów. Poczekaj minutę i spróbuj ponownie.",
    "refused": "Nie udało się rozpocząć czatu. Spróbuj ponownie.",
  },
};

// Where a page's policy (frame-src) forbids the box: a sentence and a link to the same chat in a tab of its own take the frame's place.
// A classic script that the loader fetches when the browser has refused the frame, and not before.
(() => {
  const WORDS: Record<string, string> = {
    en: "The chat cannot open inside this page. Open it in a tab of its own:",
    es: "El chat no puede abrirse dentro de esta página. Ábralo en otra pestaña:",
    fr: "La discussion ne peut pas s’ouvrir dans cette page. Ouvrez-la dans un autre onglet\u00a0:",
    de: "Der Chat lässt sich auf dieser Seite nicht öffnen. Öffnen Sie ihn in einem eigenen Tab:",
    pt: "O chat não pode abrir dentro desta página. Abra-o noutro separador:",
    it: "La chat non può aprirsi in questa pagina. La apra in un’altra scheda:",
    nl: "De chat kan niet in deze pagina worden geopend. Open hem in een eigen tabblad:",
    pl: "Nie można otworzyć czatu na tej stronie. Otwórz go w osobnej karcie:",
    cs: "Chat se na této stránce nemůže otevřít. Otevřete ho na vlastní kartě:",
    zh: "聊天无法在此页面内打开。请在单独的标签页中打开：",
    ar: "لا يمكن فتح المحادثة داخل هذه الصفحة. افتحها في علامة تبويب مستقلة:",
    he: "לא ניתן לפתוח את הצ׳אט בתוך הדף הזה. אפשר לפתוח אותו בלשונית נפרדת:",
  };

  function replace(frame: HTMLIFrameElement): void {
    const address = new URL(frame.src);
    address.hash = ""; // it names the page that may talk with the box: in its own tab there is none
    const languages = [...(address.searchParams.get("lang") ?? "").split(","), ...navigator.languages, "en"];
    const text = document.createElement("p");
    text.textContent = languages.map((tag) => WORDS[tag.slice(0, 2)]).find(Boolean) ?? "";
    const link = document.createElement("a");
    Object.assign(link, { href: address.href, target: "_blank", rel: "noopener", textContent: `${frame.title} ↗` });
    const words = document.createElement("div");
    words.dir = "auto";
    words.append(text, link);
    words.style.cssText = "position:static;width:auto;height:auto;box-shadow:none;padding:24px;font:16px/1.5 system-ui;color:CanvasText";
    link.style.cssText = "color:LinkText;font-weight:600";
    const { parentElement: panel } = frame;
    frame.replaceWith(words);
    if (panel?.hidden === false) link.focus();
  }

  for (const { shadowRoot } of Array.from(document.querySelectorAll(".otterdesk"))) {
    const frame = shadowRoot?.querySelector("iframe");
    if (frame) replace(frame);
  }
})();

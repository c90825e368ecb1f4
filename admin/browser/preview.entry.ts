// On a skin's page: shows what a chat box would look like while the form is filled in.
const form = document.querySelector<HTMLFormElement>("form.card");
const preview = document.querySelector<HTMLElement>(".preview");
const box = preview?.querySelector<HTMLElement>(".box");

function draw(): void {
  if (form === null || box === null || box === undefined) return;
  const data = new FormData(form);
  const text = (name: string) => String(data.get(name) ?? "").trim();
  const accent = text("accent");
  const dark = text("scheme") === "dark" || (text("scheme") === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  box.lang = text("language");
  box.classList.toggle("dark", dark);
  if (/^#[0-9a-f]{6}$/i.test(accent)) {
    box.style.setProperty("--box-accent", accent);
    box.style.setProperty("--box-ink", inkOn(accent));
  }
  for (const [selector, name, otherwise] of [[".box-title", "title", "Chat with a librarian"], [".box-line", "greeting", "Hello! How can we help?"]] as const) {
    const element = box.querySelector(selector);
    if (element !== null) element.textContent = text(name) === "" ? otherwise : text(name);
  }
}

/** Black or white, whichever has the greater contrast (WCAG 2.2, relative luminance). */
function inkOn(colour: string): string {
  const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  const luminance = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 ? "#ffffff" : "#000000";
}

if (form !== null && preview !== null) {
  preview.hidden = false;
  form.addEventListener("input", draw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  draw();
}

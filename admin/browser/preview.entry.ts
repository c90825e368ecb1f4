// On a skin's page: shows what a chat box would look like while the form is filled in, in the language that is being written.
import { watchLogo } from "./logo.ts";

const form = document.querySelector<HTMLFormElement>("form.card");
const preview = document.querySelector<HTMLElement>(".preview");
const box = preview?.querySelector<HTMLElement>(".box");

let section = document.querySelector<HTMLElement>(".language[open]");
const logoField = document.querySelector<HTMLElement>("[data-logo]");
let logo = logoField?.dataset["logo"] ?? "";

function draw(): void {
  if (form === null || box === null || box === undefined) return;
  const data = new FormData(form);
  const text = (name: string) => String(data.get(name) ?? "").trim();
  const suffix = section?.dataset["suffix"] ?? "";
  const accent = text("accent");
  const dark = text("scheme") === "dark" || (text("scheme") === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  box.lang = section?.dataset["language"] ?? text("language");
  drawLogo(box, text("no-logo") === "yes" ? "" : logo);
  box.classList.toggle("dark", dark);
  if (/^#[0-9a-f]{6}$/i.test(accent)) {
    box.style.setProperty("--box-accent", accent);
    box.style.setProperty("--box-ink", inkOn(accent));
  }
  for (const [selector, name, otherwise] of [[".box-title span", "title", "Chat with a librarian"], [".box-line", "greeting", "Hello! How can we help?"]] as const) {
    const element = box.querySelector(selector);
    if (element !== null) element.textContent = text(name + suffix) === "" ? otherwise : text(name + suffix);
  }
}

function drawLogo(box: HTMLElement, source: string): void {
  const image = box.querySelector("img");
  if (image === null) return;
  image.hidden = source === "";
  if (source !== "") image.src = source;
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
  form.addEventListener("focusin", ({ target }) => {
    const now = target instanceof Element ? target.closest<HTMLElement>(".language") : null;
    if (now === null || now === section) return;
    section = now;
    draw();
  });
  if (logoField !== null) {
    watchLogo(logoField, (chosen) => {
      logo = chosen === "" ? (logoField.dataset["logo"] ?? "") : chosen;
      draw();
    });
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  draw();
}

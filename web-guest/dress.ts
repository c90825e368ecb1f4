// Puts a skin's looks and the guest's language on the document.
import type { Appearance } from "#core/skin.ts";
import { DEFAULT_ACCENT, palette } from "./contrast.ts";
import type { Language } from "./texts.ts";

type Wanted = { readonly [K in "accent" | "scheme"]?: Appearance[K] | undefined };

let worn = "";

export function dress({ accent = DEFAULT_ACCENT, scheme = "auto" }: Wanted, { tag, dir }: Language): void {
  if (worn === (worn = [accent, scheme, tag].join())) return; // it is called after every change of anything
  const root = document.documentElement;
  const [light, dark] = [palette(accent, "light"), palette(accent, "dark")];
  const values = { "--accent": light.accent, "--on-accent": light.onAccent, "--ink-light": light.accentInk, "--ink-dark": dark.accentInk };
  for (const [name, value] of Object.entries(values)) root.style.setProperty(name, value);
  root.dataset["scheme"] = scheme;
  root.lang = tag;
  root.dir = dir;
}

// Colours of a skin made readable by computation: WCAG 2.2, relative luminance and contrast ratio (success criteria 1.4.3 and 1.4.11).

export interface Palette {
  /** The skin's colour as a surface: header, own messages, "Send". */
  readonly accent: string;
  /** Text on it; at least 4.5 to 1. */
  readonly onAccent: string;
  /** The skin's colour as text, focus ring and outline on the box's backgrounds; at least 4.5 to 1. */
  readonly accentInk: string;
}

type Rgb = readonly [number, number, number];

export const DEFAULT_ACCENT = "#1f5f5b";
const WHITE: Rgb = [255, 255, 255];
const INK: Rgb = [16, 20, 24];
// The raised surfaces of box.css: what can be read on them can be read on the page as well.
export const BACKGROUND = { light: "#f3f5f5", dark: "#22272d" } as const;
const TEXT_CONTRAST = 4.5;

export function readColour(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

const writeColour = (rgb: Rgb): string => "#" + rgb.map((c) => Math.round(c).toString(16).padStart(2, "0")).join("");

function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function contrast(a: Rgb, b: Rgb): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const mix = (from: Rgb, to: Rgb, share: number): Rgb => from.map((c, i) => c + ((to[i] as number) - c) * share) as unknown as Rgb;

/** The colour nearest to `colour` on the way to `towards` that has the wanted contrast with `against`. */
function until(colour: Rgb, towards: Rgb, against: Rgb, wanted = TEXT_CONTRAST): Rgb {
  for (let share = 0; share < 1; share += 0.02) {
    const candidate = readColour(writeColour(mix(colour, towards, share)));
    if (contrast(candidate, against) >= wanted) return candidate;
  }
  return towards;
}

/** On dark ground: brighter in its own hue as far as that goes, only then paler. */
function glow(colour: Rgb, against: Rgb): Rgb {
  const most = Math.max(...colour, 1);
  const bright = until(colour, colour.map((c) => (c * 255) / most) as unknown as Rgb, against, 6);
  return until(bright, WHITE, against, 6);
}

export function palette(accent: string, scheme: "light" | "dark"): Palette {
  const colour = readColour(accent);
  const background = readColour(BACKGROUND[scheme]);
  // White text is what people expect on a colour; ink only where white would need the colour to be changed and ink does not.
  const white = contrast(colour, WHITE) >= TEXT_CONTRAST || contrast(colour, INK) < TEXT_CONTRAST;
  const surface = white ? until(colour, INK, WHITE) : colour;
  return {
    accent: writeColour(surface),
    onAccent: writeColour(white ? WHITE : INK),
    accentInk: writeColour(scheme === "dark" ? glow(colour, background) : until(colour, INK, background)),
  };
}

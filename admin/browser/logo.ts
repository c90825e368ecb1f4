// The field for a skin's logo: makes the chosen picture small enough for a skin, in the browser, and keeps it in the form as a `data:` address.
const MOST = 24_000; // characters, as #core/skin.ts has it
const SIZES = [[320, 96], [240, 72], [160, 48], [96, 32]] as const;

/** `changed` is told what the form holds now; empty for the logo that the skin has. */
export function watchLogo(field: HTMLElement, changed: (logo: string) => void): void {
  const file = field.querySelector<HTMLInputElement>("input[type=file]");
  const kept = field.querySelector<HTMLInputElement>("input[name=logo]");
  const said = field.querySelector("[role=status]");
  if (file === null || kept === null || said === null) return;
  file.addEventListener("change", () => {
    const [picture] = file.files ?? [];
    kept.value = "";
    said.textContent = "";
    changed("");
    if (picture === undefined) return;
    shrink(picture).then(
      (logo) => {
        kept.value = logo;
        said.textContent = "The new logo is used once you save.";
        changed(logo);
      },
      () => (said.textContent = "This picture cannot be used: choose a PNG, JPEG, WebP or GIF file with less detail."),
    );
  });
}

async function shrink(file: File): Promise<string> {
  const bitmap = await createImageBitmap(file);
  const canvas = document.createElement("canvas");
  for (const [width, height] of SIZES) {
    const scale = Math.min(1, width / bitmap.width, height / bitmap.height);
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    for (const type of ["image/png", "image/webp"]) {
      const logo = canvas.toDataURL(type, 0.9);
      if (logo.length <= MOST) return logo;
    }
  }
  throw new Error("Too much detail.");
}

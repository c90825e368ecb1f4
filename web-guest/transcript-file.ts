// The conversation as a text file, made in the browser: nothing of it goes anywhere.
import { fill } from "./texts.ts";
import type { BoxView } from "./view.ts";

export function transcriptText({ language, lines, words }: BoxView, now: number): string {
  const { texts, tag } = language;
  const day = new Intl.DateTimeFormat(tag, { dateStyle: "full" });
  const time = new Intl.DateTimeFormat(tag, { timeStyle: "short" });
  const rows = lines.map((line) => {
    if (line.kind === "info") return `[${time.format(line.at)}] ${line.text}`;
    const state = line.delivery === "held" || line.delivery === "failed" ? ` (${texts.failed})` : "";
    return `[${time.format(line.at)}] ${line.mine ? texts.you : line.name || texts.librarian}: ${line.text}${state}`;
  });
  return [words.title, fill(language, texts.savedFrom, { time: day.format(lines[0]?.at ?? now) }), "", ...rows, ""].join("\n");
}

export function saveTranscript(view: BoxView): void {
  // The byte order mark tells old editors that it is UTF-8.
  const url = URL.createObjectURL(new Blob(["\ufeff", transcriptText(view, Date.now())], { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `chat-${new Date().toLocaleDateString("sv")}.txt`; // Swedes write the date as ISO 8601 does
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

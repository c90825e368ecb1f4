// The keys of the keyboard that work anywhere on the desk. All are with Alt, so that none is in the way of typing or of a screen reader's own.
import type { DeskRunner } from "./desk-runner.ts";
import type { Input, Working } from "./desk-state.ts";

export function watchShortcuts(runner: Pick<DeskRunner, "state" | "put">): void {
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || runner.state.state !== "working") return;
    if (document.querySelector("dialog[open]") !== null) return;
    const input = meant(event.code, runner.state);
    if (input === undefined) return;
    event.preventDefault();
    runner.put(input);
  });
}

/** By the key's place, not its letter: with Alt, some systems make another letter of it. */
export function meant(code: string, desk: Working): Input | undefined {
  switch (code) {
    case "ArrowDown":
      return { type: "step", by: 1 };
    case "ArrowUp":
      return { type: "step", by: -1 };
    case "KeyA": {
      const [longest] = [...desk.rings].filter((r) => r.phase === "ringing").sort((a, b) => a.card.since.localeCompare(b.card.since));
      return longest && { type: "answer", chat: longest.card.chat };
    }
    default:
      return undefined;
  }
}

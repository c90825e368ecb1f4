// How old a library's keys are, in words.
import { keyAge } from "#core/key.ts";
import type { Fingerprint } from "#core/skin.ts";
import { Badge } from "./parts.tsx";

const DAY = 86_400_000;

export function age(created: string, now: number): string {
  const days = Math.max(0, Math.floor((now - Date.parse(created)) / DAY));
  return days === 0 ? "less than a day old" : days === 1 ? "one day old" : `${days} days old`;
}

export function describeAge(key: Fingerprint | undefined, now: number): string {
  if (key === undefined) return "There are no keys yet, so chats are protected on their way (TLS) but not from end to end.";
  const old = age(key.created, now);
  switch (keyAge(key.created, now)) {
    case "fresh":
      return `The keys are ${old}. New ones every week are advised.`;
    case "due":
      return `The keys are ${old}. It is time for new ones: every week is advised, a month is the limit.`;
    case "unsafe":
      return `The keys are ${old}, older than the month that counts as safe. Generate new ones now.`;
  }
}

export function ageBadge(key: Fingerprint | undefined, now: number) {
  if (key === undefined) return <Badge tone="plain">no keys</Badge>;
  switch (keyAge(key.created, now)) {
    case "fresh":
      return <Badge tone="good">up to date</Badge>;
    case "due":
      return <Badge tone="warn">time for new keys</Badge>;
    case "unsafe":
      return <Badge tone="bad">keys too old</Badge>;
  }
}

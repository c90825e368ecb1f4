// The otr package as npm installs it, to show that a defect is there without our session and not with it.
import { createRequire } from "node:module";
import type { PrivateKey } from "#otr/key.ts";

export interface BareOtr {
  REQUIRE_ENCRYPTION: boolean;
  ALLOW_V2: boolean;
  ERROR_START_AKE: boolean;
  msgstate: number;
  their_instance_tag: string;
  ake: { r: unknown };
  sessKeys: { sendenc: string; send_counter: number }[][];
  sm: { on(event: string, f: (...v: unknown[]) => void): void } | null;
  on(event: string, listener: (...values: never[]) => unknown): void;
  sendQueryMsg(): void;
  sendMsg(text: string): void;
  receiveMsg(body: string): void;
  smpSecret(secret: string, question?: string): void;
  endOtr(): void;
}

interface Package {
  OTR: new (options: { priv?: unknown }) => BareOtr;
  DSA: { parsePrivate(text: string): unknown; parsePublic(bytes: string): unknown };
}

const require = createRequire(import.meta.url);
export const bare = require("otr") as Package;
export const bareBigInt = require("otr/vendor/bigint.js") as { ba2bigInt(bytes: number[]): unknown };

export interface BareEnd {
  readonly otr: BareOtr;
  readonly out: string[];
  readonly shown: string[];
  readonly smp: unknown[];
}

export function bareEnd(key: PrivateKey): BareEnd {
  const otr = new bare.OTR({ priv: bare.DSA.parsePrivate(key.text) });
  const end: BareEnd = { otr, out: [], shown: [], smp: [] };
  otr.on("io", (frame: string) => void end.out.push(frame));
  otr.on("ui", (text: string) => void end.shown.push(text));
  otr.on("smp", (...values: unknown[]) => void end.smp.push(values));
  otr.on("error", () => {});
  return end;
}

/** It sends by timers: wait until both have been quiet for a while. */
export async function settleBare(a: { out: string[]; take(body: string): void }, b: { out: string[]; take(body: string): void }): Promise<void> {
  for (let quiet = 0; quiet < 4; quiet += 1) {
    await new Promise((resolve) => setTimeout(resolve, 2));
    if (a.out.length + b.out.length > 0) quiet = 0;
    for (const frame of a.out.splice(0)) b.take(frame);
    for (const frame of b.out.splice(0)) a.take(frame);
  }
}

export const asPeer = (end: BareEnd): { out: string[]; take(body: string): void } => ({ out: end.out, take: (body) => end.otr.receiveMsg(body) });

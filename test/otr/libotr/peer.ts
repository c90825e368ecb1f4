// Speaks to peer.c, an OTR peer on Debian's libotr. It is compiled when first needed; without a compiler or libotr5-dev the tests say so and fail.
import { execFileSync, spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { PrivateKey } from "#otr/key.ts";
import { writeLibotrKeyFile } from "#otr/key.ts";

const source = join(dirname(fileURLToPath(import.meta.url)), "peer.c");
const program = join(dirname(source), "../../../dist/test/libotr-peer");

function compile(): string {
  if (existsSync(program) && statSync(program).mtimeMs > statSync(source).mtimeMs) return program;
  mkdirSync(dirname(program), { recursive: true });
  const making = `${program}-${process.pid}`;
  execFileSync("cc", ["-O2", "-o", making, source, "-lotr", "-lgcrypt"]);
  renameSync(making, program);
  return program;
}

const hex = (text: string): string => Buffer.from(text, "utf8").toString("hex");
const unhex = (text: string): string => Buffer.from(text, "hex").toString("utf8");

export const POLICY = { v2: 0x02 | 0x20 | 0x40, v3: 0x04 | 0x20 | 0x40, both: 0x06 | 0x10 | 0x20 | 0x40 } as const;
export const MSGSTATE = ["plain", "encrypted", "finished"] as const;
/** OtrlSMPEvent. */
export const SMP = { abort: 2, answer: 4, secret: 5, success: 7, failure: 8 } as const;

export class LibotrPeer {
  readonly folder = mkdtempSync(join(tmpdir(), "otterdesk-otr-"));
  readonly keyFile = join(this.folder, "otr.private_key");
  /** Frames that libotr wants sent and nobody took yet. */
  readonly out: string[] = [];
  readonly texts: string[] = [];
  readonly words: string[] = [];
  readonly smp: number[] = [];
  state: (typeof MSGSTATE)[number] = "plain";
  version = 0;
  fingerprint = "";
  private readonly child: ChildProcessWithoutNullStreams = spawn(compile());
  private pending: { readonly lines: string[]; readonly resolve: (lines: string[]) => void }[] = [];

  constructor() {
    createInterface({ input: this.child.stdout }).on("line", (line) => this.hear(line));
  }

  private hear(line: string): void {
    const [word, ...values] = line.split(" ");
    const job = this.pending[0];
    job?.lines.push(line);
    if (word === "frame") this.out.push(unhex(values[0] ?? ""));
    else if (word === "text") this.texts.push(unhex(values[0] ?? ""));
    else if (word === "smp") this.smp.push(Number(values[0]));
    else if (word === "done") {
      this.state = MSGSTATE[Number(values[0])]!;
      this.version = Number(values[1]);
      this.fingerprint = (values[2] ?? "").replaceAll("_", "").toLowerCase();
      this.pending.shift();
      job?.resolve(job.lines);
    } else this.words.push(word ?? "");
  }

  tell(word: string, ...values: string[]): Promise<string[]> {
    return new Promise((resolve) => {
      this.pending.push({ lines: [], resolve });
      this.child.stdin.write(`${[word, ...values.map(hex)].join(" ")}\n`);
    });
  }

  async useKey(key: PrivateKey): Promise<void> {
    writeFileSync(this.keyFile, writeLibotrKeyFile(key, ["peer", "a", "b"].map((name) => ({ name, protocol: "xmpp" }))), { mode: 0o600 });
    await this.tell("key", this.keyFile);
  }

  /** libotr's times of n runs in milliseconds. */
  async bench(what: string, runs: number): Promise<number[]> {
    const lines = await this.tell("bench", what, String(runs), this.keyFile);
    const counts = lines.find((line) => line.startsWith("read "));
    if (counts !== undefined && (what === "smp" ? !counts.endsWith(` ${runs}`) : what !== "ake" && counts.startsWith("read 0 0"))) throw new Error(`libotr's bench failed: ${counts}`);
    return lines.filter((line) => line.startsWith("ms ")).map((line) => Number(line.slice(3)));
  }

  async close(): Promise<void> {
    const gone = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.stdin.end();
    await gone;
    rmSync(this.folder, { recursive: true });
  }
}

/** Carries frames between one of ours and libotr until both are quiet. */
export async function settle(ours: { readonly out: string[]; readonly session: { receive(body: string): void } }, peer: LibotrPeer): Promise<void> {
  while (ours.out.length + peer.out.length > 0) {
    for (const frame of ours.out.splice(0)) await peer.tell("receive", frame);
    for (const frame of peer.out.splice(0)) ours.session.receive(frame);
  }
}

// Accounts on the managed Prosody, over the admin socket in its folder (mod_admin_socket): a file that only its user can open. A connection for each call.
import { closeSync, openSync } from "node:fs";
import { connect } from "node:net";
import { basename, dirname, join } from "node:path";
import { fault, type Fault } from "#core/errors.ts";
import type { Clock } from "../clock.ts";
import { readResult, SHELL_CLOSES, SHELL_OPENS, writeCall } from "./prosody-shell.ts";
import type { AccountServer } from "./server.ts";

const TIMEOUT = 6_000; // ms; who waits for the service gives up after eight seconds
const LONGEST_PATH = 100; // a socket's address has room for 107 bytes

export function accountsBySocket({ socket, clock }: { readonly socket: string; readonly clock: Clock }): AccountServer {
  const call = (...parts: Parameters<typeof writeCall>) => withPath(socket, (path) => ask(path, writeCall(...parts), clock));
  return {
    create: (jid, password) => call("create", jid, password),
    setPassword: (jid, password) => call("password", jid, password),
    async delete(jid) {
      const failed = await call("delete", jid);
      return failed?.fault === "account-unknown" ? undefined : failed;
    },
  };
}

/** A long path is reached through its folder's descriptor (Linux). */
async function withPath<T>(socket: string, use: (path: string) => Promise<T>): Promise<T> {
  if (Buffer.byteLength(socket) <= LONGEST_PATH || process.platform !== "linux") return use(socket);
  let folder: number;
  try {
    folder = openSync(dirname(socket), "r");
  } catch {
    return use(socket); // which then says that it is not there
  }
  try {
    return await use(join(`/proc/self/fd/${folder}`, basename(socket)));
  } finally {
    closeSync(folder);
  }
}

function ask(path: string, line: string, clock: Clock): Promise<Fault | undefined> {
  return new Promise((resolve) => {
    const stream = connect(path).setEncoding("utf8");
    let received = "";
    let connected = false;
    const end = (result: Fault | undefined) => {
      cancel();
      stream.end(SHELL_CLOSES);
      stream.destroySoon();
      resolve(result);
    };
    const cancel = clock.after(TIMEOUT, () => end(fault("account-unsure")));
    stream.on("connect", () => {
      connected = true;
      stream.write(SHELL_OPENS + line);
    });
    stream.on("data", (data: string) => {
      received += data;
      const result = readResult(received);
      if (result !== "pending") end(result === "done" ? undefined : result);
    });
    stream.on("error", () => end(connected ? fault("account-unsure") : fault("accounts-refused", "The XMPP server's admin socket cannot be reached (option accounts.socket).")));
    stream.on("close", () => end(fault("account-unsure")));
  });
}

// Ad-hoc commands (XEP-0050) at the service's and the queues' addresses: one table, from which disco lists to each what they may give. (Those of a chat are the desk's.)
import { readAdHoc, writeAdHocReply, type AdHocReply, type AdHocRequest } from "#core/ad-hoc.ts";
import type { Place } from "#core/address.ts";
import { fault, isFault, type Fault } from "#core/errors.ts";
import { NS } from "#core/namespaces.ts";
import type { Disco } from "./disco/disco.ts";
import type { Random } from "./random.ts";
import type { Answer, Request, Router } from "./router.ts";

export interface AdHoc {
  readonly at: Exclude<Place, "chat">;
  readonly node: string;
  readonly title: string;
  /** Who finds it and may give it; checked before anything else. */
  readonly may: (request: Request) => boolean;
  /** What the answer holds beside node and session. */
  readonly run: (request: Request, command: AdHocRequest) => Promise<Pick<AdHocReply, "status" | "note" | "form"> | Fault>;
}

export interface Commands {
  add(...commands: readonly AdHoc[]): void;
}

export function addCommands(router: Router, disco: Disco, random: Random, service: string): Commands {
  const table: AdHoc[] = [];
  const found = (request: Request, node?: string) => table.filter((c) => c.at === request.at.place && (node === undefined || c.node === node) && c.may(request));

  async function handle(request: Request): Promise<Answer> {
    const asked = readAdHoc(request.payload);
    if (isFault(asked)) return asked;
    const { node, session = random.token(16) } = asked;
    if (!table.some((c) => c.at === request.at.place && c.node === node)) return fault("unknown-request", "There is no such command at this address.");
    const command = found(request, node)[0];
    if (command === undefined) return fault("forbidden");
    if (asked.action === "cancel") return writeAdHocReply({ node, session, status: "canceled" });
    const reply = await command.run(request, asked);
    return isFault(reply) ? reply : writeAdHocReply({ node, session, ...reply });
  }

  for (const at of ["service", "queue"] as const) {
    router.add({ kind: "iq", type: "set", namespace: NS.commands, name: "command", at, handler: handle });
    disco.add({
      at,
      async info({ node, request }) {
        if (node === NS.commands) return { identities: [{ category: "automation", type: "command-list", name: "Commands" }] };
        const command = node === undefined ? undefined : found(request, node)[0];
        return command && { identities: [{ category: "automation", type: "command-node", name: command.title }], features: [NS.commands, NS.forms] };
      },
      async items({ node, request }) {
        if (node !== NS.commands) return at === "queue" && node === undefined ? { items: [] } : undefined;
        const jid = request.at.place === "queue" ? `${request.at.queue}@${service}` : service;
        return { items: found(request).map((c) => ({ jid, node: c.node, name: c.title })) };
      },
    });
  }
  return { add: (...commands) => void table.push(...commands) };
}

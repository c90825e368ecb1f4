// What disco says at a chat's address: its commands, to those who have to do with it.
import { COMMANDS } from "#core/chat.ts";
import { COMMAND_TITLES, type CommandName } from "#core/chat-command.ts";
import { NS } from "#core/namespaces.ts";
import type { Disco } from "../disco/disco.ts";
import { isParty, type OperatorParts } from "./operators.ts";

export function addChatDisco(disco: Disco, { runner, staff, service }: Pick<OperatorParts, "runner" | "staff" | "service">): void {
  disco.add({
    at: "chat",
    async info({ node, request }) {
      const chat = request.at.place === "chat" ? await runner.find(request.at.chat) : undefined;
      if (chat === undefined || !isParty(staff, chat, request.bare)) return node === undefined ? { identities: [{ category: "client", type: "bot" }] } : undefined;
      if (node === undefined) return { identities: [{ category: "client", type: "bot", name: "Chat with a guest" }] };
      if (node === NS.commands) return { identities: [{ category: "automation", type: "command-list", name: "What can be done with this chat" }] };
      const name = (Object.keys(COMMANDS) as CommandName[]).find((n) => COMMANDS[n] === node);
      return name && { identities: [{ category: "automation", type: "command-node", name: COMMAND_TITLES[name] }], features: [NS.commands, NS.forms] };
    },
    async items({ node, request }) {
      const chat = request.at.place === "chat" ? await runner.find(request.at.chat) : undefined;
      if (node !== NS.commands) return node === undefined ? { items: [] } : undefined;
      if (chat === undefined || !isParty(staff, chat, request.bare)) return { items: [] };
      const jid = `${chat.id}@${service}`;
      return { items: (Object.keys(COMMANDS) as CommandName[]).map((name) => ({ jid, node: COMMANDS[name], name: COMMAND_TITLES[name] })) };
    },
  });
}

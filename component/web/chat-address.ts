// COMPAT LibraryH3lp's address of a chat, /chat/QUEUE@SERVICE?skin=SKIN, as it stands in iframes and links of many pages: leads to the box.
import { NAME } from "#core/nodes.ts";
import { say, type Handler } from "./answer.ts";

/** What the box understands; the rest of LibraryH3lp's parameters are parts of our skins. */
const PARAMETERS = ["skin", "lang"];

export function serveChatAddress(service: string): Handler {
  return ({ path, parameters }) => {
    const [, chat, jid = "", ...rest] = path.split("/");
    if (chat !== "chat" || rest.length > 0) return undefined;
    const [queue = "", host, ...more] = jid.toLowerCase().split("@");
    if (!NAME.test(queue) || more.length > 0) return say(404, `There is no such chat. Its address is /chat/QUEUE@${service}?skin=LIBRARY/skins/NAME.`);
    if (host !== undefined && host !== service) return say(404, `This site has the chats of ${service} only. See that the address is written as it should be.`);
    const query = new URLSearchParams({ queue });
    for (const name of PARAMETERS) if (parameters.has(name)) query.set(name, parameters.get(name) ?? "");
    return { status: 302, headers: { Location: `../box.html?${query}`, "Cache-Control": "no-store" }, body: "" }; // a skin that is missing or unknown is the box's to explain
  };
}

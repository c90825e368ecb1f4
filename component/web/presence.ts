// Whether a queue is online, for web pages that show it: /presence/jid/QUEUE/SERVICE/FORM, readable from everywhere, a few seconds old at most.
import { NAME } from "#core/nodes.ts";
import { writeXml, xml } from "#core/xml.ts";
import { say, type Answer, type Handler } from "./answer.ts";

export type QueueState = "available" | "unavailable";

/** What the desk knows of a queue by its name; `undefined` where there is none. */
export type ReadQueueState = (queue: string) => QueueState | undefined | Promise<QueueState | undefined>;

const KEPT = { "Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=5" };
const CALLBACK = /^[A-Za-z_$][\w$]{0,63}(?:\.[A-Za-z_$][\w$]{0,63}){0,4}$/;

export function servePresence(service: string, read: ReadQueueState): Handler {
  return async ({ path, parameters }) => {
    const [, presence, jid, queue = "", host, form = "", ...rest] = path.split("/");
    if (presence !== "presence" || jid !== "jid" || rest.length > 0) return undefined;
    if (host?.toLowerCase() !== service || !NAME.test(queue)) return say(404, "There is no such queue here.", KEPT);
    const write = Object.hasOwn(FORMS, form) ? FORMS[form as keyof typeof FORMS] : undefined;
    if (write === undefined) return say(404, `A queue's presence has the forms ${Object.keys(FORMS).join(", ")}.`, KEPT);
    const state = await read(queue);
    if (state === undefined) return say(404, "There is no such queue here.", KEPT);
    return write({ queue: `${queue}@${service}`, state, callback: parameters.get("cb") ?? "" });
  };
}

interface Shown {
  readonly queue: string;
  readonly state: QueueState;
  readonly callback: string;
}

const FORMS = {
  text: ({ state }: Shown): Answer => shown("text/plain; charset=utf-8", state),
  xml: ({ queue, state }: Shown): Answer => shown("application/xml; charset=utf-8", `<?xml version="1.0" encoding="utf-8"?>\n${writeXml(xml("presence", { queue, show: state }))}`),
  js: ({ queue, state, callback }: Shown): Answer => {
    if (callback !== "" && !CALLBACK.test(callback)) return say(400, "The parameter cb is not the name of a function.", KEPT);
    const call = callback === "" ? "" : `\n${callback}();`;
    return shown("text/javascript; charset=utf-8", `var jabber_resources = ${JSON.stringify([{ jid: queue, show: state }])};${call}`);
  },
  image: ({ state }: Shown): Answer => shown("image/svg+xml", image(state)),
} as const;

const shown = (type: string, body: string): Answer => ({ status: 200, headers: { "Content-Type": type, ...KEPT }, body });

/** A filled dot or a ring: the state is in the shape too, not in the colour alone. */
function image(state: QueueState): string {
  const here = state === "available";
  const dot = here ? xml("circle", { cx: 8, cy: 8, r: 6, fill: "#1a7f37" }) : xml("circle", { cx: 8, cy: 8, r: 5, fill: "none", stroke: "#6e7781", "stroke-width": 2 });
  const title = xml("title", {}, here ? "Online" : "Offline");
  return writeXml(xml("svg", { xmlns: "http://www.w3.org/2000/svg", width: 16, height: 16, viewBox: "0 0 16 16", role: "img" }, title, dot));
}

// Handlers of the overview, the keys and the audit log.
import { isFault } from "#core/errors.ts";
import { AuditPage } from "../pages/audit.tsx";
import { KeysPage } from "../pages/keys.tsx";
import { OverviewPage } from "../pages/overview.tsx";
import { Notice } from "../pages/parts.tsx";
import { faultText } from "../library/drafts.ts";
import { ServiceAway } from "../xmpp/requests.ts";
import { faultReply, type Ports, type Reply, type Visit } from "./visit.ts";

/** What a redirect says was done; the address carries a word from this list and never a text. */
const DONE: Readonly<Record<string, string>> = {
  "skin-created": "The skin was created.",
  "skin-changed": "The skin was saved. Chat boxes that are open show it at once.",
  "skin-covered": "The skin is covered by the current keys.",
  "skin-uncovered": "Encryption is turned off in the skin.",
  "skin-deleted": "The skin was deleted.",
  "queue-changed": "The queue was saved.",
  "queue-deleted": "The queue was deleted.",
  "password": "Your password was changed.",
};

export function showOverview({ config, now }: Pick<Ports, "config" | "now">) {
  return async (visit: Visit): Promise<Reply> => {
    const overview = await visit.library.overview();
    if (isFault(overview)) return faultReply(overview);
    const done = Object.hasOwn(DONE, visit.query("done")) ? DONE[visit.query("done")] : undefined;
    const body = (
      <>
        {done !== undefined && <Notice tone="done"><p>{done}</p></Notice>}
        <OverviewPage library={visit.library.name} service={config.service} token={visit.token} overview={overview} now={now()} />
      </>
    );
    return { is: "page", title: `Chat of ${visit.library.name}`, here: "/", body };
  };
}

export function showKeys({ now }: Pick<Ports, "now">) {
  return async (visit: Visit): Promise<Reply> => {
    const overview = await visit.library.overview();
    if (isFault(overview)) return faultReply(overview);
    return { is: "page", title: "Off the Record Chat", script: "keys", body: <KeysPage overview={overview} token={visit.token} now={now()} /> };
  };
}

/** `unchanged`: all skins have what they had. `unknown`: the service did not answer, and nobody can say. */
type Outcome = "active" | "unchanged" | "unknown";

const answer = (status: number, outcome: Outcome, text: string): Reply => ({ is: "json", status, value: { outcome, text } });

/** Publishes the fingerprint that the browser sent. More than that in the request is refused: it could be what must never come here. */
export function renewKey({ now }: Pick<Ports, "now">) {
  return async (visit: Visit, body: unknown): Promise<Reply> => {
    const hex = readFingerprintAlone(body);
    if (hex === undefined) return answer(400, "unchanged", "The panel did not understand the request.");
    try {
      const failed = await visit.library.renewKey({ hex, created: new Date(now()).toISOString() });
      if (failed === undefined) return answer(200, "active", "");
      return answer(502, "unchanged", `The chat service did not accept the new keys. ${faultText(failed)}`);
    } catch (error) {
      if (!(error instanceof ServiceAway)) throw error;
      return (await isCurrent(visit, hex)) ?? answer(503, error.asked ? "unknown" : "unchanged", "The chat server cannot be reached just now.");
    }
  };
}

/** The answer was lost on its way: what is so now decides. */
async function isCurrent(visit: Visit, hex: string): Promise<Reply | undefined> {
  try {
    const key = await visit.library.key();
    if (isFault(key)) return undefined;
    return key?.hex === hex ? answer(200, "active", "") : undefined;
  } catch {
    return undefined;
  }
}

function readFingerprintAlone(body: unknown): string | undefined {
  if (typeof body !== "object" || body === null || Object.keys(body).join() !== "fingerprint") return undefined;
  const hex = (body as { fingerprint: unknown }).fingerprint;
  return typeof hex === "string" && /^[0-9a-f]{40}$/.test(hex) ? hex : undefined;
}

export function showAudit({ audit }: Pick<Ports, "audit">) {
  return async (visit: Visit): Promise<Reply> => {
    const before = /^\d{1,15}$/.test(visit.query("before")) ? Number(visit.query("before")) : undefined;
    const entries = await audit.list(visit.library.name, before);
    return { is: "page", title: "Audit log", here: "/audit", body: <AuditPage entries={entries} older={before !== undefined} /> };
  };
}

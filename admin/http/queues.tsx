// Handlers of the queues' pages.
import { isFault } from "#core/errors.ts";
import { readJid } from "#core/jid.ts";
import type { Config } from "../config.ts";
import { applyQueueDraft, checkQueue, readQueueDraft, type QueueDraft } from "../library/drafts.ts";
import { readOperator, type QueueEntry } from "../library/queues.ts";
import { Confirm } from "../pages/parts.tsx";
import { QueuePage, type QueueProps } from "../pages/queue.tsx";
import { attempt, faultReply, goTo, type Reply, type Visit } from "./visit.ts";

type Domains = Pick<Config, "service" | "panelDomain">;

export function queueHandlers(domains: Domains) {
  const page = (visit: Visit, rest: Omit<QueueProps, "token" | "service">, status = 200): Reply => ({
    is: "page", status, title: rest.made === undefined ? "New queue" : `Queue ${rest.draft.name}`, body: <QueuePage token={visit.token} service={domains.service} {...rest} />,
  });
  const empty: QueueDraft = { name: "", title: "", autoBusyAfter: "0" };
  const draftOf = ({ name, queue }: QueueEntry): QueueDraft => ({ name, title: queue.title, autoBusyAfter: String(queue.autoBusyAfter) });

  return {
    showNew: async (visit: Visit) => page(visit, { draft: empty }),
    async create(visit: Visit): Promise<Reply> {
      const draft = readQueueDraft(visit.form, visit.form("name").trim());
      const complaints = checkQueue(draft);
      if (Object.keys(complaints).length > 0) return page(visit, { draft, complaints }, 400);
      const failed = await attempt(visit.library.queues.create(draft.name, applyQueueDraft(draft, { title: draft.title, autoBusyAfter: 0, unknown: [] })));
      if (failed?.fault?.fault === "conflict") return page(visit, { draft, complaints: { name: "This name is taken; queues of all libraries here have different names." } }, 409);
      return failed === undefined ? goTo(`/queues/${draft.name}`) : page(visit, { draft, complaint: failed.complaint }, failed.status);
    },
    async show(visit: Visit): Promise<Reply> {
      const entry = await visit.library.queues.read(visit.name);
      if (isFault(entry)) return faultReply(entry, "There is no such queue");
      const removed = visit.query("removed");
      const undo = removed !== "" && !isFault(readOperator(removed)) && !entry.operators.includes(removed);
      return page(visit, { draft: draftOf(entry), made: entry, ...(undo && { removed }) });
    },
    async change(visit: Visit): Promise<Reply> {
      const draft = readQueueDraft(visit.form, visit.name);
      const entry = await visit.library.queues.read(visit.name);
      if (isFault(entry)) return faultReply(entry, "There is no such queue");
      const complaints = checkQueue(draft);
      if (Object.keys(complaints).length > 0) return page(visit, { draft, made: entry, complaints }, 400);
      const failed = await attempt(visit.library.queues.change(visit.name, (queue) => applyQueueDraft(draft, queue)));
      return failed === undefined ? goTo("/?done=queue-changed") : page(visit, { draft, made: entry, complaint: failed.complaint }, failed.status);
    },
    async assign(visit: Visit): Promise<Reply> {
      const entry = await visit.library.queues.read(visit.name);
      if (isFault(entry)) return faultReply(entry, "There is no such queue");
      const text = visit.form("operator").trim();
      const wrong = operatorComplaint(text, domains) ?? (await attempt(visit.library.queues.assign(visit.name, text)))?.complaint;
      return wrong === undefined ? goTo(`/queues/${visit.name}`) : page(visit, { draft: draftOf(entry), made: entry, operator: { text, wrong } }, 400);
    },
    async remove(visit: Visit): Promise<Reply> {
      const operator = visit.form("operator");
      const failed = await visit.library.queues.remove(visit.name, operator);
      return isFault(failed) ? faultReply(failed, "The operator was not removed") : goTo(`/queues/${visit.name}?removed=${encodeURIComponent(operator)}`);
    },
    async askDelete(visit: Visit): Promise<Reply> {
      const entry = await visit.library.queues.read(visit.name);
      if (isFault(entry)) return faultReply(entry, "There is no such queue");
      const body = (
        <Confirm title={`Delete the queue ${entry.queue.title}?`} action={`/queues/${entry.name}/delete`} token={visit.token} yes="Delete queue" back={`/queues/${entry.name}`}>
          <p>Chat boxes that lead to this queue can reach nobody any more, and its operators are no longer assigned. The records of its chats stay under Records until their time is over. This cannot be undone.</p>
        </Confirm>
      );
      return { is: "page", title: `Delete ${entry.queue.title}`, body };
    },
    async delete(visit: Visit): Promise<Reply> {
      const failed = await visit.library.queues.delete(visit.name);
      return isFault(failed) ? faultReply(failed, "The queue was not deleted") : goTo("/?done=queue-deleted");
    },
  };
}

/** An operator is a person's account: not one of the service's own addresses. */
function operatorComplaint(text: string, { service, panelDomain }: Domains): string | undefined {
  const operator = readOperator(text);
  if (isFault(operator)) return operator.text;
  const domain = readJid(operator)?.domain ?? "";
  return [service, panelDomain].includes(domain) ? "This is an address of the chat service itself, not a person’s account." : undefined;
}

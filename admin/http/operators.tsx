// Handlers of the operators' pages. A password is in the answer to the form that asked for it, and in no address, log or store.
import type { ComponentChildren } from "preact";
import { ACCOUNT_NAME } from "#core/admin.ts";
import { ERRORS, fault, isFault, type Fault } from "#core/errors.ts";
import type { Config } from "../config.ts";
import { faultText, type Form } from "../library/drafts.ts";
import type { OperatorEntry, Secret, Staff } from "../library/operators.ts";
import { NewPassword, OperatorPage, OperatorsPage, type OperatorsProps } from "../pages/operators.tsx";
import { Confirm } from "../pages/parts.tsx";
import { awayText } from "../pages/message.tsx";
import { ServiceAway } from "../xmpp/requests.ts";
import { attempt, faultReply, goTo, type Reply, type Visit } from "./visit.ts";

export function operatorHandlers({ domain, urls }: Pick<Config, "domain" | "urls">) {
  const listPage = (visit: Visit, staff: Staff, rest: Partial<OperatorsProps> = {}, status = 200): Reply => ({
    is: "page", title: "Operators", here: "/operators", script: "operators", status, body: <OperatorsPage token={visit.token} domain={domain} staff={staff} {...rest} />,
  });
  const secretPage = (visit: Visit, secret: Secret, fresh: boolean): Reply => ({
    is: "page", title: "A new password", script: "operators", body: <NewPassword secret={secret} fresh={fresh} operatorSite={urls.operator} />,
  });

  return {
    async list(visit: Visit): Promise<Reply> {
      const staff = await visit.library.operators.read();
      if (isFault(staff)) return faultReply(staff);
      const [gone, queues] = [visit.query("deleted"), visit.query("queues").split(" ").filter(Boolean)];
      const undo = gone !== "" && gone.endsWith(`@${domain}`) && !staff.operators.some((o) => o.jid === gone);
      return listPage(visit, staff, { ...(undo && { deleted: { name: gone.slice(0, -domain.length - 1), queues } }) });
    },
    async create(visit: Visit): Promise<Reply> {
      const staff = await visit.library.operators.read();
      if (isFault(staff)) return faultReply(staff);
      const name = visit.form("name").trim().toLowerCase();
      const queues = chosen(visit.form, staff);
      const again = (wrong: string, badName: boolean, status: number) => listPage(visit, staff, { draft: { name, queues, wrong, badName } }, status);
      if (!ACCOUNT_NAME.test(name)) return again(name === "" ? "Give the operator a name." : faultText(fault("account-name")), true, 400);
      const made = await orUnsure(visit.library.operators.create(`${name}@${domain}`, queues));
      return isFault(made) ? again(faultText(made), made.fault === "account-exists" || made.fault === "account-name", ERRORS[made.fault].http) : secretPage(visit, made, true);
    },
    show: (visit: Visit) => withOperator(visit, (operator, staff) => operatorPage(visit, operator, staff)),
    assign: (visit: Visit) =>
      withOperator(visit, async (operator, staff) => {
        const failed = await attempt(visit.library.operators.assign(operator.jid, chosen(visit.form, staff)));
        return failed === undefined ? goTo(`/operators/${encodeURIComponent(operator.jid)}?saved=1`) : operatorPage(visit, operator, staff, failed.complaint, failed.status);
      }),
    askRenew: (visit: Visit) => withOwn(visit, async ({ jid }) => ask(visit, jid, "password", `A new password for ${jid}?`, "Make a new password", <p>The old one stops working at once, and whoever is signed in with it is signed out. Chats that they have go back to the queue.</p>)),
    renew: (visit: Visit) =>
      withOwn(visit, async ({ jid }) => {
        const made = await orUnsure(visit.library.operators.renew(jid));
        return isFault(made) ? faultReply(made, "There is no new password") : secretPage(visit, made, false);
      }),
    askDelete: (visit: Visit) =>
      withOwn(visit, async ({ jid }) =>
        ask(visit, jid, "delete", `Delete the account ${jid}?`, "Delete account", (
          <>
            <p>Whoever uses it is signed out at once and can sign in no more; it is taken off all queues, and its contacts are lost. If that was a mistake, the account can be made again right afterwards, with a new password.</p>
            <p>An operator who leaves still knows the library’s private key: generate new keys, too.</p>
          </>
        ))),
    delete: (visit: Visit) =>
      withOwn(visit, async ({ jid, queues }) => {
        const failed = await visit.library.operators.delete(jid);
        return isFault(failed) ? faultReply(failed, "The account was not deleted") : goTo(`/operators?deleted=${encodeURIComponent(jid)}&queues=${encodeURIComponent(queues.join(" "))}`);
      }),
  };
}

const ask = (visit: Visit, jid: string, way: string, title: string, yes: string, words: ComponentChildren): Reply => ({
  is: "page", title, script: "operators",
  body: <Confirm title={title} action={`/operators/${encodeURIComponent(jid)}/${way}`} token={visit.token} yes={yes} back={`/operators/${encodeURIComponent(jid)}`}>{words}</Confirm>,
});

const operatorPage = async (visit: Visit, operator: OperatorEntry, staff: Staff, complaint?: string, status = 200): Promise<Reply> => ({
  is: "page", title: operator.jid, here: "/operators", status,
  body: <OperatorPage token={visit.token} operator={operator} queues={staff.queues} saved={visit.query("saved") === "1"} {...(complaint !== undefined && { complaint })} />,
});

/** Only who is on the library's own list: an address that somebody typed leads nowhere. */
async function withOperator(visit: Visit, use: (operator: OperatorEntry, staff: Staff) => Promise<Reply>): Promise<Reply> {
  const staff = await visit.library.operators.read();
  if (isFault(staff)) return faultReply(staff);
  const operator = staff.operators.find((o) => o.jid === visit.name);
  return operator === undefined ? faultReply(fault("unknown-address", "Nobody with this address is an operator of your library."), "There is no such operator") : use(operator, staff);
}

const withOwn = (visit: Visit, use: (operator: OperatorEntry) => Promise<Reply>): Promise<Reply> =>
  withOperator(visit, async (operator) => (operator.own ? use(operator) : faultReply(fault("account-not-yours"), "This account was not made here")));

/** The queues that are ticked in a form. */
const chosen = (form: Form, { queues }: Staff): string[] => queues.map((q) => q.name).filter((name) => form(`queue-${name}`) === "yes");

async function orUnsure<T>(made: Promise<T | Fault>): Promise<T | Fault> {
  try {
    return await made;
  } catch (error) {
    if (error instanceof ServiceAway) return fault("account-unsure", awayText(error.asked));
    throw error;
  }
}

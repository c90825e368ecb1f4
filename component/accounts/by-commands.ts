// Accounts on a server that is not ours, by its own ad-hoc commands (XEP-0133), which it lets its administrators give: the service has to be one.
import { ADMIN_COMMANDS, fillAdminForm, type AdminRequest } from "#core/admin.ts";
import { readAdHocReply, writeAdHoc, type AdHocReply } from "#core/ad-hoc.ts";
import { fault, isFault, type Fault } from "#core/errors.ts";
import type { Form } from "#core/forms.ts";
import { NS } from "#core/namespaces.ts";
import { childOf, type XmlElement } from "#core/xml.ts";
import type { Router } from "../router.ts";
import type { AccountServer } from "./server.ts";

const TIMEOUT = 6_000; // ms; who waits for the service gives up after eight seconds
const END_SESSIONS = `${NS.admin}#end-user-session`;
const NO_ANSWER = new Set(["remote-server-timeout", "recipient-unavailable"]);

export function accountsByCommands({ ask, service, domain }: { readonly ask: Router["ask"]; readonly service: string; readonly domain: string }): AccountServer {
  async function send(request: Parameters<typeof writeAdHoc>[0]): Promise<AdHocReply | Fault> {
    const reply = await ask("set", service, domain, writeAdHoc(request), TIMEOUT);
    if (!isElement(reply)) return readRefusal(reply.condition);
    const command = childOf(reply, "command", NS.commands);
    return command === undefined ? fault("accounts-refused", "The XMPP server answered something that is no command.") : readAdHocReply(command);
  }

  /** Asks for the form, then fills it in: servers differ in whether they take it without having been asked. */
  async function command(node: string, form: Form): Promise<Fault | undefined> {
    const asked = await send({ node, action: "execute" });
    if (isFault(asked)) return asked;
    const done = asked.status === "executing" ? await send({ node, action: "execute", session: asked.session, form }) : asked;
    if (isFault(done)) return done;
    if (done.status !== "completed") return fault("accounts-refused", "The XMPP server did not carry the command out.");
    return done.note === undefined ? undefined : readNote(done.note);
  }

  const admin = (request: AdminRequest) => command(ADMIN_COMMANDS[request.do].node, fillAdminForm(request) as Form);
  return {
    create: (jid, password) => admin({ do: "add-user", jid, password }),
    async setPassword(jid, password) {
      const failed = await admin({ do: "change-user-password", jid, password });
      // COMPAT ejabberd's field has no s, and it goes on with the sessions otherwise. The new password counts already; a server without this command has ended the sessions itself or leaves them.
      if (failed === undefined) await command(END_SESSIONS, { type: "submit", formType: NS.admin, fields: [{ var: "accountjids", values: [jid] }, { var: "accountjid", values: [jid] }] });
      return failed;
    },
    async delete(jid) {
      const failed = await admin({ do: "delete-user", jids: [jid] });
      return failed?.fault === "account-unknown" ? undefined : failed;
    },
  };
}

const isElement = (reply: XmlElement | { readonly condition: string }): reply is XmlElement => "name" in reply;

/** What a stanza error means here. */
function readRefusal(condition: string): Fault {
  if (NO_ANSWER.has(condition)) return fault("account-unsure");
  if (condition === "conflict") return fault("account-exists");
  if (condition === "not-acceptable") return fault("password-refused");
  return fault("accounts-refused");
}

/** COMPAT Prosody completes a command that failed and says why in words. */
function readNote({ type, text }: NonNullable<AdHocReply["note"]>): Fault | undefined {
  if (/already exists/i.test(text)) return fault("account-exists");
  if (/does not exist|could not be deleted/i.test(text)) return fault("account-unknown");
  return type === "error" ? fault("accounts-refused", "The XMPP server could not carry this out; its log says why.") : undefined;
}

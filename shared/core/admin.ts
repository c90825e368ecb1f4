// Commands about accounts (XEP-0133), as the panel gives them to the service and the service to an XMPP server, and our command that deletes a library.
import { fault, type Fault } from "./errors.ts";
import type { Field, Form } from "./forms.ts";
import { NS } from "./namespaces.ts";

export const ADMIN_COMMANDS = {
  "add-user": { node: `${NS.admin}#add-user`, title: "Make an operator's account" },
  "change-user-password": { node: `${NS.admin}#change-user-password`, title: "Give an operator a new password" },
  "delete-user": { node: `${NS.admin}#delete-user`, title: "Delete operators' accounts" },
  "get-registered-users-list": { node: `${NS.admin}#get-registered-users-list`, title: "List the library's accounts" },
  "delete-library": { node: `${NS.otterdesk}#delete-library`, title: "Delete the library and all that belongs to it" },
} as const;

/** The local part of an account's address, as strict as a name that people type should be. */
export const ACCOUNT_NAME = /^[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?$/;

export type AdminName = keyof typeof ADMIN_COMMANDS;

/** What a filled-in form asks for. */
export type AdminRequest =
  | { readonly do: "add-user" | "change-user-password"; readonly jid: string; readonly password: string }
  | { readonly do: "delete-user"; readonly jids: readonly string[] }
  | { readonly do: "get-registered-users-list" }
  | { readonly do: "delete-library"; readonly library: string };

const FIELDS: Readonly<Record<AdminName, readonly Omit<Field, "values">[]>> = {
  "add-user": [
    { var: "accountjid", type: "jid-single", label: "Address" },
    { var: "password", type: "text-private", label: "Password" },
    { var: "password-verify", type: "text-private", label: "The password again" },
  ],
  "change-user-password": [
    { var: "accountjid", type: "jid-single", label: "Address" },
    { var: "password", type: "text-private", label: "New password" },
  ],
  "delete-user": [{ var: "accountjids", type: "jid-multi", label: "Addresses" }],
  "get-registered-users-list": [],
  "delete-library": [{ var: "library", type: "text-single", label: "The library's name, to be sure" }],
};

/** The form that a command is given back with when it came without one; `undefined` where it needs none. */
export function emptyAdminForm(name: AdminName): Form | undefined {
  const fields = FIELDS[name];
  if (fields.length === 0) return undefined;
  return { type: "form", formType: NS.admin, title: ADMIN_COMMANDS[name].title, fields: fields.map((field) => ({ ...field, values: [] })) };
}

/** The form filled in; `undefined` where the command needs none. */
export function fillAdminForm(request: AdminRequest): Form | undefined {
  const field = (name: string, ...values: string[]): Field => ({ var: name, values });
  const submit = (...fields: Field[]): Form => ({ type: "submit", formType: NS.admin, fields });
  switch (request.do) {
    case "add-user":
      return submit(field("accountjid", request.jid), field("password", request.password), field("password-verify", request.password));
    case "change-user-password":
      return submit(field("accountjid", request.jid), field("password", request.password));
    case "delete-user":
      return submit(field("accountjids", ...request.jids));
    case "get-registered-users-list":
      return undefined;
    case "delete-library":
      return submit(field("library", request.library));
    default:
      return request satisfies never;
  }
}

/** What a form that came asks for; a fault names the field that is missing. */
export function readAdminForm(name: AdminName, form: Form): AdminRequest | Fault {
  const values = (field: string) => form.fields.find((f) => f.var === field)?.values.filter((v) => v !== "") ?? [];
  const missing = FIELDS[name].find((f) => values(f.var).length === 0 && f.var !== "password-verify");
  if (missing !== undefined) return fault("malformed", `The form's field ${missing.var} is empty.`);
  const one = (field: string) => values(field)[0] ?? "";
  switch (name) {
    case "add-user":
      if (values("password-verify").length > 0 && one("password-verify") !== one("password")) return fault("malformed", "The two passwords are not the same.");
      return { do: name, jid: one("accountjid"), password: one("password") };
    case "change-user-password":
      return { do: name, jid: one("accountjid"), password: one("password") };
    case "delete-user":
      return { do: name, jids: values("accountjids") };
    case "get-registered-users-list":
      return { do: name };
    case "delete-library":
      return { do: name, library: one("library") };
    default:
      return name satisfies never;
  }
}

/** The result of the list: addresses, as XEP-0133 has them. */
export const writeAccounts = (jids: readonly string[]): Form => ({ type: "result", formType: NS.admin, fields: [{ var: "registereduserjids", type: "jid-multi", values: jids }] });
export const readAccounts = (form: Form): readonly string[] => form.fields.find((f) => f.var === "registereduserjids")?.values ?? [];

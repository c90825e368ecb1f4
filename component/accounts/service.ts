// The commands of XEP-0133 at the service's address, by which a library asks for its operators' accounts.
import { ADMIN_COMMANDS, emptyAdminForm, readAdminForm, writeAccounts, type AdminRequest } from "#core/admin.ts";
import type { AdHocReply } from "#core/ad-hoc.ts";
import { fault, isFault, type Fault } from "#core/errors.ts";
import type { Clock } from "../clock.ts";
import type { Commands } from "../commands.ts";
import { makeAllowance } from "../desk/allowance.ts";
import type { Log } from "../log.ts";
import { ownedBy } from "../pubsub/rights.ts";
import type { Accounts } from "./accounts.ts";

export interface AccountCommandParts {
  readonly panelDomain: string;
  readonly clock: Clock;
  readonly log: Log;
  /** `undefined` where the installation makes no accounts. */
  readonly accounts: Accounts | undefined;
}

type AccountRequest = Exclude<AdminRequest, { do: "delete-library" }>;
type Reply = Pick<AdHocReply, "status" | "note" | "form">;

const CHANGES = { burst: 40, perSecond: 0.5 }; // of one library
const NAMES = ["add-user", "change-user-password", "delete-user", "get-registered-users-list"] as const;

export function addAccountCommands(commands: Commands, { panelDomain, clock, log, accounts }: AccountCommandParts): void {
  const allowance = makeAllowance(CHANGES);

  async function carryOut(library: string, request: AccountRequest): Promise<Reply | Fault> {
    if (accounts === undefined) return fault("accounts-off");
    if (request.do === "get-registered-users-list") return { status: "completed", form: writeAccounts(await accounts.list(library)) };
    if (!allowance.take(library, clock.now())) return fault("too-fast");
    const failed = await change(accounts, library, request);
    log.info("account", { part: "accounts", library, request: request.do, state: failed === undefined ? "done" : failed.fault });
    return failed ?? { status: "completed", note: { type: "info", text: "Done." } };
  }

  for (const name of NAMES) {
    const empty = emptyAdminForm(name);
    commands.add({
      at: "service",
      ...ADMIN_COMMANDS[name],
      may: ({ bare }) => ownedBy(bare, panelDomain) !== undefined,
      async run({ bare }, { form }) {
        if (empty !== undefined && form === undefined) return { status: "executing", form: empty };
        const request = readAdminForm(name, form ?? { type: "submit", fields: [] });
        return isFault(request) ? request : carryOut(ownedBy(bare, panelDomain) as string, request as AccountRequest);
      },
    });
  }
}

function change(accounts: Accounts, library: string, request: Exclude<AccountRequest, { do: "get-registered-users-list" }>): Promise<Fault | undefined> {
  switch (request.do) {
    case "add-user":
      return accounts.create(library, request.jid, request.password);
    case "change-user-password":
      return accounts.setPassword(library, request.jid, request.password);
    case "delete-user":
      return accounts.delete(library, request.jids);
    default:
      return request satisfies never;
  }
}

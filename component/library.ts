// Deleting a library with all that belongs to it: a command at the service's address, given by the library itself with its name to be sure.
import { ADMIN_COMMANDS, emptyAdminForm, readAdminForm } from "#core/admin.ts";
import { fault, isFault, type Fault } from "#core/errors.ts";
import type { Accounts } from "./accounts/accounts.ts";
import type { Commands } from "./commands.ts";
import type { Desk } from "./desk/desk.ts";
import type { Log } from "./log.ts";
import type { Catalog } from "./pubsub/catalog.ts";
import { removeNodes } from "./pubsub/removal.ts";
import { ownedBy } from "./pubsub/rights.ts";
import type { Pubsub } from "./pubsub/service.ts";
import { forgetAccountsOf } from "./store/accounts.ts";

export interface LibraryParts {
  readonly panelDomain: string;
  readonly accounts: Accounts | undefined;
  readonly catalog: Pick<Catalog, "queues">;
  readonly pubsub: Pick<Pubsub, "change">;
  readonly desk: Pick<Desk, "removeLibrary">;
  readonly log: Log;
}

export function addLibraryCommand(commands: Commands, parts: LibraryParts): void {
  const form = emptyAdminForm("delete-library");
  commands.add({
    at: "service",
    ...ADMIN_COMMANDS["delete-library"],
    may: ({ bare }) => ownedBy(bare, parts.panelDomain) !== undefined,
    async run({ bare }, asked) {
      if (asked.form === undefined) return { status: "executing", ...(form && { form }) };
      const request = readAdminForm("delete-library", asked.form);
      if (isFault(request)) return request;
      const library = ownedBy(bare, parts.panelDomain) as string;
      if (request.do !== "delete-library" || request.library !== library) return fault("malformed", "The name is not that of the library. Nothing was deleted.");
      return (await deleteLibrary(parts, library)) ?? { status: "completed", note: { type: "info", text: "The library is deleted." } };
    },
  });
}

/** What is outside of us comes first: where an account cannot be deleted, all that is ours is still there, and it can be tried again. */
async function deleteLibrary({ accounts, catalog, pubsub, desk, log }: LibraryParts, library: string): Promise<Fault | undefined> {
  const failed = await accounts?.delete(library, await accounts.list(library));
  if (failed !== undefined) return failed;
  const queues = (await catalog.queues()).filter((q) => q.library === library).map((q) => q.name);
  const removed = await pubsub.change(async (tx) => {
    await forgetAccountsOf(tx, library);
    return removeNodes(tx, library);
  });
  if (isFault(removed)) return removed;
  await desk.removeLibrary(library, queues);
  log.info("library deleted", { part: "library", library });
  return undefined;
}

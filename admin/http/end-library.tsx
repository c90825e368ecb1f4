// Handlers of the library's end: everything that belongs to it is deleted, here and at the service. Asked for with its name and the password.
import { isFault } from "#core/errors.ts";
import { DeleteLibraryPage } from "../pages/end-library.tsx";
import { openThrottle } from "./throttle.ts";
import { attempt, goTo, type Ports, type Reply, type Visit } from "./visit.ts";

export function endLibraryHandlers(ports: Ports) {
  const throttle = openThrottle(ports.now);
  const page = ({ token, library }: Visit, wrong: { name?: string; password?: string; complaint?: string } = {}, status = 200): Reply => ({
    is: "page", title: "Delete the library", status, body: <DeleteLibraryPage token={token} library={library.name} wrong={wrong} />,
  });

  return {
    ask: async (visit: Visit) => page(visit),
    async delete(visit: Visit): Promise<Reply> {
      const { administrator, library, form } = visit;
      if (form("library").trim() !== library.name) return page(visit, { name: `Write ${library.name} to go on.` }, 400);
      if (throttle.begin(administrator.name, "library") > 0) return page(visit, { password: "There were too many attempts. Wait a few minutes and try again." }, 429);
      if ((await ports.administrators.check(administrator.name, form("current"))) === undefined) return page(visit, { password: "This is not your password." }, 400);
      const failed = await attempt(library.delete().then((answer) => (isFault(answer) ? answer : undefined)));
      if (failed !== undefined) return page(visit, { complaint: failed.complaint }, failed.status);
      await ports.audit.forget(library.name);
      await ports.administrators.removeOf(library.name); // their sessions go with them
      ports.log.info("library-deleted", { library: library.name });
      return goTo("/sign-in");
    },
  };
}

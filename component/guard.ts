// What a handler throws, or does not finish, ends here: it is logged and becomes one request's error.
import { fault, type Fault } from "#core/errors.ts";
import type { Clock } from "./clock.ts";
import type { Log } from "./log.ts";

export interface Guard {
  /** The work's result, or a fault where it failed or took too long. */
  late<T>(place: string, request: string, work: () => Promise<T>): Promise<T | Fault>;
  /** The same for work that does not wait. */
  now<T>(place: string, request: string, work: () => T): T | Fault;
}

/** Milliseconds that a handler may take, so that one that hangs does not hold its sender up for good. */
const DEADLINE = 30_000;

export function makeGuard({ log, clock }: { readonly log: Log; readonly clock: Clock }): Guard {
  function failed(place: string, request: string, error: unknown): Fault {
    log.error("handler failed", { part: "router", state: place, request, error });
    return fault("internal");
  }
  return {
    now(place, request, work) {
      try {
        return work();
      } catch (error) {
        return failed(place, request, error);
      }
    },
    async late(place, request, work) {
      let cancel = () => {};
      const deadline = new Promise<never>((_, reject) => {
        cancel = clock.after(DEADLINE, () => reject(new Error("deadline")));
      });
      try {
        return await Promise.race([work(), deadline]);
      } catch (error) {
        return failed(place, request, error);
      } finally {
        cancel();
      }
    },
  };
}

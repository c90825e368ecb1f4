// Work in order: what has the same key runs one after the other, different keys side by side.
export interface Lanes {
  /** Runs at once where nothing waits before it; false where too much does, and then it does not run at all. */
  run(key: string, work: () => Promise<void> | void): boolean;
  pending(): number;
}

interface Lane {
  waiting: (() => Promise<void> | void)[];
}

/** The works do not reject and do not throw: they see to their own failures. */
export function inOrder(depth: number): Lanes {
  const lanes = new Map<string, Lane>();
  let pending = 0;

  function drain(key: string, lane: Lane): void {
    for (;;) {
      const next = lane.waiting.shift();
      if (next === undefined) return void lanes.delete(key);
      pending--;
      const result = next();
      if (result instanceof Promise) return void result.then(() => drain(key, lane), () => drain(key, lane));
    }
  }

  return {
    run(key, work) {
      const lane = lanes.get(key);
      if (lane !== undefined) {
        if (lane.waiting.length >= depth) return false;
        lane.waiting.push(work);
        pending++;
        return true;
      }
      const result = work();
      if (result instanceof Promise) {
        const fresh: Lane = { waiting: [] };
        lanes.set(key, fresh);
        const done = () => drain(key, fresh);
        result.then(done, done);
      }
      return true;
    },
    pending: () => pending + lanes.size,
  };
}

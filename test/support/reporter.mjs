// Mocha's own reporter, and besides the counts in the file that test/run.mjs reads.
import { writeFileSync } from "node:fs";
import Mocha from "mocha";

export default class extends Mocha.reporters.Dot {
  constructor(runner, options) {
    super(runner, options);
    runner.once("end", () => {
      const { passes, failures, pending } = this.stats;
      if (process.env.OTTERDESK_COUNTS) writeFileSync(process.env.OTTERDESK_COUNTS, JSON.stringify({ passed: passes, failed: failures, skipped: pending }));
    });
  }
}

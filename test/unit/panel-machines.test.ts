// The panel's pure machines: connecting again, the key screen.
import { expect } from "chai";
import { firstStep, step as reconnect, type ReconnectState } from "../../admin/xmpp/reconnect.ts";
import { step, type KeyInput, type KeyState } from "../../admin/browser/key-machine.ts";
import { generateKey } from "#otr/generate.ts";

describe("panel: connecting again", () => {
  it("waits longer after each failure, never in step with others, and at most twenty seconds", () => {
    let state: ReconnectState = firstStep.state;
    const waits: number[][] = [];
    for (let i = 0; i < 12; i++) {
      const range = [0, 0.999].map((random) => reconnect(state, { is: "lost", random }).effects.flatMap((e) => (e.do === "wait" ? [e.ms] : []))[0] as number);
      waits.push(range);
      state = reconnect(reconnect(state, { is: "lost", random: 0.5 }).state, { is: "due" }).state;
    }
    expect(waits[0]).to.deep.equal([250, 500]);
    expect(waits[1]).to.deep.equal([500, 1000]);
    expect(waits.at(-1)).to.deep.equal([10_000, 19_990]);
  });

  it("begins anew after it was online, and does nothing more once stopped", () => {
    const online = reconnect({ at: "connecting", failures: 9 }, { is: "opened" }).state;
    expect(reconnect(online, { is: "lost", random: 0 }).effects).to.deep.equal([{ do: "close" }, { do: "wait", ms: 250 }]);
    const stopped = reconnect(online, { is: "stop" }).state;
    for (const input of [{ is: "opened" }, { is: "due" }, { is: "lost", random: 0 }] as const) expect(reconnect(stopped, input)).to.deep.equal({ state: { at: "stopped" }, effects: [] });
  });
});

describe("panel: the key screen", () => {
  const key = generateKey();
  const run = (state: KeyState, ...inputs: KeyInput[]) => inputs.reduce((at, input) => step(at.state, input), { state, effects: [] } as ReturnType<typeof step>);
  const ready: KeyState = { at: "ready" };

  it("shows the key only once the service has its fingerprint", () => {
    const published = run(ready, { is: "generate" }, { is: "progress", fraction: 0.4 }, { is: "made", key });
    expect(published.state.at).to.equal("publishing");
    expect(published.effects).to.deep.equal([{ do: "publish", fingerprint: key.fingerprint }]);
    expect(step(published.state, { is: "published", outcome: "active", text: "" }).state).to.deep.equal({ at: "shown", key, taken: "no" });
  });

  it("does not show it when the service refused or was silent, tries again with the same key, or drops it", () => {
    for (const outcome of ["unchanged", "unknown"] as const) {
      const refused = run(ready, { is: "generate" }, { is: "made", key }, { is: "published", outcome, text: "No." }).state;
      expect(refused).to.deep.equal({ at: "refused", key, certain: outcome === "unchanged", text: "No." });
      expect(step(refused, { is: "retry" }).effects).to.deep.equal([{ do: "publish", fingerprint: key.fingerprint }]);
      const discarded = step(refused, { is: "discard" }).state;
      expect(JSON.stringify(Object.keys(discarded))).to.equal('["at","complaint"]');
    }
  });

  it("holds no key after cancel, failure or leaving, and nothing brings it back", () => {
    expect(run(ready, { is: "generate" }, { is: "cancel" })).to.deep.equal({ state: { at: "ready" }, effects: [{ do: "stop" }] });
    expect(run(ready, { is: "generate" }, { is: "failed" }).state.at).to.equal("ready");
    const states: KeyState[] = [ready, { at: "generating", fraction: 0 }, { at: "publishing", key }, { at: "refused", key, certain: true, text: "" }, { at: "shown", key, taken: "no" }];
    for (const state of states) {
      const left = step(state, { is: "leave" });
      expect(left).to.deep.equal({ state: { at: "left" }, effects: [{ do: "stop" }] });
      const inputs: KeyInput[] = [{ is: "published", outcome: "active", text: "" }, { is: "made", key }, { is: "generate" }, { is: "retry" }];
      for (const input of inputs) expect(step(left.state, input)).to.deep.equal({ state: { at: "left" }, effects: [] });
    }
  });

  it("ignores an answer that comes for nothing it asked", () => {
    expect(step(ready, { is: "published", outcome: "active", text: "" }).state).to.equal(ready);
    expect(step(ready, { is: "made", key }).state).to.equal(ready);
  });

  it("remembers that the key was taken, also when a later copy fails", () => {
    const shown: KeyState = { at: "shown", key, taken: "no" };
    expect(run(shown, { is: "taken", how: "copied" }, { is: "taken", how: "select" }).state).to.have.property("taken", "copied");
    expect(run(shown, { is: "taken", how: "select" }).state).to.have.property("taken", "select");
  });
});

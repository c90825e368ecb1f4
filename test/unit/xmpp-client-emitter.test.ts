// The small emitter of browser builds does what the package "events" and Node's do, as far as xmpp.js' parser uses them.
import { EventEmitter as NodeEmitter } from "node:events";
import { expect } from "chai";
import { EventEmitter } from "#browser/emitter.ts";

type Either = Pick<EventEmitter, "on" | "emit">;

function play(emitter: Either): string[] {
  const said: string[] = [];
  const a = (...args: unknown[]) => said.push(`a ${args.join()}`);
  const b = () => said.push("b");
  const say = (name: string, ...args: unknown[]) => said.push(`emit ${name} ${emitter.emit(name, ...args)}`);
  say("x", 1);
  emitter.on("x", a).on("x", b).on("x", a);
  say("x", 1, 2);
  say("y");
  try {
    say("error", new Error("unheard"));
  } catch (error) {
    said.push((error as Error).message);
  }
  emitter.on("error", b);
  say("error", new Error("heard"));
  return said;
}

describe("the emitter of browser builds", () => {
  it("plays like Node's", () => {
    expect(play(new EventEmitter())).to.deep.equal(play(new NodeEmitter() as unknown as Either));
  });
});

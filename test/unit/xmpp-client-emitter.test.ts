// The small emitter of browser builds does what the package "events" and Node's do, as far as xmpp.js uses them.
import { EventEmitter as NodeEmitter } from "node:events";
import { expect } from "chai";
import { EventEmitter } from "#browser/emitter.ts";

type Either = Pick<EventEmitter, "on" | "once" | "off" | "addListener" | "removeListener" | "removeAllListeners" | "emit">;

function play(emitter: Either): string[] {
  const said: string[] = [];
  const a = (...args: unknown[]) => said.push(`a ${args.join()}`);
  const b = () => said.push("b");
  const removesItself = () => (emitter.removeListener("x", removesItself), said.push("self"));
  const say = (name: string, ...args: unknown[]) => said.push(`emit ${name} ${emitter.emit(name, ...args)}`);
  say("x", 1);
  emitter.on("x", a).once("x", b).addListener("x", removesItself).on("x", a);
  say("x", 1, 2);
  say("x", 3);
  emitter.removeListener("x", a);
  say("x");
  emitter.once("y", b).off("y", b);
  say("y");
  emitter.on("error", b);
  say("error", new Error("heard"));
  emitter.removeAllListeners();
  say("x");
  try {
    say("error", new Error("unheard"));
  } catch (error) {
    said.push((error as Error).message);
  }
  return said;
}

describe("the emitter of browser builds", () => {
  it("plays like Node's", () => {
    expect(play(new EventEmitter())).to.deep.equal(play(new NodeEmitter() as unknown as Either));
  });
});

// Stands in browser builds for the package "events", of which xmpp.js' parser needs only this much (component/launch/targets.mjs has the alias): 2 kB less to load.
type Listener = (...args: unknown[]) => unknown;

export class EventEmitter {
  #listeners = new Map<string, Listener[]>();

  on(event: string, listener: Listener): this {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
    return this;
  }

  emit(event: string, ...args: unknown[]): boolean {
    const all = this.#listeners.get(event) ?? [];
    // As in Node: an error that nobody hears is thrown.
    if (all.length === 0 && event === "error") throw args[0];
    for (const listener of all) listener.apply(this, args);
    return all.length > 0;
  }
}

export default EventEmitter;

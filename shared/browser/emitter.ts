// Stands in browser builds for the package "events", of which xmpp.js needs only this much (component/launch/targets.mjs has the alias): 2 kB less to load.
type Listener = (...args: unknown[]) => unknown;

export class EventEmitter {
  #listeners = new Map<string, Listener[]>();

  on(event: string, listener: Listener): this {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
    return this;
  }

  addListener(event: string, listener: Listener): this {
    return this.on(event, listener);
  }

  once(event: string, listener: Listener): this {
    const wrapper: Listener & { of?: Listener } = (...args) => {
      this.removeListener(event, wrapper);
      listener.apply(this, args);
    };
    wrapper.of = listener;
    return this.on(event, wrapper);
  }

  off(event: string, listener: Listener): this {
    return this.removeListener(event, listener);
  }

  /** The latest of equal listeners goes. */
  removeListener(event: string, listener: Listener): this {
    const all = this.#listeners.get(event) ?? [];
    const at = all.map((l: Listener & { of?: Listener }) => l === listener || l.of === listener).lastIndexOf(true);
    if (at >= 0) this.#listeners.set(event, [...all.slice(0, at), ...all.slice(at + 1)]);
    return this;
  }

  removeAllListeners(): this {
    this.#listeners.clear();
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

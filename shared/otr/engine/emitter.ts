// Stands in for the otr package's vendor/eventemitter.js. A listener's result means nothing: there, `true` unsubscribed it.

type Listener = (...values: unknown[]) => void;

class Emitter {
  listeners?: Map<string, Listener[]>;

  on(event: string, listener: Listener): void {
    this.listeners ??= new Map();
    this.listeners.set(event, [...(this.listeners.get(event) ?? []), listener]);
  }

  trigger(event: string, values: unknown[] = []): void {
    for (const listener of this.listeners?.get(event) ?? []) listener(...values);
  }
}

export default function EventEmitter(): void {}
EventEmitter.prototype = Emitter.prototype;

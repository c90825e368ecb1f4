// What came and has not been asked for yet, in its order.
import type { XmlElement } from "#core/xml.ts";

export class Inbox {
  #elements: XmlElement[] = [];
  #taker: ((element: XmlElement) => void) | undefined;

  put(element: XmlElement): void {
    const take = this.#taker;
    this.#taker = undefined;
    if (take === undefined) this.#elements.push(element);
    else take(element);
  }

  /** One at a time: the next is asked for when this one has come. */
  next(): Promise<XmlElement> {
    const first = this.#elements.shift();
    return first === undefined ? new Promise((resolve) => (this.#taker = resolve)) : Promise.resolve(first);
  }

  rest(): XmlElement[] {
    return this.#elements.splice(0);
  }
}

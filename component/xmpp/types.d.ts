// What @xmpp/component has, as far as the shell uses it; the package comes without types.
declare module "@xmpp/component" {
  import type { EventEmitter } from "node:events";
  import type { Socket } from "node:net";

  export interface LibraryElement {
    readonly name: string;
    readonly attrs: Readonly<Record<string, string | undefined>>;
    readonly children: readonly (LibraryElement | string)[];
  }

  export interface Component extends EventEmitter {
    status: string;
    socket: Socket | null;
    parser: { write(data: string): void } | null;
    /** Made by `connect`. */
    Socket: new () => Socket;
    /** Bound to the socket when the library attaches it, so it has to be replaced before `connect`. */
    _onData(data: Buffer | string): void;
    connect(service: string): Promise<void>;
    open(options: { domain: string; lang?: string }): Promise<unknown>;
    _end(): Promise<void>;
    readonly reconnect: { stop(): void };
  }

  export function component(options: { service: string; domain: string; password: string }): Component;
}

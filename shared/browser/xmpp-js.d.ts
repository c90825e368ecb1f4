// The parts of xmpp.js that shared/browser/xmpp-stream.ts uses; the packages come without types.
declare module "@xmpp/client-core" {
  export class Client {
    constructor(options: { service: string; domain: string; timeout: number });
    readonly socket: { write(data: string): void; end(): void } | null;
    readonly parser: { write(data: string): void } | null;
    connect(service: string): Promise<unknown>;
    open(options: { domain: string }): Promise<unknown>;
    restart(): Promise<unknown>;
    write(data: string): Promise<void>;
    on(event: string, listener: (argument: never) => void): void;
    removeAllListeners(): void;
    _onData(data: string): void;
    _onSeeOtherHost(error: unknown): unknown;
  }
}

declare module "@xmpp/websocket" {
  export default function websocket(parts: { entity: { transports?: unknown[] } }): void;
}

// One HTTP listener: asks its handlers in their order, and says in words what it does not have. GET and HEAD only; no bodies.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { say, type Answer, type Handler, type Query } from "./answer.ts";

export interface ListenerSettings {
  readonly host: string;
  readonly port: number;
  /** The configuration's option for the port, named where it is taken. */
  readonly option: string;
  readonly handlers: readonly Handler[];
  /** What every answer carries. */
  readonly headers: Readonly<Record<string, string>>;
  /** Told of a handler that threw. */
  readonly onError: (error: unknown) => void;
}

export interface Listener {
  readonly port: number;
  close(): Promise<void>;
}

const LIMITS = { headersTimeout: 10_000, requestTimeout: 10_000, keepAliveTimeout: 5_000, maxHeaderSize: 8_192 };
const MOST_CONNECTIONS = 10_000;

export async function openListener(settings: ListenerSettings): Promise<Listener> {
  const server = createServer(LIMITS, (request, response) => {
    answer(settings, request).then((found) => send(request, response, settings.headers, found), settings.onError);
  });
  server.maxConnections = MOST_CONNECTIONS;
  await listen(server, settings);
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : settings.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, { host, port, option }: ListenerSettings): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(new Error(describe(error, host, port, option))));
    server.listen(port, host, resolve);
  });
}

function describe(error: NodeJS.ErrnoException, host: string, port: number, option: string): string {
  if (error.code === "EADDRINUSE") return `port ${port} at ${host} (option ${option}) is taken by another program`;
  if (error.code === "EADDRNOTAVAIL") return `the address ${host} (option http.host) is not one of this machine`;
  return `port ${port} at ${host} (option ${option}) cannot be opened (${error.code ?? "unknown"})`;
}

async function answer(settings: ListenerSettings, request: IncomingMessage): Promise<Answer> {
  if (request.method !== "GET" && request.method !== "HEAD") {
    return say(405, `This address answers GET and HEAD, not ${request.method ?? "this"}.`, { Allow: "GET, HEAD" });
  }
  const query = readQuery(request);
  if (query === undefined) return say(400, "This address cannot be read.");
  try {
    for (const handler of settings.handlers) {
      const found = await handler(query);
      if (found !== undefined) return found;
    }
  } catch (error) {
    settings.onError(error);
    return say(500, "Something went wrong here. It has been logged; try again.");
  }
  return say(404, "There is nothing at this address. See that it is written as it should be.");
}

function readQuery(request: IncomingMessage): Query | undefined {
  try {
    const url = new URL(request.url ?? "/", "http://site.invalid");
    return { path: decodeURIComponent(url.pathname), parameters: url.searchParams, header: (name) => request.headers[name]?.toString() };
  } catch {
    return undefined; // an address that is no address, or %-codes that are no text
  }
}

function send(request: IncomingMessage, response: ServerResponse, headers: Readonly<Record<string, string>>, found: Answer): void {
  response.writeHead(found.status, { ...headers, ...found.headers, ...(found.status !== 304 && { "Content-Length": Buffer.byteLength(found.body) }) });
  response.end(request.method === "HEAD" ? undefined : found.body);
}

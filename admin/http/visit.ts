// One visit of a signed-in administrator: what handlers are given and what they give back. Who is not signed in gets no further than here.
import type { Request, RequestHandler, Response } from "express";
import { ERRORS, isFault, type Fault } from "#core/errors.ts";
import { faultText, readForm, type Form } from "../library/drafts.ts";
import type { Library } from "../library/library.ts";
import type { Config } from "../config.ts";
import type { Log } from "../log.ts";
import { writePage, type Frame, type Page } from "../pages/layout.tsx";
import { AWAY, awayText, MessagePage, type Message } from "../pages/message.tsx";
import type { Administrator, Administrators } from "../store/administrators.ts";
import type { Audit } from "../store/audit.ts";
import type { Sessions } from "../store/sessions.ts";
import { ServiceAway } from "../xmpp/requests.ts";
import { formToken, isFormToken, isSameOrigin, readCookie } from "./guard.ts";

export interface Ports {
  readonly config: Pick<Config, "domain" | "service" | "panelDomain" | "regions" | "urls" | "http">;
  readonly administrators: Administrators;
  readonly sessions: Sessions;
  readonly audit: Audit;
  readonly log: Log;
  readonly now: () => number;
  /** The folder of the built islands and the style sheet. */
  readonly assets: string;
  isOnline(): boolean;
  openLibrary(administrator: Administrator): Library;
}

export interface Visit {
  readonly administrator: Administrator;
  readonly library: Library;
  readonly session: string;
  /** For the forms of the page. */
  readonly token: string;
  readonly form: Form;
  /** The part of the way that names a skin or queue, and what stands behind the `?`. */
  readonly name: string;
  query(field: string): string;
}

export type Reply =
  | (Page & { readonly is: "page"; readonly status?: number })
  | { readonly is: "goto"; readonly way: string }
  | { readonly is: "file"; readonly name: string; readonly type: string; readonly text: string }
  | { readonly is: "json"; readonly status: number; readonly value: object };

export const goTo = (way: string): Reply => ({ is: "goto", way });

export function messageReply(message: Message, status: number): Reply {
  return { is: "page", title: message.title, status, body: MessagePage(message) };
}

/** A page for a fault: what went wrong, and the way back. */
export function faultReply(fault: Fault, title = "That did not work"): Reply {
  return messageReply({ title, text: faultText(fault), back: { way: "/", text: "Back to the overview" } }, ERRORS[fault.fault].http);
}

/** In development over plain http a `__Host-` name would be refused by browsers. */
export const cookieName = (secure: boolean): string => (secure ? "__Host-otterdesk" : "otterdesk");
export const isSecure = ({ urls }: Ports["config"]): boolean => urls.panel.startsWith("https:");

/** The address that people see. */
export function originOf(request: Request, { urls }: Ports["config"]): string {
  return urls.panel === "" ? `${request.protocol}://${request.get("Host") ?? ""}` : new URL(urls.panel).origin;
}

/** Makes an Express handler that requires a session and, for anything but GET, our own origin and a form's token. */
export function signedIn(ports: Ports, handle: (visit: Visit) => Promise<Reply>): RequestHandler {
  return async (request, response) => {
    const session = readCookie(request, cookieName(isSecure(ports.config)));
    const administrator = session === undefined ? undefined : await ports.sessions.find(session);
    if (administrator === undefined || session === undefined) return turnAway(request, response);
    const frame: Frame = { regions: ports.config.regions, origin: originOf(request, ports.config), who: { name: administrator.name, library: administrator.library, token: formToken(session) } };
    const form = readForm(request.body);
    const token = request.get("X-Form-Token") ?? form("token");
    const ours = request.method === "GET" || (isSameOrigin(request, originOf(request, ports.config)) && isFormToken(token, session));
    if (!ours) {
      ports.log.warn("forged-request", { who: administrator.name, way: request.path });
      return send(response, messageReply(FORGED, 403), frame);
    }
    const visit: Visit = {
      administrator, session, form,
      library: ports.openLibrary(administrator),
      token: formToken(session),
      name: typeof request.params["name"] === "string" ? request.params["name"] : "",
      query: (field) => (typeof request.query[field] === "string" ? request.query[field] : ""),
    };
    send(response, await orAway(handle(visit), request.method === "GET"), frame);
  };
}

const FORGED: Message = { title: "Not from this page", text: "This request did not come from a page of the panel, or the page was open for too long. Nothing was changed.", back: { way: "/", text: "Back to the overview" } };

/** A handler that did not see to it itself: a page that says that the server is away. */
async function orAway(reply: Promise<Reply>, reading: boolean): Promise<Reply> {
  try {
    return await reply;
  } catch (error) {
    if (!(error instanceof ServiceAway)) throw error;
    if (reading) return { ...(messageReply({ ...AWAY, back: { way: "", text: "Try again" } }, 503) as Reply & { is: "page" }), script: "away" };
    return messageReply({ title: AWAY.title, text: awayText(error.asked), back: { way: "/", text: "Back to the overview" } }, 503);
  }
}

function turnAway(request: Request, response: Response): void {
  if (request.is("json")) return void response.status(401).json({ outcome: "unchanged", text: "You have been signed out. Sign in and try again." });
  const way = request.method === "GET" ? request.path : "/";
  response.redirect(303, way === "/" && request.method === "GET" ? "/sign-in" : `/sign-in?way=${encodeURIComponent(way)}&out=1`);
}

export function send(response: Response, reply: Reply, frame: Frame): void {
  if (reply.is === "goto") response.redirect(303, reply.way);
  else if (reply.is === "file") response.type(reply.type).attachment(reply.name).send(reply.text);
  else if (reply.is === "json") response.status(reply.status).json(reply.value);
  else response.status(reply.status ?? 200).type("html").send(writePage(reply, frame));
}

/** A change asked for by a form that can be shown again: the complaint to show above it, or nothing where it was done. */
export async function attempt(change: Promise<Fault | undefined>): Promise<{ readonly complaint: string; readonly status: number; readonly fault?: Fault } | undefined> {
  try {
    const fault = await change;
    return isFault(fault) ? { complaint: faultText(fault), status: ERRORS[fault.fault].http, fault } : undefined;
  } catch (error) {
    if (error instanceof ServiceAway) return { complaint: awayText(error.asked), status: 503 };
    throw error;
  }
}

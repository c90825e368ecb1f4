// The Express application: every way of the panel and who may go it.
import express, { type ErrorRequestHandler, type Express, type Request, type RequestHandler } from "express";
import { describeError } from "../log.ts";
import { MessagePage, type Message } from "../pages/message.tsx";
import { endLibraryHandlers } from "./end-library.tsx";
import { securityHeaders } from "./guard.ts";
import { renewKey, showAudit, showKeys, showOverview } from "./library.tsx";
import { operatorHandlers } from "./operators.tsx";
import { queueHandlers } from "./queues.tsx";
import { askDeleteRecords, changeKept, deleteRecords, sendRecords, showKept, showRecords } from "./records.tsx";
import { changePassword, showAccount, signInHandlers } from "./sign-in.tsx";
import { askDeleteSkin, askUncoverSkin, changeSkin, coverSkin, createSkin, deleteSkin, showNewSkin, showSkin, uncoverSkin } from "./skins.tsx";
import { isSecure, messageReply, originOf, send, signedIn, type Ports, type Reply, type Visit } from "./visit.ts";

export function createApp(ports: Ports): Express {
  const app = express();
  app.disable("x-powered-by").disable("etag").set("trust proxy", ports.config.http.proxies).set("query parser", "simple");
  app.use(securityHeaders(isSecure(ports.config)));
  app.use("/assets", express.static(ports.assets, { index: false, fallthrough: false, etag: true, cacheControl: false, redirect: false, setHeaders: (r) => void r.setHeader("Cache-Control", "no-cache") }));
  app.get("/up", (_request, response) => void response.status(ports.isOnline() ? 200 : 503).json({ server: ports.isOnline() ? "online" : "away" }));
  const sign = signInHandlers(ports);
  const form = express.urlencoded({ extended: false, limit: "200kb", parameterLimit: 300 });
  app.get("/sign-in", sign.show);
  app.post("/sign-in", form, sign.signIn);
  app.post("/sign-out", form, sign.signOut);

  const show = (way: string, handle: (visit: Visit) => Promise<Reply>) => app.get(way, signedIn(ports, handle));
  const change = (way: string, handle: (visit: Visit) => Promise<Reply>) => app.post(way, form, signedIn(ports, handle));
  show("/", showOverview(ports));
  show("/audit", showAudit(ports));
  show("/account", showAccount);
  change("/account", changePassword(ports));
  addSkins(show, change, ports);
  addQueues(show, change, ports);
  addOperators(show, change, ports);
  const end = endLibraryHandlers(ports);
  show("/library/delete", end.ask);
  change("/library/delete", end.delete);
  show("/keys", showKeys(ports));
  const renew = renewKey(ports);
  app.post("/keys", express.json({ limit: "1kb", strict: true }), withBody((request) => signedIn(ports, (visit) => renew(visit, request.body))));

  app.use((request, response) => send(response, messageReply(NOT_FOUND, 404), frameless(ports, request)));
  app.use(lastResort(ports));
  return app;
}

type Add = (way: string, handle: (visit: Visit) => Promise<Reply>) => unknown;

function addSkins(show: Add, change: Add, { config }: Ports): void {
  show("/new-skin", showNewSkin);
  change("/new-skin", createSkin);
  show("/skins/:name", showSkin(config));
  change("/skins/:name", changeSkin(config));
  change("/skins/:name/cover", coverSkin);
  show("/skins/:name/uncover", askUncoverSkin);
  change("/skins/:name/uncover", uncoverSkin);
  show("/skins/:name/delete", askDeleteSkin);
  change("/skins/:name/delete", deleteSkin);
}

function addQueues(show: Add, change: Add, { config }: Ports): void {
  const queues = queueHandlers(config);
  show("/new-queue", queues.showNew);
  change("/new-queue", queues.create);
  show("/queues/:name", queues.show);
  change("/queues/:name", queues.change);
  change("/queues/:name/assign", queues.assign);
  change("/queues/:name/remove", queues.remove);
  show("/queues/:name/chats", showRecords);
  show("/queues/:name/chats.csv", sendRecords);
  show("/queues/:name/chats/delete", askDeleteRecords);
  change("/queues/:name/chats/delete", deleteRecords);
  show("/records", showKept);
  change("/records", changeKept);
  show("/queues/:name/delete", queues.askDelete);
  change("/queues/:name/delete", queues.delete);
}

function addOperators(show: Add, change: Add, { config }: Ports): void {
  const operators = operatorHandlers(config);
  show("/operators", operators.list);
  change("/operators", operators.create);
  show("/operators/:name", operators.show);
  change("/operators/:name/queues", operators.assign);
  show("/operators/:name/password", operators.askRenew);
  change("/operators/:name/password", operators.renew);
  show("/operators/:name/delete", operators.askDelete);
  change("/operators/:name/delete", operators.delete);
}

const withBody = (make: (request: Request) => RequestHandler): RequestHandler => (request, response, next) => make(request)(request, response, next);

const NOT_FOUND: Message = { title: "There is no such page", text: "The address may be mistyped, or what was here is gone.", back: { way: "/", text: "To the overview" } };

const frameless = ({ config }: Ports, request: Request) => ({ regions: config.regions, origin: originOf(request, config) });

/** Only what nobody expected, and what Express itself refuses (too large, malformed). What the request held is not repeated. */
function lastResort(ports: Ports): ErrorRequestHandler {
  return (error: Error & { status?: number }, request, response, next) => {
    if (response.headersSent) return next(error);
    const status = error.status !== undefined && error.status >= 400 && error.status < 500 ? error.status : 500;
    if (status === 500) ports.log.warn("internal-error", { way: request.path, error: describeError(error) });
    const text = status === 500 ? "Something went wrong in the panel. It has been logged; try again." : "The panel cannot read this request.";
    if (request.is("json")) return void response.status(status).json({ outcome: status === 500 ? "unknown" : "unchanged", text });
    const message: Message = status === 404 ? NOT_FOUND : { title: "That did not work", text, back: { way: "/", text: "To the overview" } };
    send(response, { is: "page", title: message.title, status, body: MessagePage(message) }, frameless(ports, request));
  };
}

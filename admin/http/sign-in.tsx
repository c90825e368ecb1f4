// Signing in and out, and changing the password.
import { randomBytes } from "node:crypto";
import type { CookieOptions, Request, RequestHandler, Response } from "express";
import { readForm } from "../library/drafts.ts";
import { AccountPage, SignInPage, type SignIn } from "../pages/sign-in.tsx";
import { MIN_PASSWORD } from "../store/passwords.ts";
import { formToken, isFormToken, isSameOrigin, readCookie, readWay } from "./guard.ts";
import { openThrottle, type Throttle } from "./throttle.ts";
import { cookieName, goTo, isSecure, originOf, send, signedIn, type Ports, type Reply, type Visit } from "./visit.ts";

export interface SignInHandlers {
  readonly show: RequestHandler;
  readonly signIn: RequestHandler;
  readonly signOut: RequestHandler;
}

const OPEN_TOO_LONG = "This page was open for too long. Please sign in again.";
const NO_COOKIE = "Your browser did not keep this page’s cookie. Allow cookies for this site, then sign in again.";
const WRONG = "The name or the password is not right.";

export function signInHandlers(ports: Ports): SignInHandlers {
  const secure = isSecure(ports.config);
  const names = { session: cookieName(secure), visitor: `${cookieName(secure)}-visitor` };
  const cookie: CookieOptions = { httpOnly: true, sameSite: "strict", secure, path: "/" };
  const throttle = openThrottle(ports.now);

  /** The form's token hangs on a cookie of its own here: nobody is signed in yet, and no other page may sign a person in. */
  function show(request: Request, response: Response, shown: Omit<SignIn, "token">, status = 200): void {
    const visitor = readCookie(request, names.visitor) ?? randomBytes(32).toString("base64url");
    response.cookie(names.visitor, visitor, cookie);
    const body = <SignInPage token={formToken(visitor)} {...shown} />;
    send(response, { is: "page", title: "Sign in", body, status }, { regions: ports.config.regions, origin: originOf(request, ports.config) });
  }

  return {
    async show(request, response) {
      const session = readCookie(request, names.session);
      const way = readWay(request.query["way"]);
      if (session !== undefined && (await ports.sessions.find(session)) !== undefined) return response.redirect(303, way);
      show(request, response, { way, ...(request.query["out"] === "1" && { notice: "Please sign in to go on." }) });
    },
    async signIn(request, response) {
      const form = readForm(request.body);
      const [name, password, way] = [form("name"), form("password"), readWay(form("way"))];
      const visitor = readCookie(request, names.visitor);
      if (!isSameOrigin(request, originOf(request, ports.config)) || visitor === undefined || !isFormToken(form("token"), visitor)) {
        return show(request, response, { name, way, complaint: visitor === undefined ? NO_COOKIE : OPEN_TOO_LONG }, 403);
      }
      const answer = await check(ports, throttle, name, password, request.ip ?? "");
      if (!("administrator" in answer)) return show(request, response, { name, way, complaint: answer.complaint }, answer.status);
      // A session that the browser brought along ends here, whoever put it there; the new one's token was never seen before.
      const old = readCookie(request, names.session);
      if (old !== undefined) await ports.sessions.close(old);
      const session = await ports.sessions.open(answer.administrator);
      await ports.audit.record(answer.administrator.library, answer.administrator.name, "signed-in");
      ports.log.info("signed-in", { who: answer.administrator.name });
      response.clearCookie(names.visitor, cookie).cookie(names.session, session, cookie).redirect(303, way);
    },
    signOut: signedIn(ports, async ({ administrator, session }) => {
      await ports.sessions.close(session);
      await ports.audit.record(administrator.library, administrator.name, "signed-out");
      return goTo("/sign-in");
    }),
  };
}

async function check(ports: Ports, throttle: Throttle, name: string, password: string, address: string) {
  const wait = throttle.begin(name, address);
  if (wait > 0) return { status: 429, complaint: `There were too many attempts. Wait ${describeWait(wait)} and try again.` };
  const administrator = await ports.administrators.check(name, password);
  if (administrator !== undefined) {
    throttle.forgive(name, address);
    return { administrator };
  }
  ports.log.warn("sign-in-failed");
  void recordFailure(ports, name); // not awaited: its time would tell names that exist from others
  return { status: 403, complaint: WRONG };
}

async function recordFailure(ports: Ports, name: string): Promise<void> {
  const library = await ports.administrators.libraryOf(name);
  if (library !== undefined) await ports.audit.record(library, name.trim().toLowerCase(), "sign-in-failed");
}

function describeWait(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 90) return seconds === 1 ? "a second" : `${seconds} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
}

export async function showAccount({ token, administrator }: Visit): Promise<Reply> {
  return { is: "page", title: "Account", here: "/account", body: <AccountPage token={token} {...administrator} /> };
}

export function changePassword(ports: Ports) {
  const throttle = openThrottle(ports.now);
  return async ({ token, administrator, session, form }: Visit): Promise<Reply> => {
    const wrong = await complain();
    if (wrong !== undefined) return { is: "page", title: "Account", here: "/account", status: 400, body: <AccountPage token={token} {...administrator} wrong={wrong} /> };
    await ports.administrators.changePassword(administrator.id, form("fresh"));
    await ports.sessions.closeOthers(administrator.id, session);
    await ports.audit.record(administrator.library, administrator.name, "password-changed");
    return goTo("/?done=password");

    async function complain(): Promise<{ current?: string; fresh?: string } | undefined> {
      if ([...form("fresh")].length < MIN_PASSWORD) return { fresh: `At least ${MIN_PASSWORD} characters.` };
      const wait = throttle.begin(administrator.name, "account");
      if (wait > 0) return { current: `There were too many attempts. Wait ${describeWait(wait)} and try again.` };
      if ((await ports.administrators.check(administrator.name, form("current"))) === undefined) return { current: "This is not your current password." };
      throttle.forgive(administrator.name, "account");
      return undefined;
    }
  };
}

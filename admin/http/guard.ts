// What every answer and every request is held to: security headers, same-origin requests, cookies and the token against forged forms.
import { createHmac, timingSafeEqual } from "node:crypto";
import type { NextFunction, Request, Response } from "express";

const CSP = [
  "default-src 'none'", "script-src 'self'", "worker-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'",
  "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
].join("; ");

/** `no-store` on all: a page with keys must not come back from a cache. `same-origin` and not `no-referrer`, which would make the origin of forms `null`. */
export function securityHeaders(secure: boolean) {
  return (_request: Request, response: Response, next: NextFunction): void => {
    response.set({
      "Content-Security-Policy": CSP,
      "Cache-Control": "no-store",
      "Referrer-Policy": "same-origin",
      "X-Content-Type-Options": "nosniff",
      "X-Frame-Options": "DENY",
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Resource-Policy": "same-origin",
      "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
      ...(secure && { "Strict-Transport-Security": "max-age=31536000" }),
    });
    next();
  };
}

/**
 * Whether a request that changes something comes from our own pages: from the configured origin or, where people use another
 * name of this machine, from the host that was asked. A request that does not say where it is from is refused.
 */
export function isSameOrigin(request: Pick<Request, "get" | "protocol">, origin: string): boolean {
  const site = request.get("Sec-Fetch-Site");
  if (site !== undefined && site !== "same-origin") return false;
  const from = request.get("Origin");
  if (from === undefined) return site === "same-origin";
  return from === origin || from === `${request.protocol}://${request.get("Host") ?? ""}`;
}

export function readCookie(request: Request, name: string): string | undefined {
  for (const part of (request.get("Cookie") ?? "").split(";")) {
    const at = part.indexOf("=");
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return undefined;
}

/** The token in our forms: made from the secret cookie, so that it needs no store and dies with the session. */
export const formToken = (secret: string): string => createHmac("sha256", secret).update("otterdesk form").digest("base64url");

export function isFormToken(given: unknown, secret: string): boolean {
  const [a, b] = [Buffer.from(typeof given === "string" ? given : ""), Buffer.from(formToken(secret))];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** A way inside the panel to go on to after signing in; anything else leads to the overview. */
export function readWay(text: unknown): string {
  return typeof text === "string" && /^\/(?:[a-z0-9-]+(?:\/[a-z0-9-]+)*)?$/.test(text) ? text : "/";
}

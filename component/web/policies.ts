// What the sites' pages may do: nothing but what is listed. No inline script, no inline style but the box's own by its digest, no other site, no request elsewhere.
import { createHash } from "node:crypto";

const EVERYWHERE = {
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
} as const;

/** For answers of the guest's site: other people's pages load its scripts and frame its box. */
export const GUEST_HEADERS = { ...EVERYWHERE, "Cross-Origin-Resource-Policy": "cross-origin" } as const;

/** For answers of the operator's site: nobody else's page gets at any of it. */
export const OPERATOR_HEADERS = { ...EVERYWHERE, "Cross-Origin-Resource-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin", "X-Frame-Options": "DENY" } as const;

const PAGE = {
  "default-src": "'none'",
  "script-src": "'self'",
  "style-src": "'self'",
  "img-src": "'self' data:", // a skin's logo
  "font-src": "'self'",
  "media-src": "'self'",
  "worker-src": "'self'",
  "manifest-src": "'self'",
  "base-uri": "'none'",
  "form-action": "'none'",
} as const;

export interface ClientPage {
  /** Where the XMPP server's WebSocket is, which the page reaches. */
  readonly websocket: string;
  /** By all or by none. */
  readonly framed: boolean;
  /** The page as it was built: it may have one `<style>`. */
  readonly page?: string;
}

/** Content-Security-Policy of a client's page. */
export function clientPolicy({ websocket, framed, page = "" }: ClientPage): Readonly<Record<string, string>> {
  const style = /<style>(.*?)<\/style>/s.exec(page)?.[1];
  return policy({
    ...PAGE,
    "connect-src": `'self' ${websocketSource(websocket)}`,
    ...(style !== undefined && { "style-src": `'self' 'sha256-${createHash("sha256").update(style).digest("base64")}'` }), // CSP3, section 6.7.3.3
    ...(!framed && { "frame-ancestors": "'none'" }),
  });
}

/** Of the demo library's page, which stands for somebody's web page: it frames the box. */
export const demoPagePolicy = (): Readonly<Record<string, string>> => policy({ ...PAGE, "connect-src": "'self'", "frame-src": "'self'", "frame-ancestors": "'none'" });

/** Of everything that is no page: a worker's script brings its own policy (it computes and asks nobody), a picture opened by itself runs nothing. */
export const filePolicy = (): Readonly<Record<string, string>> => policy({ "default-src": "'none'", "script-src": "'self'" });

const policy = (directives: Readonly<Record<string, string>>): Readonly<Record<string, string>> => ({
  "Content-Security-Policy": Object.entries(directives).map(([name, value]) => `${name} ${value}`).join("; "),
});

/** As a source expression: `;` and `,` would end it. */
const websocketSource = (address: string): string => new URL(address).href.replace(/[;,]/g, encodeURIComponent);

// The configuration that the operator's site serves beside the page.
import type { SiteConfig } from "./desk-runner.ts";

/** `undefined` where the site does not answer or answers something else. */
export async function readSiteConfig(path: string): Promise<SiteConfig | undefined> {
  try {
    const response = await fetch(path, { cache: "no-store", credentials: "omit" });
    const { domain, service, websocket } = (await response.json()) as Partial<Record<keyof SiteConfig, unknown>>;
    if (typeof domain !== "string" || typeof service !== "string" || typeof websocket !== "string") return undefined;
    return { domain, service, websocket };
  } catch {
    return undefined;
  }
}

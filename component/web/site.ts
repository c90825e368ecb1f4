// A built site: its files, read once, each with the compressed forms that the build laid beside it.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { extname, join } from "node:path";
import type { Answer, Handler, Query } from "./answer.ts";

export interface SiteFile {
  readonly type: string;
  readonly etag: string;
  /** The name has a digest of the contents in it: it may be kept for ever. */
  readonly immutable: boolean;
  readonly plain: Buffer;
  readonly gzip?: Buffer;
  readonly br?: Buffer;
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".mp3": "audio/mpeg",
  ".ogg": "audio/ogg",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
};

/** All files of a folder by their path in the site (`/assets/box-1234.js`). */
export function readSite(folder: string): ReadonlyMap<string, SiteFile> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => TYPES[extname(name)] !== undefined);
  return new Map(names.map((name) => [`/${name.replaceAll("\\", "/")}`, readSiteFile(folder, name)]));
}

function readSiteFile(folder: string, name: string): SiteFile {
  const plain = readFileSync(join(folder, name));
  const beside = (ending: string) => {
    const file = join(folder, `${name}.${ending}`);
    return existsSync(file) ? readFileSync(file) : undefined;
  };
  const [gzip, br] = [beside("gz"), beside("br")];
  return {
    type: TYPES[extname(name)] as string,
    etag: etagOf(plain),
    immutable: name.startsWith("assets/"),
    plain,
    ...(gzip && { gzip }),
    ...(br && { br }),
  };
}

export const etagOf = (plain: Buffer): string => `"${createHash("sha256").update(plain).digest("base64url").slice(0, 22)}"`;

/** Answers with the site's files; `/` is index.html. `headers` says what goes with a file besides. */
export function serveSite(files: ReadonlyMap<string, SiteFile>, headers: (path: string) => Readonly<Record<string, string>>): Handler {
  return (query) => {
    const path = query.path === "/" ? "/index.html" : query.path;
    const file = files.get(path);
    return file && answerFile(file, query, headers(path));
  };
}

export function answerFile(file: SiteFile, query: Query, headers: Readonly<Record<string, string>>): Answer {
  const kept = {
    Vary: "Accept-Encoding",
    ...headers,
    "Content-Type": file.type,
    "Cache-Control": file.immutable ? "public, max-age=31536000, immutable" : "public, no-cache",
  };
  const { body, encoding } = bestForm(file, query.header("accept-encoding") ?? "");
  const etag = encoding === undefined ? file.etag : file.etag.replace(/"$/, `-${encoding}"`); // each form is a representation of its own (RFC 9110)
  const has = (query.header("if-none-match") ?? "").split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  if (has.includes(etag)) return { status: 304, headers: { ...kept, ETag: etag }, body: "" };
  return { status: 200, headers: { ...kept, ETag: etag, ...(encoding && { "Content-Encoding": encoding }) }, body };
}

function bestForm(file: SiteFile, accepts: string): { readonly body: Buffer; readonly encoding?: "br" | "gzip" } {
  const accepted = accepts.split(",").map((part) => part.trim().toLowerCase()).filter((part) => !/;\s*q=0(?:\.0*)?$/.test(part)).map((part) => part.split(";")[0]);
  if (file.br !== undefined && accepted.includes("br")) return { body: file.br, encoding: "br" };
  if (file.gzip !== undefined && accepted.includes("gzip")) return { body: file.gzip, encoding: "gzip" };
  return { body: file.plain };
}

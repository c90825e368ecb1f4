// The box's page, made for who asks: it says where the server is and preloads the guest's language, for which the program would ask first.
import { brotliCompressSync, gzipSync } from "node:zlib";
import { writeXml, xml } from "#core/xml.ts";
import type { Handler } from "./answer.ts";
import type { ClientConfig } from "./client-config.ts";
import { answerFile, etagOf, type SiteFile } from "./site.ts";

const PAGE = "/box.html";
const LANGUAGE = /^\/(assets\/([a-z]{2})-[\w-]+\.js)$/; // as the build names the file of a language

/** Answers for the box's page of a site that has one. */
export function serveBoxPage(files: ReadonlyMap<string, SiteFile>, config: ClientConfig, headers: (path: string) => Readonly<Record<string, string>>): Handler {
  const built = files.get(PAGE);
  const make = built && boxPage(built.plain.toString(), [...files.keys()], config);
  const made = new Map<string, SiteFile>();
  return (query) => {
    if (make === undefined || query.path !== PAGE) return undefined;
    const page = make([query.parameters.get("lang") ?? "", query.header("accept-language") ?? ""].join());
    const file = made.get(page) ?? asFile(page); // one for each language
    made.set(page, file);
    return answerFile(file, query, { ...headers(PAGE), Vary: "Accept-Encoding, Accept-Language" });
  };
}

/** `paths`: those of the site. The wanted languages come best first: `fr-CA,fr;q=0.9`; a wrong guess costs a small file. */
export function boxPage(built: string, paths: readonly string[], { guestDomain, service, websocket }: Omit<ClientConfig, "domain">): (wanted: string) => string {
  const languages = new Map(paths.flatMap((path) => (LANGUAGE.exec(path) === null ? [] : [[path.slice(8, 10), path.slice(1)] as const])));
  const meta = writeXml(xml("meta", { name: "otterdesk", content: JSON.stringify({ guestDomain, service, websocket }) }));
  return (wanted) => {
    const file = wanted.split(",").map((tag) => languages.get(tag.trim().slice(0, 2).toLowerCase())).find(Boolean) ?? languages.get("en");
    const preload = file === undefined ? "" : `<link rel="modulepreload" crossorigin href="./${file}">`;
    return built.replace("</head>", () => `${meta}${preload}</head>`);
  };
}

function asFile(page: string): SiteFile {
  const plain = Buffer.from(page);
  return { type: "text/html; charset=utf-8", etag: etagOf(plain), immutable: false, plain, gzip: gzipSync(plain), br: brotliCompressSync(plain) };
}

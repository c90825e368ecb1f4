// The box's page, made for who asks: in the guest's language, with where the server is and the skin as it stands.
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { readSkinNode } from "#core/nodes.ts";
import { writeXml, xml, type XmlElement } from "#core/xml.ts";
import type { Handler } from "./answer.ts";
import type { ClientConfig } from "./client-config.ts";
import { answerFile, etagOf, type SiteFile } from "./site.ts";

/** A skin that anybody may read, by its node. */
export type ReadSkin = (node: string) => Promise<XmlElement | undefined>;

const PAGE = "/box.html";
const IN_LANGUAGE = /^\/box\.([a-z]{2})\.html$/; // as the build lays them beside it
const MOST = 500; // pages kept, of 10 kB with their compressed forms

/** Answers for the box's page of a site that has one. */
export function serveBoxPage(files: ReadonlyMap<string, SiteFile>, config: ClientConfig, readSkin: ReadSkin, headers: (path: string) => Readonly<Record<string, string>>): Handler {
  const pageFor = boxPage(files, config);
  const made = new Map<string, SiteFile>(); // by what is in them
  return async (query) => {
    if (query.path !== PAGE || !files.has(PAGE)) return undefined;
    const node = readSkinNode(query.parameters.get("skin") ?? "");
    const text = pageFor([query.parameters.get("lang") ?? "", query.header("accept-language") ?? ""].join(), node && (await readSkin(node)));
    const file = made.get(text) ?? asFile(text);
    if (made.size >= MOST) made.clear();
    made.set(text, file);
    return answerFile(file, query, { ...headers(PAGE), Vary: "Accept-Encoding, Accept-Language" });
  };
}

/** The wanted languages come best first: `fr-CA,fr;q=0.9`; a wrong guess costs the guest another page. */
function boxPage(files: ReadonlyMap<string, SiteFile>, { guestDomain, service, websocket, atOnce }: ClientConfig): (wanted: string, skin: XmlElement | undefined | "") => string {
  const pages = new Map([...files].flatMap(([path, { plain }]) => (IN_LANGUAGE.test(path) ? [[path.slice(5, 7), String(plain)] as const] : [])));
  const tell = (name: string, value: unknown) => writeXml(xml("meta", { name, content: JSON.stringify(value) }));
  const server = tell("otterdesk", { guestDomain, service, websocket, atOnce });
  return (wanted, skin) => {
    const page = wanted.split(",").map((tag) => pages.get(tag.trim().slice(0, 2).toLowerCase())).find(Boolean) ?? String(files.get(PAGE)?.plain);
    return page.replace("</head>", () => `${server}${skin ? tell("otterdesk-skin", skin) : ""}</head>`);
  };
}

function asFile(page: string): SiteFile {
  const plain = Buffer.from(page);
  const br = brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }); // the best takes 15 ms
  return { type: "text/html; charset=utf-8", etag: etagOf(plain), immutable: false, plain, gzip: gzipSync(plain), br };
}

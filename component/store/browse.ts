// What somebody may see of the tree of nodes, page by page (XEP-0059): libraries, then skins, queues and the key, then each node.
import type { Page, PageRequest } from "#core/rsm.ts";
import type { NodeName } from "#core/nodes.ts";
import type { Reader, Value } from "./database.ts";

/** Who looks: a bare JID, and the library that it owns. */
export interface Viewer {
  readonly bare: string;
  readonly owns?: string;
}

export interface Listed {
  readonly id: string;
  readonly config?: string;
}

/** Skins are for all to see; the rest for owners and those who have an affiliation there. */
const VISIBLE = `(n.kind = 'skin' OR n.library = ?
  OR EXISTS (SELECT 1 FROM affiliation a WHERE a.jid = ? AND a.node = n.id AND a.affiliation IN ('owner', 'publisher', 'member')))`;

const seenBy = (viewer: Viewer): Value[] => [viewer.owns ?? "", viewer.bare];

export const listLibraries = (db: Reader, viewer: Viewer, page: PageRequest, limit: number) =>
  list(db, `SELECT DISTINCT n.library AS id FROM node n WHERE ${VISIBLE}`, seenBy(viewer), page, limit);

export const listNodes = (db: Reader, viewer: Viewer, library: string, kind: NodeName["kind"], page: PageRequest, limit: number) =>
  list(db, `SELECT n.name AS id, n.config AS config FROM node n WHERE n.library = ? AND n.kind = ? AND ${VISIBLE}`, [library, kind, ...seenBy(viewer)], page, limit);

export async function kindsOf(db: Reader, viewer: Viewer, library: string): Promise<readonly NodeName["kind"][]> {
  const rows = await db.all<{ kind: NodeName["kind"] }>(`SELECT DISTINCT n.kind AS kind FROM node n WHERE n.library = ? AND ${VISIBLE}`, library, ...seenBy(viewer));
  return rows.map((row) => row.kind);
}

/** One page of a query whose rows have a unique `id`. An id that is gone by now still marks its place in the order. */
async function list(db: Reader, query: string, values: readonly Value[], request: PageRequest, limit: number): Promise<Page<Listed>> {
  const max = Math.min(request.max ?? limit, limit);
  const from = `FROM (${query})`;
  const count = async (where: string, ...more: Value[]) => (await db.get<{ count: number }>(`SELECT count(*) AS count ${from} ${where}`, ...values, ...more))?.count ?? 0;
  const { where, more, order, offset } = position(request);
  const rows = max === 0 ? [] : await db.all<Listed>(`SELECT * ${from} ${where} ORDER BY id ${order} LIMIT ? OFFSET ?`, ...values, ...more, max, offset);
  const entries = order === "DESC" ? rows.reverse() : rows;
  const first = entries[0];
  return { entries, count: await count(""), index: first === undefined ? 0 : await count("WHERE id < ?", first.id) };
}

function position({ after, before, index }: PageRequest): { where: string; more: Value[]; order: "ASC" | "DESC"; offset: number } {
  if (after !== undefined && after !== "") return { where: "WHERE id > ?", more: [after], order: "ASC", offset: 0 };
  if (before === "") return { where: "", more: [], order: "DESC", offset: 0 };
  if (before !== undefined) return { where: "WHERE id < ?", more: [before], order: "DESC", offset: 0 };
  return { where: "", more: [], order: "ASC", offset: index ?? 0 };
}

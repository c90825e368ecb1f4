// Handlers of the skins' pages.
import { isFault } from "#core/errors.ts";
import { emptySkin } from "#core/skin.ts";
import type { Config } from "../config.ts";
import { applyDraft, checkSkin, draftOf, emptyDraft, emptySection, LANGUAGES, readSkinDraft, skinFault, type SkinDraft } from "../library/skin-draft.ts";
import type { SkinEntry } from "../library/skins.ts";
import { Confirm } from "../pages/parts.tsx";
import { SkinPage, type SkinProps } from "../pages/skin.tsx";
import { attempt, faultReply, goTo, type Reply, type Visit } from "./visit.ts";

export async function showNewSkin(visit: Visit): Promise<Reply> {
  const overview = await visit.library.overview();
  if (isFault(overview)) return faultReply(overview);
  return page(visit, overview, { draft: emptyDraft(overview.queues[0]?.name ?? "") });
}

export async function createSkin(visit: Visit): Promise<Reply> {
  const draft = readSkinDraft(visit.form, visit.form("name").trim());
  const overview = await visit.library.overview();
  if (isFault(overview)) return faultReply(overview);
  const complaints = checkSkin(draft, overview.queues.map((q) => q.name));
  if (Object.keys(complaints).length > 0) return page(visit, overview, { draft, complaints }, 400);
  const skin = applyDraft(draft, emptySkin(draft.queue));
  const failed = await attempt(Promise.resolve(skinFault(skin) ?? visit.library.skins.create(draft.name, skin)));
  if (failed?.fault?.fault === "conflict") return page(visit, overview, { draft, complaints: { name: "There is a skin with this name already." } }, 409);
  return failed === undefined ? goTo("/?done=skin-created") : page(visit, overview, { draft, complaint: failed.complaint }, failed.status);
}

export function showSkin({ urls }: Pick<Config, "urls">) {
  return async (visit: Visit): Promise<Reply> => {
    const [overview, entry] = await Promise.all([visit.library.overview(), visit.library.skins.read(visit.name)]);
    if (isFault(overview)) return faultReply(overview);
    if (isFault(entry)) return faultReply(entry, "There is no such skin");
    const draft = draftOf(entry.name, entry.skin);
    const add = visit.query("add");
    const isNew = Object.hasOwn(LANGUAGES, add) && !Object.hasOwn(entry.skin.texts, add);
    const sections = isNew ? [...draft.sections.filter((s) => s.tag !== add), emptySection(add)] : draft.sections;
    return page(visit, overview, { draft: { ...draft, sections }, made: madeOf(entry, { urls }, visit), ...(add !== "" && { opened: add }) });
  };
}

export function changeSkin(config: Pick<Config, "urls">) {
  return async (visit: Visit): Promise<Reply> => {
    const draft = readSkinDraft(visit.form, visit.name);
    const [overview, entry] = await Promise.all([visit.library.overview(), visit.library.skins.read(visit.name)]);
    if (isFault(overview)) return faultReply(overview);
    if (isFault(entry)) return faultReply(entry, "There is no such skin");
    const made = madeOf(entry, config, visit);
    // A queue that is not the library's may stay as it is, but not be chosen.
    const complaints = checkSkin(draft, [...overview.queues.map((q) => q.name), entry.skin.queue]);
    if (Object.keys(complaints).length > 0) return page(visit, overview, { draft, made, complaints }, 400);
    const failed = await attempt(Promise.resolve(skinFault(applyDraft(draft, entry.skin)) ?? visit.library.skins.change(visit.name, (skin) => applyDraft(draft, skin))));
    if (failed !== undefined) return page(visit, overview, { draft, made, complaint: failed.complaint }, failed.status);
    const add = visit.form("add");
    return goTo(Object.hasOwn(LANGUAGES, add) ? `/skins/${visit.name}?add=${add}` : "/?done=skin-changed");
  };
}

export async function coverSkin(visit: Visit): Promise<Reply> {
  const failed = await visit.library.skins.cover(visit.name);
  if (isFault(failed)) return faultReply(failed, "The skin is not covered");
  return goTo(visit.form("back") === "/keys" ? "/keys" : "/?done=skin-covered");
}

export async function askUncoverSkin(visit: Visit): Promise<Reply> {
  const entry = await visit.library.skins.read(visit.name);
  if (isFault(entry)) return faultReply(entry, "There is no such skin");
  const body = (
    <Confirm title={`Turn encryption off in the skin ${entry.name}?`} action={`/skins/${entry.name}/uncover`} token={visit.token} yes="Turn encryption off" back={`/skins/${entry.name}`}>
      <p>Chats that begin with this skin from now on are not end-to-end encrypted: whoever runs the servers could read them. Chats that are going on stay as they are.</p>
      <p>One click on “Cover” turns it on again; so do the next keys that you generate.</p>
    </Confirm>
  );
  return { is: "page", title: `Turn encryption off in ${entry.name}`, body };
}

export async function uncoverSkin(visit: Visit): Promise<Reply> {
  const failed = await visit.library.skins.uncover(visit.name);
  return isFault(failed) ? faultReply(failed, "Encryption was not turned off") : goTo("/?done=skin-uncovered");
}

export async function askDeleteSkin(visit: Visit): Promise<Reply> {
  const entry = await visit.library.skins.read(visit.name);
  if (isFault(entry)) return faultReply(entry, "There is no such skin");
  const body = (
    <Confirm title={`Delete the skin ${entry.name}?`} action={`/skins/${entry.name}/delete`} token={visit.token} yes="Delete skin" back={`/skins/${entry.name}`}>
      <p>Chat boxes on web pages that name this skin stop working. Its texts and colours cannot be brought back.</p>
    </Confirm>
  );
  return { is: "page", title: `Delete ${entry.name}`, body };
}

export async function deleteSkin(visit: Visit): Promise<Reply> {
  const failed = await visit.library.skins.delete(visit.name);
  return isFault(failed) ? faultReply(failed, "The skin was not deleted") : goTo("/?done=skin-deleted");
}

function page(visit: Visit, { queues }: Pick<SkinProps, "queues">, rest: Omit<SkinProps, "token" | "queues">, status = 200): Reply {
  return { is: "page", title: titleOf(rest.draft, rest.made !== undefined), script: "preview", status, body: <SkinPage token={visit.token} queues={queues} {...rest} /> };
}

const titleOf = (draft: SkinDraft, made: boolean): string => (made ? `Skin ${draft.name}` : "New skin");

const madeOf = (entry: SkinEntry, config: Pick<Config, "urls">, visit: Visit) => ({
  covered: entry.covered,
  encrypted: entry.skin.fingerprint !== undefined,
  logo: entry.skin.appearance.logo ?? "",
  snippet: snippet(entry, config, visit),
});

/** The button is drawn before anything of the skin is fetched, so its colour and corner stand in the line; its text too, where there is but one language. */
function snippet({ name, skin }: SkinEntry, { urls }: Pick<Config, "urls">, { library }: Visit): string {
  const { accent, corner } = skin.appearance;
  const [only, ...more] = Object.values(skin.texts);
  const button = more.length === 0 ? only?.["button"] : undefined;
  const text = button === undefined ? "" : ` data-text="${button.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}"`;
  const look = `${accent === undefined ? "" : ` data-accent="${accent}"`}${corner === "start" ? ' data-corner="start"' : ""}`;
  return `<script src="${urls.guest}/loader.js" data-queue="${skin.queue}" data-skin="${library.name}/skins/${name}"${look}${text} async></script>`;
}

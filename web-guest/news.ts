// What a stanza that nobody asked for means to the box: a skin that changed, or something from the chat's address.
import { readStatus, type ChatStatus } from "#core/chat.ts";
import { isFault } from "#core/errors.ts";
import { bareJid } from "#core/jid.ts";
import { NS } from "#core/namespaces.ts";
import { otrPolicy, type OtrPolicy, type Skin } from "#core/skin.ts";
import { readSkinEvent } from "#core/skin-feed.ts";
import { childOf, type XmlElement } from "#core/xml.ts";

export type News =
  | { readonly of: "skin"; readonly skin: Skin }
  /** `status`: the chat stands elsewhere than before. */
  | { readonly of: "chat"; readonly status: ChatStatus | undefined };

interface Addresses {
  readonly service: string;
  readonly skin: string;
  readonly chat: string | undefined;
}

/** Undefined: not for us, or from somebody who has nothing to say here. */
export function readNews(stanza: XmlElement, { service, skin: node, chat }: Addresses): News | undefined {
  const from = bareJid(stanza.attrs["from"] ?? "");
  if (from === service) {
    const skin = readSkinEvent(stanza, node);
    return skin === undefined || isFault(skin) ? undefined : { of: "skin", skin };
  }
  if (from !== chat) return undefined;
  const element = stanza.name === "message" && stanza.attrs["type"] !== "error" ? childOf(stanza, "status", NS.otterdesk) : undefined;
  const status = element && readStatus(element);
  return { of: "chat", status: status === undefined || isFault(status) ? undefined : status };
}

const STRICTNESS: readonly OtrPolicy[] = ["none", "required", "verified-only"];

export const policyOf = (skin: Skin | undefined): OtrPolicy => (skin === undefined ? "none" : otrPolicy(skin));

/** A chat in a skin with a fingerprint is encrypted, whatever its ticket says. */
export function stricterPolicy(ticket: OtrPolicy, skin: Skin | undefined): OtrPolicy {
  const ofSkin = policyOf(skin);
  return STRICTNESS.indexOf(ofSkin) > STRICTNESS.indexOf(ticket) ? ofSkin : ticket;
}

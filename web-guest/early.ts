// What the box begins before all else: it reads its options, looks for the guest's language and sets out for the server.
import { isFault } from "#core/errors.ts";
import { readSkin, type Skin } from "#core/skin.ts";
import type { XmlElement } from "#core/xml.ts";
import { Link } from "./link.ts";
import { readOptions } from "./options.ts";
import { chooseLanguage } from "./texts.ts";
import { tellLanguage, told } from "./told.ts";

export const options = readOptions(new URL(location.href), navigator.languages);
/** On its way; whoever does not need it closes it. */
export const link = options.fault === undefined ? new Link() : undefined;
export const loading = tellLanguage(chooseLanguage(options.languages));
/** As the component knew it when it served the page. */
export const skin = skinOfPage();

function skinOfPage(): Skin | undefined {
  const element = told<XmlElement>("otterdesk-skin");
  const read = element && readSkin(element);
  return read === undefined || isFault(read) ? undefined : read;
}

// What the box begins before all else: it sets out for the server, reads its options and looks for the guest's language.
import { isFault } from "#core/errors.ts";
import { readSkin, type Skin } from "#core/skin.ts";
import type { XmlElement } from "#core/xml.ts";
import { Link } from "./link.ts";
import { readOptions } from "./options.ts";
import { chooseLanguage } from "./texts.ts";
import { tellLanguage, told } from "./told.ts";

/** On its way, as the first of all; whoever does not need it closes it. */
export const link = new Link();
export const options = readOptions(new URL(location.href), navigator.languages);
export const loading = tellLanguage(chooseLanguage(options.languages));
/** As the component knew it when it served the page. */
export const skin = skinOfPage();

function skinOfPage(): Skin | undefined {
  const element = told<XmlElement>("otterdesk-skin");
  const read = element && readSkin(element);
  return read === undefined || isFault(read) ? undefined : read;
}

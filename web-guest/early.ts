// What the box begins before all else, while there is nothing to draw yet: it reads its options, fetches the guest's language and sets out for the server.
import { Link } from "./link.ts";
import { readOptions } from "./options.ts";
import { chooseLanguage, loadLanguage } from "./texts.ts";

export const options = readOptions(new URL(location.href), navigator.languages);
export const loading = loadLanguage(chooseLanguage(options.languages));
/** On its way; whoever does not need it closes it. */
export const link = options.fault === undefined ? new Link() : undefined;

// Text inside OTR may be HTML: Pidgin and BitlBee write and read it so, Profanity and mcabber do not. Nothing here makes HTML that anybody renders for us.

const ELEMENTS =
  "a|abbr|acronym|address|b|big|blockquote|body|br|center|cite|code|dd|div|dl|dt|em|font|h[1-6]|head|hr|html|i|img|ins|kbd|li|ol|p|pre|q|s|small|span|strike|strong|sub|sup|table|tbody|td|th|tr|tt|u|ul";
const ELEMENT = new RegExp(`<(/?)(${ELEMENTS})(?:\\s[^<>]*)?/?>`, "gi");
const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos|nbsp));/gi;
const NAMED: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };

/** The text of what may be HTML. Only known elements are taken for markup: `<desk@example.org>` and `a < b` stay. */
export function readMarkup(html: string): string {
  if (!/[<&]/.test(html)) return html;
  const text = html.replace(ELEMENT, (_all, slash: string, name: string) => {
    const element = name.toLowerCase();
    if (element === "br" || (slash !== "" && /^(p|div|li|tr|h\d|blockquote)$/.test(element))) return "\n";
    return "";
  });
  const decoded = text.replace(ENTITY, (all, decimal?: string, hexadecimal?: string, name?: string) => {
    if (name !== undefined) return NAMED[name.toLowerCase()]!;
    const point = decimal === undefined ? Number.parseInt(hexadecimal!, 16) : Number(decimal);
    const isText = point >= 32 && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff);
    return isText || point === 9 || point === 10 ? String.fromCodePoint(point) : all;
  });
  return text === html ? decoded : decoded.replace(/\n+$/, "");
}

/** Escapes only what would read as markup, because some clients show `&lt;` as it is. */
export function escapeMarkup(text: string): string {
  return text.replace(/&(?=#?\w+;)/g, "&amp;").replace(/<(?=[A-Za-z/!?])/g, "&lt;");
}

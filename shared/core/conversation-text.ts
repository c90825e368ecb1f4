// Bodies as they come: what is OTR, and what stock clients put into a text unasked.

/** Data, queries, errors and fragments of OTR; none of it is ever shown to a person. */
export const isOtr = (body: string): boolean => body.trimStart().startsWith("?OTR");

/** What a person has typed, made such that no client takes it for OTR and keeps it to itself: an invisible WORD JOINER goes before it. */
export const asTyped = (text: string): string => (isOtr(text) ? `\u2060${text}` : text);

// OTR's tag in white space (OTR version 3, "Tagged plaintext messages"): a base of 16 characters and 8 per version.
const TAG = / \t {2}\t\t\t\t \t \t \t {2}(?:[ \t]{8})*/g;

export const withoutTag = (body: string): string => body.replace(TAG, "");

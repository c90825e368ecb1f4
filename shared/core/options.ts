// A program's configuration as data: options with type and bounds, read from a JSON object and from environment variables.
export interface Option<T> {
  readonly option: true;
  /** Reads a value of the file, or a variable's text. A string that is returned says what the value should have been. */
  readonly read: (value: unknown) => { readonly value: T } | string;
  /** What is so when the option is not given; an option without it has to be given. */
  readonly otherwise?: { readonly value: T };
}

export interface OptionTree {
  readonly [name: string]: Option<unknown> | OptionTree;
}

export type OptionValues<Tree> = { readonly [K in keyof Tree]: Tree[K] extends Option<infer T> ? T : OptionValues<Tree[K]> };

type OneOption<T> = Option<T>;

function option<T>(read: Option<T>["read"], otherwise: T | undefined): OneOption<T> {
  return { option: true, read, ...(otherwise !== undefined && { otherwise: { value: otherwise } }) };
}

export function text(rule: { readonly like: RegExp; readonly called: string }, otherwise?: string): Option<string> {
  return option((v) => (typeof v === "string" && rule.like.test(v) ? { value: v } : rule.called), otherwise);
}

export function whole(min: number, max: number, otherwise?: number): Option<number> {
  return option((v) => {
    const n = typeof v === "string" && /^-?\d+$/.test(v) ? Number(v) : v;
    return typeof n === "number" && Number.isInteger(n) && n >= min && n <= max ? { value: n } : `a whole number from ${min} to ${max}`;
  }, otherwise);
}

export function flag(otherwise?: boolean): Option<boolean> {
  return option((v) => {
    const b = v === "true" ? true : v === "false" ? false : v;
    return typeof b === "boolean" ? { value: b } : "true or false";
  }, otherwise);
}

export const port = (otherwise?: number): Option<number> => whole(1, 65_535, otherwise);
export const filled = (otherwise?: string): Option<string> => text({ like: /\S/, called: "a text that is not empty" }, otherwise);
export const domain = (otherwise?: string): Option<string> =>
  text({ like: /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/, called: "a domain in lower case" }, otherwise);

export type Read<T> = { readonly values: T } | { readonly complaint: string };

/** `xmpp.port` is read from the file's `xmpp: { port }` or, before that, from OTTERDESK_XMPP_PORT. */
export function variableName(path: readonly string[]): string {
  return ["OTTERDESK", ...path.map((p) => p.replace(/[A-Z]/g, (c) => `_${c}`).toUpperCase())].join("_");
}

/** Reads all options of the tree; the complaint is one sentence that names the option. */
export function readOptions<Tree extends OptionTree>(tree: Tree, file: unknown, env: Readonly<Record<string, string | undefined>>): Read<OptionValues<Tree>> {
  const read = readTree(tree, file, env, []);
  return "complaint" in read ? read : { values: read.values as OptionValues<Tree> };
}

function readTree(tree: OptionTree, file: unknown, env: Readonly<Record<string, string | undefined>>, path: readonly string[]): Read<Record<string, unknown>> {
  const given = file ?? {};
  if (!isObject(given)) return { complaint: `${path.join(".") || "The configuration"} must be an object.` };
  const stranger = Object.keys(given).find((name) => !Object.hasOwn(tree, name));
  if (stranger !== undefined) return { complaint: `There is no option ${[...path, stranger].join(".")}.` };
  const values: Record<string, unknown> = {};
  for (const [name, entry] of Object.entries(tree)) {
    const read = isOption(entry) ? readOne(entry, given[name], env, [...path, name]) : readTree(entry, given[name], env, [...path, name]);
    if ("complaint" in read) return read;
    values[name] = read.values;
  }
  return { values };
}

function readOne(entry: Option<unknown>, inFile: unknown, env: Readonly<Record<string, string | undefined>>, path: readonly string[]): Read<unknown> {
  const variable = variableName(path);
  const value = env[variable] ?? inFile;
  if (value === undefined || value === null) {
    if (entry.otherwise !== undefined) return { values: entry.otherwise.value };
    return { complaint: `The option ${path.join(".")} is missing (or ${variable}).` };
  }
  const read = entry.read(value);
  return typeof read === "string" ? { complaint: `The option ${path.join(".")} (or ${variable}) must be ${read}.` } : { values: read.value };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isOption(entry: Option<unknown> | OptionTree): entry is Option<unknown> {
  return entry["option"] === true;
}

// The otr package's CommonJS files as ES modules, without what nothing calls here: text in, text out. A name or a place that is not found stops the build.
import { fileURLToPath } from "node:url";

const STRINGS = fileURLToPath(new URL("engine/strings.ts", import.meta.url));

/** Functions of lib/helpers.js that ours replace. */
const REPLACED_FUNCTIONS = ["encryptAes", "decryptAes", "bits2bigInt", "readMPI", "readLen"];
/** Functions of the package that nothing calls here, or that ours replace. One that is not found stops the build. */
const LEFT_OUT = {
  "lib/ake.js": ["createKeys"],
  "lib/dsa.js": ["timer", "makeRandom", "isProbPrime", "generatePrimes", "tokenizeStr", "parseLibotr", "packPrivate", "DSA.parsePublic", "DSA.parsePrivate", "DSA.createInWebWorker"],
  "lib/helpers.js": [...REPLACED_FUNCTIONS, "make1Mac", "toByteArray", "unpackCtr", "unpackSHORT"].map((name) => `HLP.${name}`),
  "lib/otr.js": [
    ...["_SMW", "_smInit", "io", "dh", "DHSession", "prepareMsg", "handleDataMsg", "handleTLVs", "smpSecret", "sendQueryMsg", "sendMsg", "receiveMsg", "checkInstanceTags", "doAKE", "error", "notify", "sendStored", "sendFile", "endOtr"].map(
      (name) => `OTR.prototype.${name}`,
    ),
    "OTR.makeInstanceTag",
  ],
};
/** Statements that go with them: from the first words to the last, both included. */
const CUT = {
  "lib/ake.js": [["this.otr.sendStored()", ""]],
  "lib/dsa.js": [["// default to 1024", "primes[bit_length] = null"]],
  "lib/helpers.js": [["var _bin2num", "}())"]],
  "lib/otr.js": [
    ["this.fragment_size =", "positive integer.')\n\n    this.outgoing = []"],
    ["|| OTR.makeInstanceTag()", ""],
    ["// debug", "this.smw = options.smw"],
    ["// bind methods", "})"],
    ["Parse.initFragment(this)", ""],
    ["HLP.extend(OTR.prototype._SMW", "}\n  })"],
  ],
};

/** Parts that a file of the package names and nothing left in it uses: frame.ts parses, engine/smp.ts asks for SM itself. */
const NOT_ASKED_FOR = ["Parse", "SM"];

/** Lets go of what is left out, and of debugging. */
function leaveOut(code, file, parse) {
  let text = code;
  for (const [from, to] of CUT[file] ?? []) {
    const start = text.indexOf(from);
    const end = text.indexOf(to, start + from.length);
    if (start === -1 || end === -1) throw new Error(`The otr package has changed: no ${from} in ${file}.`);
    text = text.slice(0, start) + text.slice(end + to.length);
  }
  text = text.replaceAll(/HLP\.debug\.call\([^)]*\)/g, "");
  const wanted = new Set(LEFT_OUT[file] ?? []);
  const cuts = [];
  const visit = (node) => {
    if (node === null || typeof node !== "object") return;
    const name =
      node.type === "FunctionDeclaration" ? node.id.name
      : node.type === "ExpressionStatement" && node.expression.right?.type === "FunctionExpression" ? text.slice(node.expression.left.start, node.expression.left.end)
      : node.type === "Property" ? node.key.name
      : undefined;
    if (wanted.delete(name)) return cuts.push([node.start, node.end + Number(node.type === "Property" && text[node.end] === ",")]);
    for (const value of Object.values(node)) if (typeof value === "object") visit(value);
  };
  visit(parse(text));
  if (wanted.size > 0) throw new Error(`The otr package has changed: no ${[...wanted].join(", ")} in ${file}.`);
  return cuts.reverse().reduce((rest, [start, end]) => rest.slice(0, start) + rest.slice(end), text);
}

/**
 * A file of the package as an ES module. Each is a function called at once, in which an `if` asks for its parts as CommonJS or finds them in globals:
 * the parts become imports, and the functions of lib/helpers.js exports, so that the bundler sees which of them are used.
 */
export function asModule(code, file, parse) {
  const text = leaveOut(code, file, parse);
  const body = parse(text).body.find(({ expression }) => expression?.type === "CallExpression").expression.callee.object.body.body;
  const of = ({ start, end }) => text.slice(start, end);
  const kept = body.filter((node) => node.type !== "EmptyStatement" && !(node.directive || /^(?:if \(typeof module|var root = this|var HLP = )/.test(of(node))));
  const wiring = of(body.find((node) => of(node).startsWith("if (typeof module")).consequent);
  const parts = [...wiring.matchAll(/(\w+) = require\('(\.[^']*)'\)/g)].map(([, name, path]) => ({ name, path })).filter(({ name }) => !NOT_ASKED_FOR.includes(name));
  const imports = parts.map(({ name, path }) => `import ${/^(?:CryptoJS|BigInt|CONST|HLP)$/.test(name) ? `* as ${name}` : name} from "${path}";`);
  const names = new Set(parts.map(({ name }) => name));
  const isDeclaration = (node) => node.type === "VariableDeclaration" && node.declarations.every(({ id, init }) => init === null && (names.has(id.name) || /^(?:Worker|WWPath|SMWPath|Parse|SM)$/.test(id.name)));
  const rest = kept.filter((node) => !isDeclaration(node)).map(of);
  const name = /module\.exports = (\w+)/.exec(wiring)[1];
  // Made when first asked for: a page that does not ask does not load it.
  if (file === "lib/sm.js") return [...imports, "export default function () {", ...rest, `return ${name};`, "}"].join("\n");
  if (file !== "lib/helpers.js") return [...imports, ...rest, `export default ${name};`].join("\n");
  const ours = `export { ${REPLACED_FUNCTIONS.join(", ")} } from ${JSON.stringify(STRINGS)};`;
  return [...imports, 'import * as HLP from "./helpers.js";', ours, ...rest.map((code) => code.replace(/^HLP\.(\w+) = (?=function)/, "export const $1 = "))].join("\n");
}

/** lib/const.js, each constant by itself. */
export const constants = (values) => Object.entries(values).map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`).join("\n");

// Lint: TypeScript rules, the layers (who may import whom) and one door per library.
// Rooms reach each other by the `#room/` names of package.json; inside a room imports are relative.
import tseslint from "typescript-eslint";

const doors = {
  "@xmpp/client": "shared/browser/xmpp",
  "@xmpp/component": "component/xmpp, admin/xmpp",
  otr: "shared/otr",
  sqlite3: "component/store, admin/store",
};

/** Rules of one room: which `#` rooms it may not reach, and that `../` never leaves it. */
function room(files, { may, doors: open = [], up }) {
  const closed = ["core", "otr", "browser"].filter((r) => !may.includes(r));
  const patterns = [
    ...closed.map((r) => ({ group: [`#${r}/*`, `#${r}/**`], message: `This room may not import #${r} (see docs/architecture.md).` })),
    { regex: up, message: "A relative import stays inside its room; use #core/, #otr/ or #browser/." },
    ...Object.entries(doors)
      .filter(([lib]) => !open.includes(lib))
      .map(([lib, where]) => ({ regex: `^${lib}(/|$)`, message: `${lib} is imported only in ${where}.` })),
  ];
  return { files, rules: { "no-restricted-imports": ["error", { patterns }] } };
}

/** A relative path that climbs out and into one of the named folders. */
const into = (...names) => `^\\.\\./(?:.*/)?(?:${names.join("|")})/`;
const OUTSIDE = ["component", "admin", "web-guest", "web-operator", "test"];

export default tseslint.config(
  { ignores: ["**/node_modules/", "dist/", "data/"] },
  ...tseslint.configs.recommended,
  {
    languageOptions: { parserOptions: { projectService: false } },
    rules: {
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/consistent-type-imports": "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "max-lines": ["warn", { max: 250, skipBlankLines: true, skipComments: true }],
      "max-lines-per-function": ["warn", { max: 60, skipBlankLines: true, skipComments: true }],
    },
  },
  room(["shared/core/**"], { may: [], up: into("otr", "browser", ...OUTSIDE) }),
  room(["shared/otr/**"], { may: ["core"], doors: ["otr"], up: into("core", "browser", ...OUTSIDE) }),
  room(["shared/browser/**"], { may: ["core", "otr"], doors: ["@xmpp/client"], up: into("core", "otr", ...OUTSIDE) }),
  room(["component/**"], { may: ["core"], doors: ["@xmpp/component", "sqlite3"], up: into("shared", "admin", "web-guest", "web-operator", "test") }),
  room(["admin/**"], { may: ["core"], doors: ["@xmpp/component", "sqlite3"], up: into("shared", "component", "web-guest", "web-operator", "test") }),
  room(["admin/browser/**"], { may: ["core", "otr", "browser"], up: into("shared", "component", "web-guest", "web-operator", "test") }),
  room(["web-guest/**"], { may: ["core", "otr", "browser"], up: into("shared", "component", "admin", "web-operator", "test") }),
  room(["web-operator/**"], { may: ["core", "otr", "browser"], up: into("shared", "component", "admin", "web-guest", "test") }),
  {
    files: ["test/**"],
    rules: {
      "@typescript-eslint/no-unused-expressions": "off",
      "max-lines-per-function": "off",
    },
  },
);

// The panel's tables, one list of statements per version; a version that was released is never edited.
export const MIGRATIONS: readonly (readonly string[])[] = [
  [
    `CREATE TABLE administrators (
       id INTEGER PRIMARY KEY,
       name TEXT NOT NULL UNIQUE,
       library TEXT NOT NULL,
       password TEXT NOT NULL,
       created INTEGER NOT NULL
     ) STRICT`,
    // Only the hash of a session's token is kept: who reads this file cannot sign in with it.
    `CREATE TABLE sessions (
       token BLOB PRIMARY KEY,
       administrator INTEGER NOT NULL REFERENCES administrators (id) ON DELETE CASCADE,
       created INTEGER NOT NULL,
       seen INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID`,
    `CREATE INDEX sessions_administrator ON sessions (administrator)`,
    `CREATE TABLE audit (
       id INTEGER PRIMARY KEY AUTOINCREMENT,
       library TEXT NOT NULL,
       at INTEGER NOT NULL,
       who TEXT NOT NULL,
       action TEXT NOT NULL,
       subject TEXT NOT NULL
     ) STRICT`,
    `CREATE INDEX audit_library ON audit (library, id)`,
  ],
];

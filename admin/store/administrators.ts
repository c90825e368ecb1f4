// Who may sign in, and of which library each is the administrator.
import type { Database, Row } from "./database.ts";
import { checkPassword, COST, hashPassword } from "./passwords.ts";

export interface Administrator {
  readonly id: number;
  readonly name: string;
  /** The one library that they see and touch. */
  readonly library: string;
}

export interface Administrators {
  /** `false` where the name is taken. */
  add(name: string, library: string, password: string): Promise<boolean>;
  has(name: string): Promise<boolean>;
  /** The administrator where name and password fit, and `undefined` in every other case, after the same work. */
  check(name: string, password: string): Promise<Administrator | undefined>;
  /** The library of a name, for the audit log of failed attempts. */
  libraryOf(name: string): Promise<string | undefined>;
  /** With all sessions; `false` where there is nobody of that name. */
  remove(name: string): Promise<boolean>;
  /** Those of a library, with their sessions. */
  removeOf(library: string): Promise<void>;
  changePassword(id: number, password: string): Promise<void>;
}

const fold = (name: string) => name.trim().normalize("NFC").toLowerCase();

export function openAdministrators(database: Database, now: () => number, cost = COST): Administrators {
  const find = async (name: string): Promise<Row | undefined> => (await database.all("SELECT * FROM administrators WHERE name = ?", fold(name)))[0];
  return {
    async add(name, library, password) {
      const hash = await hashPassword(password, cost);
      const sql = "INSERT INTO administrators (name, library, password, created) VALUES (?, ?, ?, ?) ON CONFLICT (name) DO NOTHING";
      return (await database.run(sql, fold(name), library, hash, now())).changes === 1;
    },
    has: async (name) => (await find(name)) !== undefined,
    async check(name, password) {
      const row = await find(name);
      const right = await checkPassword(password, row?.["password"] as string | undefined, cost);
      return right && row !== undefined ? readAdministrator(row) : undefined;
    },
    libraryOf: async (name) => (await find(name))?.["library"] as string | undefined,
    remove: async (name) => (await database.run("DELETE FROM administrators WHERE name = ?", fold(name))).changes === 1,
    async removeOf(library) {
      await database.run("DELETE FROM administrators WHERE library = ?", library);
    },
    async changePassword(id, password) {
      await database.run("UPDATE administrators SET password = ? WHERE id = ?", await hashPassword(password, cost), id);
    },
  };
}

export function readAdministrator(row: Row): Administrator {
  return { id: row["id"] as number, name: row["name"] as string, library: row["library"] as string };
}

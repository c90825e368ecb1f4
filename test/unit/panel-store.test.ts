// The panel's own database: administrators, sessions, audit log.
import { expect } from "chai";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openAdministrators } from "../../admin/store/administrators.ts";
import { openAudit, PAGE } from "../../admin/store/audit.ts";
import { openDatabase, type Database } from "../../admin/store/database.ts";
import { checkPassword, hashPassword } from "../../admin/store/passwords.ts";
import { ABSOLUTE, IDLE, openSessions } from "../../admin/store/sessions.ts";

const CHEAP = { N: 1024, r: 8, p: 1 }; // what is tested here is not the cost

describe("panel: store", () => {
  const clock = { now: 1_700_000_000_000 };
  const now = () => clock.now;
  let database: Database;
  let folder: string;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "otterdesk-panel-"));
    database = await openDatabase(join(folder, "sub", "panel.sqlite"));
  });
  afterEach(async () => {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function anna() {
    const administrators = openAdministrators(database, now, CHEAP);
    await administrators.add("Anna", "demo", "correct horse battery");
    const administrator = await administrators.check("anna", "correct horse battery");
    if (administrator === undefined) throw new Error("Anna cannot sign in.");
    return administrator;
  }

  it("is readable by its owner only, and is opened again as it was", async () => {
    expect(statSync(join(folder, "sub", "panel.sqlite")).mode & 0o077).to.equal(0);
    await anna();
    await database.close();
    database = await openDatabase(join(folder, "sub", "panel.sqlite"));
    expect(await openAdministrators(database, now, CHEAP).has("anna")).to.equal(true);
  });

  it("refuses a file of a newer program", async () => {
    await database.run("PRAGMA user_version = 999");
    await database.close();
    const error = await openDatabase(join(folder, "sub", "panel.sqlite")).catch((e: Error) => e);
    expect((error as Error).message).to.include("newer than this program");
    database = await openDatabase(":memory:");
  });

  it("knows an administrator by name in any case and the right password only", async () => {
    await anna();
    const administrators = openAdministrators(database, now, CHEAP);
    expect(await administrators.add("ANNA ", "other", "another password")).to.equal(false);
    expect(await administrators.check(" ANNA", "correct horse battery")).to.include({ name: "anna", library: "demo" });
    for (const [name, password] of [["anna", "correct horse batter"], ["anna", ""], ["anna' OR 1=1 --", "x"], ["", ""]] as const) expect(await administrators.check(name, password)).to.equal(undefined);
  });

  it("keeps neither passwords nor tokens in the file", async () => {
    const token = await openSessions(database, now).open(await anna());
    await database.run("PRAGMA wal_checkpoint(TRUNCATE)");
    const bytes = readFileSync(join(folder, "sub", "panel.sqlite"));
    expect(bytes.includes("anna")).to.equal(true);
    for (const secret of ["correct horse battery", token]) expect(bytes.includes(secret)).to.equal(false);
  });

  it("hashes with a salt, and takes a password however its accents are composed", async () => {
    const [a, b] = [await hashPassword("Käse und Brot", CHEAP), await hashPassword("Käse und Brot", CHEAP)];
    expect(a).not.to.equal(b);
    expect(await checkPassword("Ka\u0308se und Brot", a)).to.equal(true);
    expect(await checkPassword("x", undefined, CHEAP)).to.equal(false);
  });

  it("ends a session after idle time, after a long day, and when it is closed", async () => {
    const sessions = openSessions(database, now);
    const token = await sessions.open(await anna());
    for (let t = 0; t + IDLE - 1000 < ABSOLUTE; t += IDLE - 1000) {
      expect(await sessions.find(token), `after ${t}`).to.include({ name: "anna" });
      clock.now += IDLE - 1000;
    }
    clock.now += 1000 * 60;
    expect(await sessions.find(token)).to.equal(undefined);
    const idle = await sessions.open(await anna());
    clock.now += IDLE + 1;
    expect(await sessions.find(idle)).to.equal(undefined);
    const closed = await sessions.open(await anna());
    await sessions.close(closed);
    expect(await sessions.find(closed)).to.equal(undefined);
    await sessions.sweep();
    expect(await database.all("SELECT * FROM sessions")).to.have.length(0);
  });

  it("ends the other sessions after a change of password", async () => {
    const sessions = openSessions(database, now);
    const who = await anna();
    const [mine, other] = [await sessions.open(who), await sessions.open(who)];
    await sessions.closeOthers(who.id, mine);
    expect([await sessions.find(mine), await sessions.find(other)].map((a) => a?.name)).to.deep.equal(["anna", undefined]);
  });

  it("lists a library's audit entries and no other's, newest first, page by page", async () => {
    const audit = openAudit(database, now);
    for (let i = 0; i < PAGE + 3; i++) await audit.record("demo", "anna", "skin-changed", `s${i}`);
    await audit.record("other", "bert", "skin-deleted", "theirs");
    const first = await audit.list("demo");
    const rest = await audit.list("demo", first.at(-1)?.id);
    expect([first.length, first[0]?.subject, rest.length, rest.at(-1)?.subject]).to.deep.equal([PAGE, `s${PAGE + 2}`, 3, "s0"]);
    expect([...first, ...rest].some((e) => e.subject === "theirs")).to.equal(false);
  });
});

// The store: transactions whole or not at all, in order, also against another program; migrations; payloads as they came.
import { expect } from "chai";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { xml } from "#core/xml.ts";
import { openDatabase, type Database, type Migration } from "../../component/store/database.ts";
import { listLibraries, listNodes } from "../../component/store/browse.ts";
import { insertNode, NODE_MIGRATIONS } from "../../component/store/nodes.ts";
import { packElement, unpackElement } from "../../component/store/payload.ts";
import { recordStore } from "../../component/store/records.ts";
import { openStore } from "../../component/store/store.ts";

const COUNTER: Migration[] = [{ name: "counter-1", sql: ["CREATE TABLE counter (n INTEGER NOT NULL)", "INSERT INTO counter VALUES (0)"] }];

describe("the store", () => {
  let folder: string;
  const open: Database[] = [];
  const database = async (migrations = COUNTER, name = "x.sqlite") => {
    const opened = await openDatabase(join(folder, name), migrations);
    open.push(opened);
    return opened;
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "otterdesk-store-"));
  });
  afterEach(async () => {
    for (const opened of open.splice(0)) await opened.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const count = async (db: Database) => (await db.get<{ n: number }>("SELECT n FROM counter"))?.n;
  // Reads, waits, writes: with anything in between, an increment would be lost.
  const increment = (db: Database) =>
    db.write(async (tx) => {
      const n = (await tx.get<{ n: number }>("SELECT n FROM counter"))?.n ?? 0;
      await new Promise((resolve) => setImmediate(resolve));
      await tx.run("UPDATE counter SET n = ?", n + 1);
    });

  it("runs writers one after the other, of two programs too", async () => {
    const [a, b] = [await database(), await database()];
    await Promise.all(Array.from({ length: 60 }, (_, i) => increment(i % 2 === 0 ? a : b)));
    expect(await count(a)).to.equal(60);
    expect(await count(b)).to.equal(60);
  });

  it("leaves nothing of a transaction that fails, and goes on", async () => {
    const db = await database();
    const failing = db.write(async (tx) => {
      await tx.run("UPDATE counter SET n = 99");
      throw new Error("no");
    });
    await failing.then(() => expect.fail("it did not fail"), (error: Error) => expect(error.message).to.equal("no"));
    await increment(db);
    expect(await count(db)).to.equal(1);
  });

  it("shows readers nothing before it is whole", async () => {
    const db = await database();
    let seen: number | undefined;
    await db.write(async (tx) => {
      await tx.run("UPDATE counter SET n = 5");
      seen = await count(db);
    });
    expect([seen, await count(db)]).to.deep.equal([0, 5]);
  });

  it("does each migration once, and refuses a newer database with a sentence", async () => {
    const first = await database();
    await increment(first);
    await first.close();
    open.splice(0);
    const more = [...COUNTER, { name: "other-1", sql: ["CREATE TABLE other (x)"] }];
    const second = await database(more);
    expect(await count(second)).to.equal(1);
    await database().then(() => expect.fail("it was opened"), (error: Error) => expect(error.message).to.contain('newer version (it has "other-1")'));
  });

  it("keeps an element as it came", () => {
    const element = xml("skin", { "xmlns": "urn:a", "xml:lang": "de" }, "a < b & ü 🦦", xml("x", { y: `'"` }), "tail");
    expect(unpackElement(packElement(element))).to.deep.equal(element);
  });

  it("deletes records by the days of each library, by the installation's where there are more, and with them what a queue was called", async () => {
    const db = await openStore(folder);
    open.push(db);
    const [records, now, day] = [recordStore(db), 400 * 86_400_000, 86_400_000];
    const sql = "INSERT INTO chat (id, version, library, queue, skin, otr, since, ended, reason, encrypted, verified, live) VALUES (?, 1, ?, 'night', 's', 'none', 0, ?, ?, 0, 0, ?)";
    await db.write(async (tx) => {
      for (const library of ["few", "all", "more"]) {
        for (const age of [1, 6, 8, 29, 31]) await tx.run(sql, `${library}-${age}`, library, now - age * day, "expired", null);
        await tx.run("INSERT INTO past_queue (library, name, title) VALUES (?, 'night', 'Night')", library);
      }
      await tx.run(sql, "few-now", "few", null, null, "{}");
    });
    await records.choose("few", 9);
    await records.choose("few", 7);
    await records.choose("more", 300);
    const left = async () => (await db.all<{ id: string }>("SELECT id FROM chat ORDER BY id")).map((row) => row.id);
    expect([await records.purge(now, 30), await left()]).to.deep.equal([5, ["all-1", "all-29", "all-6", "all-8", "few-1", "few-6", "few-now", "more-1", "more-29", "more-6", "more-8"]]);
    expect([await records.days("few"), await records.days("all"), await records.past("few")]).to.deep.equal([7, undefined, [{ name: "night", title: "Night", count: 2 }]]);
    expect([await records.forget("all", "night"), await records.past("all"), (await left()).length]).to.deep.equal([4, [], 7]);
    await records.choose("few", 0);
    await records.purge(now, 30);
    expect([(await left()).filter((id) => id.startsWith("few")), await db.all("SELECT library FROM past_queue ORDER BY library")]).to.deep.equal([["few-now"], [{ library: "few" }, { library: "more" }]]);
  });

  it("pages through 10,000 skins of 500 libraries", async function () {
    this.timeout(60_000);
    const db = await database([...NODE_MIGRATIONS]);
    await db.write(async (tx) => {
      for (let l = 0; l < 500; l++) {
        const library = `lib-${String(l).padStart(3, "0")}`;
        for (let s = 0; s < 20; s++) await insertNode(tx, `${library}/skins/s${String(s).padStart(2, "0")}`, { kind: "skin", library, name: `s${String(s).padStart(2, "0")}` }, "{}", 0);
        await insertNode(tx, `${library}/key`, { kind: "key", library }, "{}", 0);
      }
    });
    const guest = { bare: "g@guest.example.org" };
    const seen: string[] = [];
    for (let after: string | undefined; ; ) {
      const page = await listLibraries(db, guest, after === undefined ? { max: 100 } : { max: 100, after }, 500);
      if (page.entries.length === 0) break;
      expect([page.count, page.index]).to.deep.equal([500, seen.length]);
      seen.push(...page.entries.map((entry) => entry.id));
      after = seen[seen.length - 1];
    }
    expect(seen).to.have.length(500);
    expect((await listNodes(db, guest, "lib-007", "skin", { before: "", max: 2 }, 500)).entries.map((entry) => entry.id)).to.deep.equal(["lib-007/skins/s18", "lib-007/skins/s19"]);
    expect((await listNodes(db, guest, "lib-007", "key", {}, 500)).count).to.equal(0);
    expect((await listNodes(db, { ...guest, owns: "lib-007" }, "lib-007", "key", {}, 500)).count).to.equal(1);
  });
});

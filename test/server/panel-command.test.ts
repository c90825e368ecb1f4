// The panel's commands that make and remove administrators, as a program of its own.
import { expect } from "chai";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openAdministrators, type Administrator } from "../../admin/store/administrators.ts";
import { openDatabase } from "../../admin/store/database.ts";
import { openSessions } from "../../admin/store/sessions.ts";

describe("panel: its commands", function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), "otterdesk-panel-"));
  const file = join(folder, "panel.json");
  after(() => rmSync(folder, { recursive: true, force: true }));

  function run(password: string, ...args: string[]): Promise<string> {
    const child = spawn(process.execPath, ["dist/admin/main.js", ...args, "--config", file]);
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => (said += text));
    child.stdin.on("error", () => undefined).end(password); // it may have ended without reading
    return new Promise((resolve) => child.once("close", (code) => resolve(`${code} ${said.trim()}`)));
  }

  const add = (password: string, ...args: string[]) => run(password, "add-administrator", ...args);

  it("makes an administrator who can sign in, once, removes one with their sessions, and says what is wrong", async () => {
    const urls = { guest: "http://localhost:1", operator: "http://localhost:2" };
    writeFileSync(file, JSON.stringify({ domain: "example.org", service: "chat.example.org", panelDomain: "panel.example.org", xmpp: { secret: "s" }, data: folder, http: { port: 0 }, urls }));
    expect(await add("too short\n", "carla", "third")).to.equal("1 The password on standard input needs at least 12 characters.");
    expect(await add("a password of carla's\n", "carla", "third")).to.equal("0 carla is an administrator of third now.");
    expect(await add("a password of carla's\n", "Carla", "demo")).to.equal("1 There is an administrator named Carla already.");
    const database = await openDatabase(join(folder, "panel.sqlite"));
    expect(await openAdministrators(database, Date.now).check("carla", "a password of carla's")).to.include({ name: "carla", library: "third" });
    const [, carla] = [await openAdministrators(database, Date.now).add("dora", "third", "a password of dora's"), await openAdministrators(database, Date.now).check("carla", "a password of carla's")];
    const token = await openSessions(database, Date.now).open(carla as Administrator);
    expect(await run("", "remove-administrator", "nobody")).to.equal("1 There is no administrator named nobody.");
    expect(await run("", "remove-administrator", "Carla")).to.equal("0 Carla is no administrator any more, and is signed out.");
    expect(await openSessions(database, Date.now).find(token)).to.equal(undefined);
    expect([await openAdministrators(database, Date.now).has("carla"), await openAdministrators(database, Date.now).has("dora")]).to.deep.equal([false, true]);
    await database.close();
  });
});

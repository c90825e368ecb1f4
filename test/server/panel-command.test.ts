// The panel's command that makes administrators, as a program of its own.
import { expect } from "chai";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openAdministrators } from "../../admin/store/administrators.ts";
import { openDatabase } from "../../admin/store/database.ts";

describe("panel: add-administrator", function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), "otterdesk-panel-"));
  const file = join(folder, "panel.json");
  after(() => rmSync(folder, { recursive: true, force: true }));

  function add(password: string, ...args: string[]): Promise<string> {
    const child = spawn(process.execPath, ["--import", "tsx", "admin/main.ts", "add-administrator", ...args, "--config", file]);
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => (said += text));
    child.stdin.on("error", () => undefined).end(password); // it may have ended without reading
    return new Promise((resolve) => child.once("close", (code) => resolve(`${code} ${said.trim()}`)));
  }

  it("makes an administrator who can sign in, once, and says what is wrong", async () => {
    const urls = { guest: "http://localhost:1", operator: "http://localhost:2" };
    writeFileSync(file, JSON.stringify({ domain: "example.org", service: "chat.example.org", panelDomain: "panel.example.org", xmpp: { secret: "s" }, data: folder, http: { port: 0 }, urls }));
    expect(await add("too short\n", "carla", "third")).to.equal("1 The password on standard input needs at least 12 characters.");
    expect(await add("a password of carla's\n", "carla", "third")).to.equal("0 carla is an administrator of third now.");
    expect(await add("a password of carla's\n", "Carla", "demo")).to.equal("1 There is an administrator named Carla already.");
    const database = await openDatabase(join(folder, "panel.sqlite"));
    expect(await openAdministrators(database, Date.now).check("carla", "a password of carla's")).to.include({ name: "carla", library: "third" });
    await database.close();
  });
});

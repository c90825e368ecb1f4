// Operators' accounts against a real Prosody, by its admin socket and by XEP-0133: made, used, renewed, deleted; and everything that one library must not be able to do to another.
import { expect } from "chai";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ADMIN_COMMANDS, fillAdminForm, readAccounts, type AdminRequest } from "#core/admin.ts";
import { readAdHocReply, writeAdHoc } from "#core/ad-hoc.ts";
import { readDiscoItems, writeDiscoRequest } from "#core/disco.ts";
import { ERRORS, isFault, readError } from "#core/errors.ts";
import { NS } from "#core/namespaces.ts";
import { writePubsub } from "#core/pubsub.ts";
import { readNodeAffiliations } from "#core/pubsub-reply.ts";
import { childOf, xml, type XmlElement } from "#core/xml.ts";
import { accountsBySocket } from "../../component/accounts/by-socket.ts";
import { systemClock } from "../../component/clock.ts";
import { startComponent, type RunningComponent } from "../support/component.ts";
import { seedLibrary, signIn, type End } from "../support/desk-ends.ts";
import { startPeer, type Peer } from "../support/peer.ts";
import { startProsody, type Prosody } from "../support/prosody.ts";
import { commandOf, familyOf } from "../support/processes.ts";

const [FIRST, SECOND] = ["first password 1234", `a"];os.exit(3)--' <&> ümläut \u{1F9A6}`];
const [demo, other] = ["demo@panel.example.org", "other@panel.example.org"];

for (const way of ["socket", "commands"] as const) {
  describe(`accounts, by ${way}`, function () {
    this.timeout(30_000);
    let prosody: Prosody;
    let component: RunningComponent;
    let panel: Peer;

    before(async () => {
      prosody = await startProsody({ accounts: { byhand: "by hand", desk7: "seven" }, ...(way === "commands" && { administrators: ["chat.example.org"] }) });
      const folder = mkdtempSync(join(tmpdir(), "otterdesk-component-"));
      await seedLibrary(folder, { queues: { reference: { operators: [] } } });
      await seedLibrary(folder, { library: "other", queues: { law: { operators: ["new1@example.org"] } } });
      component = await startComponent(prosody, { accounts: { way, socket: join(prosody.folder, "admin.sock"), most: 4, reserved: ["boss"], given: [{ jid: "desk7@example.org", library: "demo" }] } }, folder);
      panel = await startPeer(prosody, prosody.panelDomain);
    });
    after(async () => {
      await panel?.stop();
      await component?.stop();
      await prosody?.stop();
    });

    const send = async (from: string, request: AdminRequest): Promise<XmlElement> => {
      const form = fillAdminForm(request);
      return panel.ask("set", from, prosody.service, writeAdHoc({ node: ADMIN_COMMANDS[request.do].node, action: "execute", ...(form && { form }) }));
    };
    /** `done`, or the error's code. */
    const outcome = (reply: XmlElement) => (reply.attrs["type"] === "result" ? "done" : (readError(reply).code ?? readError(reply).condition));
    const give = async (from: string, request: AdminRequest) => outcome(await send(from, request));
    const make = (from: string, local: string, password = FIRST) => give(from, { do: "add-user", jid: `${local}@example.org`, password });
    const reset = (from: string, local: string, password = SECOND) => give(from, { do: "change-user-password", jid: `${local}@example.org`, password });
    const remove = (from: string, ...locals: string[]) => give(from, { do: "delete-user", jids: locals.map((local) => `${local}@example.org`) });
    const list = async (from: string) => {
      const command = childOf(await send(from, { do: "get-registered-users-list" }), "command", NS.commands) as XmlElement;
      const reply = readAdHocReply(command);
      return isFault(reply) || reply.form === undefined ? [] : readAccounts(reply.form);
    };
    const works = (local: string, password: string) =>
      signIn(prosody, { local, password }).then(
        (end) => (end.close(), true),
        () => false,
      );
    /** The server has ended this session, and it has not come back. */
    const isOut = async (end: End) => (await end.ask("get", "example.org", xml("ping", { xmlns: NS.ping }))).attrs["type"] === "error";
    const assign = (from: string, node: string, jid: string) => {
      const { type, payload } = writePubsub({ ask: "affiliate", node, changes: [{ jid, affiliation: "member" }] });
      return panel.ask(type, from, prosody.service, payload).then(outcome);
    };
    const members = async (from: string, node: string) => {
      const { type, payload } = writePubsub({ ask: "node-affiliations", node });
      return readNodeAffiliations(await panel.ask(type, from, prosody.service, payload)).filter((a) => a.affiliation === "member").map((a) => a.jid);
    };

    it("makes an account that signs in, lists it, and gives it another password, whatever characters that has", async () => {
      expect(await make(demo, "new1")).to.equal("done");
      expect(await works("new1", FIRST)).to.equal(true);
      expect(await list(demo)).to.deep.equal(["desk7@example.org", "new1@example.org"]);
      const end = await signIn(prosody, { local: "new1", password: FIRST });
      expect(await reset(demo, "new1")).to.equal("done");
      expect([await works("new1", FIRST), await works("new1", SECOND)]).to.deep.equal([false, true]);
      await component.until(() => isOut(end));
      end.close();
      expect(await reset(demo, "desk7"), "an account that the configuration gave").to.equal("done");
      expect(await works("desk7", SECOND)).to.equal(true);
    });

    it("lets another library neither see, renew, delete nor assign it, nor take its name", async () => {
      expect(await list(other)).to.deep.equal([]);
      expect(await make(other, "new1", "stolen password 1")).to.equal("account-exists");
      expect(await reset(other, "new1", "stolen password 2")).to.equal("account-not-yours");
      expect(await remove(other, "new1")).to.equal("account-not-yours");
      expect(await assign(other, "other/queues/law", "new1@example.org")).to.equal("account-not-yours");
      expect(await members(other, "other/queues/law"), "assigned before there was anybody").to.deep.equal([]);
      expect(await works("new1", SECOND), "nothing changed").to.equal(true);
    });

    it("lets nobody touch an account that no library made, nor one of its own and another's at once", async () => {
      expect(await make(demo, "byhand")).to.equal("account-exists");
      expect(await reset(demo, "byhand")).to.equal("account-not-yours");
      expect(await remove(demo, "byhand")).to.equal("account-not-yours");
      expect(await make(other, "theirs")).to.equal("done");
      expect(await remove(demo, "new1", "theirs")).to.equal("account-not-yours");
      expect([await works("byhand", "by hand"), await works("theirs", FIRST), await works("new1", SECOND)]).to.deep.equal([true, true, true]);
      expect(await assign(other, "other/queues/law", "byhand@example.org"), "anybody may assign it").to.equal("done");
    });

    it("reads addresses strictly: no resource, no other domain, no trick with letters, no reserved name", async () => {
      for (const jid of ["new2@example.org/x", "new2@panel.example.org", "new2@evil.example", "new2@guest.example.org", "example.org", "\uff4eew2@example.org", "new 2@example.org", 'new2");os.exit()--@example.org', "-new@example.org", ""]) {
        expect(["account-name", "malformed"], jid).to.include(await give(demo, { do: "add-user", jid, password: FIRST }));
      }
      for (const local of ["admin", "root", "boss"]) expect(await make(demo, local), local).to.equal("account-name");
      for (const password of ["short", "with a\nline break", "x".repeat(257)]) expect(await make(demo, "new2", password)).to.equal("password-refused");
      expect(await reset(demo, "NEW1", FIRST), "letters count as the server counts them").to.equal("done");
      expect(await works("new1", FIRST)).to.equal(true);
    });

    it("is only for libraries' owners: an operator, a guest and the panel's own address are refused and find nothing", async () => {
      const ends = [await signIn(prosody, { local: "new1", password: FIRST }), await signIn(prosody)];
      for (const end of ends) {
        for (const request of [{ do: "change-user-password", jid: "theirs@example.org", password: SECOND }, { do: "delete-user", jids: ["theirs@example.org"] }, { do: "get-registered-users-list" }] as const) {
          const form = fillAdminForm(request);
          const reply = await end.ask("set", prosody.service, writeAdHoc({ node: ADMIN_COMMANDS[request.do].node, action: "execute", ...(form && { form }) }));
          expect(outcome(reply)).to.equal("forbidden");
        }
        expect(childOf(await end.ask("get", prosody.service, writeDiscoRequest(NS.discoItems, { node: NS.commands })), "query")?.children).to.deep.equal([]);
        end.close();
      }
      expect(await reset("panel.example.org", "theirs")).to.equal("forbidden");
      const found = childOf(await panel.ask("get", demo, prosody.service, writeDiscoRequest(NS.discoItems, { node: NS.commands })), "query") as XmlElement;
      expect(readDiscoItems(found).map((item) => item.node)).to.include(ADMIN_COMMANDS["add-user"].node);
    });

    it("asks for what it needs with a form, and says which field is missing", async () => {
      const node = ADMIN_COMMANDS["add-user"].node;
      const asked = readAdHocReply(childOf(await panel.ask("set", demo, prosody.service, writeAdHoc({ node, action: "execute" })), "command", NS.commands) as XmlElement);
      if (isFault(asked)) throw new Error(asked.text);
      expect([asked.status, asked.form?.fields.map((f) => f.var)]).to.deep.equal(["executing", ["accountjid", "password", "password-verify"]]);
      const empty = await panel.ask("set", demo, prosody.service, writeAdHoc({ node, action: "execute", session: asked.session, form: { type: "submit", fields: [] } }));
      expect(readError(empty)).to.include({ condition: "bad-request", text: "The form's field accountjid is empty." });
    });

    it("deletes the account with its sessions and its place in every queue; the name stays the library's", async () => {
      expect(await assign(demo, "demo/queues/reference", "new1@example.org")).to.equal("done");
      const end = await signIn(prosody, { local: "new1", password: FIRST });
      expect(await remove(demo, "new1")).to.equal("done");
      expect(await works("new1", FIRST)).to.equal(false);
      expect(await members(demo, "demo/queues/reference")).to.deep.equal([]);
      expect(await list(demo)).to.deep.equal(["desk7@example.org"]);
      expect(await make(other, "new1"), "a former operator's address").to.equal("account-exists");
      expect(await make(demo, "new1", SECOND), "made again").to.equal("done");
      expect(await works("new1", SECOND)).to.equal(true);
      await component.until(() => isOut(end));
      end.close();
    });

    it("keeps to the number that a library may have, and slows down one that asks too fast", async () => {
      for (const local of ["new2", "new3"]) expect(await make(demo, local)).to.equal("done");
      expect(await make(demo, "new4")).to.equal("accounts-too-many");
      const rapid = await Promise.all(Array.from({ length: 60 }, () => reset(demo, "nobody")));
      expect(rapid).to.include("too-fast");
    });

    it("has no password in any log, database, file or command line", async () => {
      const files = [component.folder, prosody.folder].flatMap((folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)));
      const kept = files.filter((file) => statSync(file).isFile() && !file.includes("accounts")).map((file) => readFileSync(file, "latin1"));
      const lines = familyOf(process.pid).map(commandOf);
      for (const password of [FIRST, SECOND, "stolen password"]) for (const text of [...kept, ...lines, ...component.log]) expect(text.includes(password)).to.equal(false);
      expect(component.log.some((line) => line.includes('"request":"change-user-password"'))).to.equal(true);
    });
  });
}

describe("accounts, where the server does not let the service make them", function () {
  this.timeout(30_000);

  it("says so, and what to do", async () => {
    const prosody = await startProsody();
    const component = await startComponent(prosody);
    const panel = await startPeer(prosody, prosody.panelDomain);
    const form = fillAdminForm({ do: "add-user", jid: "new1@example.org", password: FIRST });
    const reply = await panel.ask("set", demo, prosody.service, writeAdHoc({ node: ADMIN_COMMANDS["add-user"].node, action: "execute", ...(form && { form }) }));
    expect(readError(reply)).to.deep.include({ code: "accounts-refused", text: ERRORS["accounts-refused"].text });
    await Promise.all([panel.stop(), component.stop()]);
    await prosody.stop();
  });

  it("names the option where the admin socket is not there, and hangs on none that says nothing", async () => {
    const at = (socket: string) => accountsBySocket({ socket, clock: { ...systemClock, after: (_, fn) => systemClock.after(50, fn) } }).create("new1@example.org", FIRST);
    expect((await at("/nowhere/prosody.sock"))?.text).to.include("accounts.socket");
    const folder = mkdtempSync(join(tmpdir(), "otterdesk-socket-"));
    const deep = join(folder, "a".repeat(60), "b".repeat(60)); // longer than a socket's address
    mkdirSync(deep, { recursive: true });
    const server = createServer((near) => near.resume()).listen(join(folder, "s"));
    await new Promise((resolve) => server.once("listening", resolve));
    renameSync(join(folder, "s"), join(deep, "s"));
    expect((await at(join(deep, "s")))?.fault).to.equal("account-unsure");
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true });
  });
});

// The examples of docs/protocol.md about what libraries look after by themselves (accounts, records, the end): each is read to the data that it means, and that data is written to the very same XML.
import { expect } from "chai";
import { ADMIN_COMMANDS, emptyAdminForm, fillAdminForm, readAccounts, readAdminForm, writeAccounts, type AdminName, type AdminRequest } from "#core/admin.ts";
import { readAdHoc, readAdHocReply, writeAdHoc, writeAdHocReply, type AdHocReply } from "#core/ad-hoc.ts";
import { isFault } from "#core/errors.ts";
import { readKeep, readKept, writeKeep, writeKept } from "#core/kept.ts";
import { readRecords, readRecordsRequest, writeRecords, writeRecordsRequest } from "#core/records.ts";
import { NS } from "#core/namespaces.ts";
import { xml, type XmlElement } from "#core/xml.ts";
import { readResult, writeCall } from "../../component/accounts/prosody-shell.ts";
import { ACCOUNT_RIGHTS, refuseAccount } from "../../component/pubsub/rights.ts";
import { parseXml, protocolExamples } from "../support/xml.ts";

type Check = (element: XmlElement) => void;
const [anna, ben] = ["anna@example.org", "ben@example.org"];

const request = (data: AdminRequest): Check => (element) => {
  const { node } = ADMIN_COMMANDS[data.do];
  const form = fillAdminForm(data);
  expect(writeAdHoc({ node, action: "execute", ...(form && { form }) })).to.deep.equal(element);
  const read = readAdHoc(element);
  if (isFault(read) || read.form === undefined) throw new Error("There is no form.");
  expect(read.node).to.equal(node);
  expect(readAdminForm(data.do, read.form)).to.deep.equal(data);
};

const reply = (data: AdHocReply): Check => (element) => {
  expect(readAdHocReply(element)).to.deep.equal(data);
  expect(writeAdHocReply(data)).to.deep.equal(element);
};

const PAIRS: Readonly<Record<number, Check>> = {
  27: request({ do: "add-user", jid: anna, password: "k4tz8-mm2xw-9hpcd-7vr3q" }),
  28: reply({ node: ADMIN_COMMANDS["add-user"].node, session: "s1", status: "completed", note: { type: "info", text: "Done." } }),
  29: request({ do: "change-user-password", jid: anna, password: "w7rjb-2kfne-5xz8m-cq4hp" }),
  30: request({ do: "delete-user", jids: [anna, ben] }),
  31: reply({ node: ADMIN_COMMANDS["get-registered-users-list"].node, session: "s2", status: "completed", form: writeAccounts([anna]) }),
};

const record = { id: "c-4m5t", skin: "demo/skins/main", since: "2026-01-05T09:00:00.000Z", answered: "2026-01-05T09:00:20.000Z", ended: "2026-01-05T09:14:30.000Z", reason: "guest-ended", encrypted: true, verified: true } as const;
const missed = { id: "c-9xq1", skin: "demo/skins/main", since: "2026-01-05T08:40:00.000Z", ended: "2026-01-05T08:50:00.000Z", reason: "expired", encrypted: false, verified: false } as const;
const asked = { node: "demo/queues/reference", page: { max: 50, after: "c-7d2k" } };

const MORE: Readonly<Record<number, Check>> = {
  33(element) {
    expect(readRecordsRequest(element)).to.deep.equal(asked);
    expect(writeRecordsRequest(asked)).to.deep.equal(element);
  },
  34(element) {
    expect(readRecords(element)).to.deep.equal({ records: [record, missed], count: 52, kept: 30 });
    expect(writeRecords({ entries: [record, missed], count: 52, index: 50 }, 30)).to.deep.equal(element);
  },
  35(element) {
    expect(readKeep(element, 30)).to.equal(14);
    expect(writeKeep(14)).to.deep.equal(element);
  },
  36(element) {
    const kept = { days: 14, most: 30, past: [{ node: "demo/queues/night", title: "Night desk", count: 12 }] };
    expect(readKept(element)).to.deep.equal(kept);
    expect(writeKept(kept)).to.deep.equal(element);
  },
  37(element) {
    expect(readRecordsRequest(element)).to.deep.equal({ node: "demo/queues/night", page: {} });
    expect(writeRecordsRequest({ node: "demo/queues/night", page: {} })).to.deep.equal(element);
  },
  38: request({ do: "delete-library", library: "demo" }),
};

describe("records and the end of a library: the examples of the protocol page", () => {
  const examples = protocolExamples().filter((e) => e.section === "Records" || e.section === "The end of a library");
  for (const { number, title, element } of examples) it(`${number}. ${title}`, () => MORE[number]?.(element));
  it("are all there", () => expect(examples.map((e) => e.number)).to.deep.equal(Object.keys(MORE).map(Number)));

  it("days are a whole number that the installation allows", () => {
    for (const days of ["0", "30"]) expect(readKeep(xml("kept", { xmlns: NS.otterdesk, days }), 30)).to.equal(Number(days));
    for (const days of [undefined, "", "-1", "31", "1.5", "7 ", "1e1", "99999"]) expect(readKeep(xml("kept", { xmlns: NS.otterdesk, days }), 30), String(days)).to.deep.equal({ fault: "malformed", text: "Records are kept for a whole number of days, from 0 to 30 here." });
  });
});

describe("accounts: the examples of the protocol page", () => {
  const examples = protocolExamples().filter((e) => e.section === "Operators' accounts");
  for (const { number, title, element } of examples) it(`${number}. ${title}`, () => PAIRS[number]?.(element));
  it("are all there", () => expect(examples.map((e) => e.number)).to.deep.equal(Object.keys(PAIRS).map(Number)));
});

describe("accounts: forms, the server's shell and rights", () => {
  it("names the field that is missing, whichever it is", () => {
    for (const name of Object.keys(ADMIN_COMMANDS) as AdminName[]) {
      for (const { var: field } of emptyAdminForm(name)?.fields ?? []) {
        const fields = (emptyAdminForm(name)?.fields ?? []).filter((f) => f.var !== field).map((f) => ({ var: f.var, values: ["x"] }));
        const read = readAdminForm(name, { type: "submit", fields });
        if (field === "password-verify") expect(isFault(read)).to.equal(false);
        else expect(read).to.deep.equal({ fault: "malformed", text: `The form's field ${field} is empty.` });
      }
    }
    expect(readAccounts(writeAccounts([]))).to.deep.equal([]);
  });

  it("puts nothing of a person's into the shell but letters, digits and numbers of bytes", () => {
    const nasty = `"]]--\\"\n);os.exit()<>&'\u0000ü\u{1F9A6}`;
    const line = String(parseXml(writeCall("create", nasty, "a1")).children[0]);
    expect(line).to.match(/^user:create\("(?:[A-Za-z0-9]|\\\d{3})*", "a1"\)$/);
    const bytes = [...(/"(.*)", "a1"/.exec(line)?.[1] ?? "").matchAll(/\\(\d{3})|(.)/g)].map(([, number, letter]) => (number === undefined ? (letter as string).charCodeAt(0) : Number(number)));
    expect(Buffer.from(bytes).toString("utf8")).to.equal(nasty);
  });

  it("reads what the shell answers, however it is cut", () => {
    const whole = "<?xml version='1.0'?><stream:stream><repl-output>x</repl-output><repl-result type='error'>Error: User exists</repl-result>";
    for (let at = 0; at < whole.length; at++) expect(readResult(whole.slice(0, at))).to.equal("pending");
    expect(readResult(whole)).to.deep.equal({ fault: "account-exists" });
    expect(readResult("<repl-result>OK: User created</repl-result>")).to.equal("done");
    expect(readResult("<repl-result type=\"error\">Error: No such user</repl-result>")).to.deep.equal({ fault: "account-unknown" });
  });

  it("lets a library do with an account exactly what the table says", () => {
    for (const [whose, holder] of [["own", "demo"], ["other", "law"], ["nobody", undefined]] as const) {
      for (const action of ["create", "reset", "delete", "assign"] as const) expect(refuseAccount(holder, "demo", action) === undefined, `${whose} ${action}`).to.equal(ACCOUNT_RIGHTS[whose][action]);
    }
    expect(refuseAccount("law", "demo", "reset")).to.deep.equal(refuseAccount(undefined, "demo", "reset"));
  });
});

// Configuration: what is read from file and environment, and the sentence for each mistake.
import { expect } from "chai";
import { domain, filled, flag, port, readOptions, text, variableName, whole } from "#core/options.ts";
import { OPTIONS, readConfig } from "../../component/config.ts";

const TREE = { name: filled(), domain: domain("example.org"), days: whole(1, 30, 7), open: flag(false), xmpp: { port: port(5347), kind: text({ like: /^(?:a|b)$/, called: "a or b" }, "a") } };
const read = (file: unknown, env: Record<string, string> = {}) => readOptions(TREE, file, env);

describe("options", () => {
  it("come from the file, the environment goes before it, defaults fill the rest", () => {
    expect(read({ name: "n", days: 3, xmpp: { port: 1 } }, { OTTERDESK_XMPP_PORT: "2", OTTERDESK_OPEN: "true" })).to.deep.equal({
      values: { name: "n", domain: "example.org", days: 3, open: true, xmpp: { port: 2, kind: "a" } },
    });
    expect(variableName(["http", "guestPort"])).to.equal("OTTERDESK_HTTP_GUEST_PORT");
  });

  const mistakes: [unknown, Record<string, string>, string][] = [
    [{}, {}, "The option name is missing (or OTTERDESK_NAME)."],
    [{ name: " " }, {}, "The option name (or OTTERDESK_NAME) must be a text that is not empty."],
    [{ name: "n", days: 31 }, {}, "The option days (or OTTERDESK_DAYS) must be a whole number from 1 to 30."],
    [{ name: "n", days: 1.5 }, {}, "The option days (or OTTERDESK_DAYS) must be a whole number from 1 to 30."],
    [{ name: "n" }, { OTTERDESK_DAYS: "soon" }, "The option days (or OTTERDESK_DAYS) must be a whole number from 1 to 30."],
    [{ name: "n", open: "yes" }, {}, "The option open (or OTTERDESK_OPEN) must be true or false."],
    [{ name: "n", domain: "Example.org" }, {}, "The option domain (or OTTERDESK_DOMAIN) must be a domain in lower case."],
    [{ name: "n", xmpp: { port: 0 } }, {}, "The option xmpp.port (or OTTERDESK_XMPP_PORT) must be a whole number from 1 to 65535."],
    [{ name: "n", xmpp: { kind: "c" } }, {}, "The option xmpp.kind (or OTTERDESK_XMPP_KIND) must be a or b."],
    [{ name: "n", xmpp: 3 }, {}, "xmpp must be an object."],
    [{ name: "n", nmae: 1 }, {}, "There is no option nmae."],
    [{ name: "n", xmpp: { host: "h" } }, {}, "There is no option xmpp.host."],
    [[], {}, "The configuration must be an object."],
  ];
  for (const [file, env, complaint] of mistakes) it(`${JSON.stringify(file)}: ${complaint}`, () => expect(read(file, env)).to.deep.equal({ complaint }));

  it("of the component name a file that cannot be read", () => {
    expect(readConfig(["--config", "/nowhere/x.json"], {})).to.deep.equal({ complaint: "The configuration /nowhere/x.json cannot be read (ENOENT)." });
    expect(readConfig(["--config"], {})).to.deep.equal({ complaint: "After --config comes the name of a file." });
  });

  it("of the component are all bounded, and suffice from the environment alone", () => {
    expect(readConfig([], {})).to.deep.equal({ complaint: "The option domain is missing (or OTTERDESK_DOMAIN)." });
    const values = { DOMAIN: "a.org", SERVICE: "chat.a.org", PANEL_DOMAIN: "panel.a.org", GUEST_DOMAIN: "guest.a.org", XMPP_SECRET: "s", DATA: "/tmp/d", HTTP_GUEST_PORT: "1", HTTP_OPERATOR_PORT: "2", WEBSOCKET: "wss://a.org/ws" };
    const env = Object.fromEntries(Object.entries(values).map(([name, value]) => [`OTTERDESK_${name}`, value]));
    const config = readConfig([], env);
    expect(config).to.have.nested.property("values.xmpp.host", "127.0.0.1");
    expect(Object.keys("values" in config ? config.values : {})).to.have.members(Object.keys(OPTIONS));
  });
});

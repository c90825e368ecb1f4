// What the desk sends to one client of an operator reaches no other one and no archive, on a real Prosody with carbons (XEP-0280) and mam (XEP-0313):
// by the marks alone, as on somebody's own server, and by the module of ours, which also sends back what is for a client that is gone.
import { expect } from "chai";
import { writeRelayed } from "#core/chat-message.ts";
import { readError } from "#core/errors.ts";
import { NS } from "#core/namespaces.ts";
import { writeXml, xml } from "#core/xml.ts";
import { startPeer, type Peer } from "../support/peer.ts";
import { startProsody, type Prosody } from "../support/prosody.ts";
import { signIn, type RawGuest } from "../support/raw-guest.ts";

const CHAT = "c-abc@chat.example.org";
const GONE = "desk1@example.org/gone";

/** A client, and all that it has heard. */
interface Client extends RawGuest {
  heard(): string;
  /** Resolves once it has heard this. */
  hears(words: string): Promise<void>;
}

async function openClient(prosody: Prosody): Promise<Client> {
  const raw = await signIn(prosody, { account: { local: "desk1", password: "one" } });
  let heard = "";
  let told = () => {};
  raw.onText((text) => {
    heard += text;
    told();
  });
  const hears = (words: string) => new Promise<void>((resolve) => {
    told = () => heard.includes(words) && resolve();
    told();
  });
  const client = { ...raw, heard: () => heard, hears };
  client.send(`<iq type='set' id='copies'><enable xmlns='${NS.carbons}'/></iq><presence/>`);
  await client.hears("id='copies'");
  return client;
}

for (const bareOperators of [true, false]) {
  describe(`an operator's other clients and archive, ${bareOperators ? "by the marks alone" : "with the desk's module"}`, function () {
    this.timeout(20_000);
    let prosody: Prosody;
    let desk: Peer;
    let mine: Client;
    let other: Client;

    before(async () => {
      prosody = await startProsody({ accounts: { desk1: "one" }, operatorModules: ["mam"], bareOperators });
      desk = await startPeer(prosody, prosody.service);
      mine = await openClient(prosody);
      other = await openClient(prosody);
    });
    after(async () => {
      mine?.stop();
      other?.stop();
      await desk?.stop();
      await prosody?.stop();
    });

    const say = (to: string, words: string) => desk.send(writeRelayed({ id: words, says: "otr-data", children: [xml("body", {}, words)], size: words.length }, { from: CHAT, to, end: "operator" }));

    it("a message of the desk goes to the one client; another's, which has no marks, is copied and archived", async () => {
      const panel = await startPeer(prosody, prosody.panelDomain);
      say(mine.jid, "for one client");
      await mine.hears("for one client");
      panel.sendText(writeXml(xml("message", { type: "chat", from: `someone@${prosody.panelDomain}`, to: mine.jid }, xml("body", {}, "for everybody"))));
      await other.hears("for everybody");
      await panel.stop();
      expect(other.heard()).to.not.contain("for one client");
      other.send("<iq type='set' id='archive'><query xmlns='urn:xmpp:mam:2'/></iq>");
      await other.hears("<fin ");
      expect(other.heard().split("for everybody")).to.have.length(3); // the copy, and what the archive has
      expect(other.heard()).to.not.contain("for one client");
    });

    it(`what is for a client that is gone ${bareOperators ? "goes to another one" : "comes back to the desk"}`, async () => {
      say(GONE, "late");
      if (bareOperators) return Promise.race([mine.hears("late"), other.hears("late")]);
      const error = await desk.next((s) => s.attrs["type"] === "error");
      expect([error.attrs["id"], error.attrs["from"], readError(error).condition]).to.deep.equal(["late", GONE, "service-unavailable"]);
      say(mine.jid, "after that");
      await mine.hears("after that");
      expect(mine.heard() + other.heard()).to.not.contain("late");
    });
  });
}

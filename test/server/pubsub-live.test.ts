// Pubsub with guests who are really signed in, and with a component that is killed in the middle of a key.
import { expect } from "chai";
import { randomBytes } from "node:crypto";
import { isFault } from "#core/errors.ts";
import { fieldValue, readForm } from "#core/forms.ts";
import { readKey, writeKey } from "#core/key.ts";
import { NS } from "#core/namespaces.ts";
import { writePubsub, type PubsubRequest } from "#core/pubsub.ts";
import { readItems } from "#core/pubsub-reply.ts";
import { emptySkin, readSkin, writeSkin } from "#core/skin.ts";
import { childOf, writeXml, xml, type XmlElement } from "#core/xml.ts";
import { startComponent, type RunningComponent } from "../support/component.ts";
import { startPeer, type Peer } from "../support/peer.ts";
import { startProsody, type Prosody } from "../support/prosody.ts";
import { signIn, type RawGuest } from "../support/raw-guest.ts";

const DEMO = "demo@panel.example.org";
const NODE = "demo/skins/main";

describe("pubsub and what lives and dies around it", function () {
  this.timeout(90_000);
  let prosody: Prosody;
  let component: RunningComponent;
  let panel: Peer;
  const guests: RawGuest[] = [];

  before(async () => {
    prosody = await startProsody();
    component = await startComponent(prosody);
    panel = await startPeer(prosody, prosody.panelDomain);
  });
  after(async () => {
    for (const guest of guests) guest.stop();
    await panel?.stop();
    await component?.stop();
    await prosody?.stop();
  });

  async function done(request: PubsubRequest): Promise<XmlElement> {
    const { type, payload } = writePubsub(request);
    const reply = await panel.ask(type, DEMO, prosody.service, payload);
    if (reply.attrs["type"] !== "result") throw new Error(writeXml(reply));
    return reply;
  }
  const publish = (node: string) => done({ ask: "publish", node, payload: writeSkin(emptySkin("reference")) });
  async function subscribers(): Promise<string | undefined> {
    const reply = await panel.ask("get", DEMO, prosody.service, xml("query", { xmlns: NS.discoInfo, node: NODE }));
    const form = readForm(childOf(childOf(reply, "query") as XmlElement, "x", NS.forms) as XmlElement);
    return isFault(form) ? undefined : fieldValue(form, "pubsub#num_subscribers");
  }
  async function open(): Promise<RawGuest> {
    const guest = await signIn(prosody);
    guests.push(guest);
    guest.send(writeXml(xml("iq", { type: "set", id: "s", to: prosody.service }, writePubsub({ ask: "subscribe", node: NODE, jid: guest.jid }).payload)));
    await component.until(async () => guest.messages() === 1); // the item that is there
    return guest;
  }

  it("an event reaches every guest who is there, and who is gone is forgotten", async () => {
    await publish(NODE);
    const [stays, leaves, vanishes] = [await open(), await open(), await open()];
    leaves.send(`<presence to='${prosody.service}'/>`);
    expect(await subscribers()).to.equal("3");
    await new Promise((resolve) => setTimeout(resolve, 200)); // its presence has been routed before its socket is cut
    leaves.stop();
    await component.until(async () => (await subscribers()) === "2"); // the server says that it is gone
    vanishes.stop(); // no presence was ever sent: nobody says anything
    await publish(NODE);
    await component.until(async () => stays.messages() === 2);
    await component.until(async () => (await subscribers()) === "1"); // the event came back
  });

  it("a guest's subscription outlives the component, and the next event finds its way", async () => {
    const guest = await open();
    await component.kill();
    component = await startComponent(prosody, {}, component.folder);
    await component.until(async () => guest.messages() === 2); // what the crash may have swallowed is told again
    await publish(NODE);
    await component.until(async () => guest.messages() === 3);
  });

  it("a component killed at any moment of a new key leaves one fingerprint in all skins", async () => {
    const nodes = Array.from({ length: 30 }, (_, i) => `demo/skins/k${i}`);
    for (const node of nodes) await publish(node);
    await done({ ask: "publish", node: "demo/key", payload: writeKey({ hex: "0".repeat(40), created: "2026-01-01T00:00:00Z" }) });
    for (let round = 0; round < 4; round++) {
      const hex = randomBytes(20).toString("hex");
      const { payload } = writePubsub({ ask: "publish", node: "demo/key", payload: writeKey({ hex, created: "2026-01-05T00:00:00Z" }) });
      panel.send(xml("iq", { type: "set", from: DEMO, to: prosody.service, id: `k${round}` }, payload));
      await new Promise((resolve) => setTimeout(resolve, round * 4));
      await component.kill();
      component = await startComponent(prosody, {}, component.folder);
      const found = new Set<string | undefined>();
      for (const node of nodes) {
        const skin = readItems(await done({ ask: "items", node, ids: [] }))[0]?.payload;
        const read = skin && readSkin(skin);
        found.add(read === undefined || isFault(read) ? "unreadable" : read.fingerprint?.hex);
      }
      const item = readItems(await done({ ask: "items", node: "demo/key", ids: [] }))[0]?.payload as XmlElement;
      const key = readKey(item);
      expect([...found]).to.deep.equal([isFault(key) ? "unreadable" : key.hex]);
    }
  });
});

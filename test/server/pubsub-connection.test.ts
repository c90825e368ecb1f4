// The component's program against a real Prosody: starts, answers, comes back, ends.
import { expect } from "chai";
import { childOf } from "#core/xml.ts";
import { readError } from "#core/errors.ts";
import { NS } from "#core/namespaces.ts";
import { writePubsub, type PubsubRequest } from "#core/pubsub.ts";
import { readEvent } from "#core/pubsub-reply.ts";
import { emptySkin, writeSkin } from "#core/skin.ts";
import { xml } from "#core/xml.ts";
import { startComponent, type RunningComponent } from "../support/component.ts";
import { startPeer, type Peer } from "../support/peer.ts";
import { startProsody, type Prosody } from "../support/prosody.ts";

describe("component and server", function () {
  this.timeout(30_000);
  let prosody: Prosody;
  let component: RunningComponent;
  let panel: Peer;

  before(async () => {
    prosody = await startProsody();
    component = await startComponent(prosody);
    panel = await startPeer(prosody, prosody.panelDomain);
  });
  after(async () => {
    await panel?.stop();
    await component?.stop();
    await prosody?.stop();
  });

  const owner = "demo@panel.example.org";
  const ask = (payload = xml("ping", { xmlns: NS.ping }), to = prosody.service) => panel.ask("get", `demo@${prosody.panelDomain}`, to, payload);

  it("answers a ping and says what it can do", async () => {
    expect((await ask()).attrs["type"]).to.equal("result");
    const info = childOf(await ask(xml("query", { xmlns: NS.discoInfo })), "query");
    expect(info?.children.map((c) => (typeof c === "string" ? c : c.attrs["var"]))).to.include.members([NS.discoInfo, NS.discoItems, NS.ping]);
  });

  it("answers what it does not know with the conditions of RFC 6120", async () => {
    expect(readError(await ask(xml("query", { xmlns: "jabber:iq:private" }))).condition).to.equal("service-unavailable");
    expect(readError(await ask(xml("surprise", { xmlns: NS.ping }))).condition).to.equal("feature-not-implemented");
    expect(readError(await ask(undefined, `no_such_address@${prosody.service}`)).condition).to.equal("item-not-found");
  });

  it("is back soon after the server has crashed", async () => {
    await prosody.kill();
    await prosody.start();
    await panel.stop();
    panel = await startPeer(prosody, prosody.panelDomain);
    await component.until(async () => (await ask()).attrs["type"] === "result");
  });

  it("sends events again that a crash may have swallowed", async () => {
    const node = "demo/skins/main";
    const send = (request: PubsubRequest) => {
      const { type, payload } = writePubsub(request);
      return panel.ask(type, owner, prosody.service, payload);
    };
    const event = () => panel.next((s) => s.name === "message" && childOf(s, "event") !== undefined);
    await send({ ask: "publish", node, id: "current", payload: writeSkin(emptySkin("reference")) });
    expect((await send({ ask: "subscribe", node, jid: owner })).attrs["type"]).to.equal("result");
    await event(); // the item that was there
    await component.kill();
    component = await startComponent(prosody, {}, component.folder);
    const again = await event();
    expect(readEvent(again)).to.deep.include({ event: "item", node });
    expect(childOf(again, "delay")).to.not.equal(undefined);
  });

  it("ends with 0 on SIGTERM", async () => {
    expect(await component.stop()).to.equal(0);
  });
});

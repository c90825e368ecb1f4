// What the box makes of the answer to its join, when the skin changes at that moment; the component's end is played by hand.
import { expect } from "chai";
import type { Connection } from "#browser/connection.ts";
import { writeTicket, type Ticket } from "#core/chat.ts";
import type { OtrPolicy } from "#core/skin.ts";
import { xml } from "#core/xml.ts";
import { Service } from "../../web-guest/service.ts";

const CHAT = "c-1@chat.example.org";
const ticket = (otr: OtrPolicy): Ticket => ({ chat: CHAT, token: "t", otr, status: { state: "waiting", position: 1 } });

/** The answer to a join in a skin that by then asks for this policy, and what the box has asked. */
async function joinWith(given: OtrPolicy, policy: OtrPolicy) {
  const asked: string[] = [];
  const request: Connection["request"] = async (payload, { to }) => {
    asked.push(`${payload.name} ${to}`);
    return xml("iq", { type: "result" }, payload.name === "join" && writeTicket(ticket(given)));
  };
  const connection: Connection = { request, state: { state: "connecting" }, jid: undefined, send: () => true, wake() {}, close() {} };
  const answer = await new Service(connection, "chat.example.org").join("reference", "demo/skins/main", async () => policy);
  return { answer, asked };
}

describe("guest: joining while the library's first key is made", () => {
  it("gives a chat in clear back where the skin has a key by now, so that it is asked for anew", async () => {
    for (const policy of ["required", "verified-only"] as const) {
      const { answer, asked } = await joinWith("none", policy);
      expect(answer).to.deep.equal({ refused: undefined, away: true });
      expect(asked).to.deep.equal(["join reference@chat.example.org", `end ${CHAT}`]);
    }
  });

  it("takes every other chat", async () => {
    for (const [given, policy] of [["none", "none"], ["required", "none"], ["required", "required"], ["required", "verified-only"], ["verified-only", "required"]] as const) {
      const { answer, asked } = await joinWith(given, policy);
      expect(answer).to.deep.equal(ticket(given));
      expect(asked).to.have.length(1);
    }
  });
});

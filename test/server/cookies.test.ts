// On one host browsers send the panel's cookie to every port: the sites and the server take no notice of it, and it is in no log.
import { expect } from "chai";
import { request } from "node:http";
import { sharedStack } from "../support/stack.ts";

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

const ask = (address: string, cookie?: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const asked = request(address, { headers: cookie === undefined ? {} : { cookie } }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (part: string) => (body += part)).on("end", () => resolve({ status: response.statusCode ?? 0, headers: { ...response.headers, date: "" }, body }));
    });
    asked.once("error", reject).end();
  });

describe("cookies of another port", function () {
  this.timeout(60_000);

  it("change no answer of the guest's and the operator's site, bring none back, and are logged nowhere", async () => {
    const stack = await sharedStack();
    const secret = "s3ss10n-0f-the-panel";
    const { guest, operator } = stack.demo.urls;
    const websocket = stack.demo.xmpp.websocket.replace(/^ws/, "http");
    const addresses = [guest, operator].flatMap((site) => ["/", "/config.json", "/box.html", "/chat/none@there", "/nothing-here", "/%ff"].map((path) => `${site.replace(/\/$/, "")}${path}`));
    for (const address of [...addresses, websocket]) {
      const [without, withCookie] = [await ask(address), await ask(address, `otterdesk=${secret}`)];
      expect(withCookie, address).to.deep.equal(without);
      expect(withCookie.headers["set-cookie"], address).to.equal(undefined);
    }
    const said = ["component", "panel", "prosody"].map((name) => stack.log(name)).join("") + stack.said();
    expect(said).to.contain("ready");
    expect(said).to.not.contain(secret);
  });
});

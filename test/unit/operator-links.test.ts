// Links in a message: found where they are, harmless always.
import { expect } from "chai";
import { splitLinks } from "#core/links.ts";

const hrefs = (text: string) => splitLinks(text).flatMap((p) => p.href ?? []);

describe("links in a message", () => {
  it("loses no character, whatever the text", () => {
    for (const text of ["", "plain", "https://a.example", "x https://a.example/b?c=d#e. y", "http://", "https://a.example https://b.example", "مرحبا https://a.example/ب"]) {
      expect(splitLinks(text).map((p) => p.text).join("")).to.equal(text);
    }
  });

  it("leaves the sentence's full stop out and a bracket that was opened in", () => {
    expect(hrefs("See https://catalogue.example/item/12.")).to.deep.equal(["https://catalogue.example/item/12"]);
    expect(hrefs("(https://a.example/x)")).to.deep.equal(["https://a.example/x"]);
    expect(hrefs("https://a.example/wiki/Otter_(animal)")).to.deep.equal(["https://a.example/wiki/Otter_(animal)"]);
  });

  it("makes a link of nothing but http and https, without a name in front of the host", () => {
    for (const text of ["javascript:alert(1)", "data:text/html,x", "https://library.example@evil.example/", "https://user:pass@evil.example/", "file:///etc/passwd", "https://<b>"]) {
      expect(hrefs(text), text).to.deep.equal([]);
    }
  });

  it("ends a link at a character that turns the direction of writing", () => {
    expect(hrefs("https://a.example/\u202egpj.exe")).to.deep.equal(["https://a.example/"]);
  });

  it("stays quick on hostile text", () => {
    const before = performance.now();
    splitLinks(`${"https://".repeat(4000)}${"https://a.example/....".repeat(3000)}`);
    expect(performance.now() - before).to.be.below(500);
  });
});

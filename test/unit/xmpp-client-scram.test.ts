// SCRAM against the examples of its RFCs, and what a false server might try.
import { expect } from "chai";
import { saslPrep, scramFinal, scramFirst, type ScramFinal } from "#browser/scram.ts";
import { acknowledge, countReceived, countSent, freshCounts } from "#browser/stream-management.ts";
import { xml } from "#core/xml.ts";

/** What to say, and what the server has to answer. */
async function answered(answer: Promise<ScramFinal | string>): Promise<[string, string]> {
  const final = await answer;
  return typeof final === "string" ? [final, final] : [final.message, final.expected];
}

describe("SCRAM", () => {
  it("speaks SCRAM-SHA-1 as RFC 5802 section 5 has it", async () => {
    const first = scramFirst("user", "fyko+d2lbbFgONRv9qkxdawL");
    expect(first.message).to.equal("n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL");
    const [message, expected] = await answered(scramFinal("SHA-1", first, "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096", "pencil"));
    expect(message).to.equal("c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=");
    expect(expected).to.equal("v=rmF9pqV8S7suAoZWja4dJRkFsKQ=");
  });

  it("speaks SCRAM-SHA-256 as RFC 7677 section 3 has it", async () => {
    const first = scramFirst("user", "rOprNGfwEbeRWgbNEkqO");
    const [message, expected] = await answered(scramFinal("SHA-256", first, "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", "pencil"));
    expect(message).to.equal("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
    expect(expected).to.equal("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
  });

  const refused = {
    "a nonce that is not an answer to ours": "r=other,s=QSXCR+Q6sek8bf92,i=4096",
    "our nonce and nothing of its own": "r=abc,s=QSXCR+Q6sek8bf92,i=4096",
    "too few iterations, which make guessing cheap": "r=abcd,s=QSXCR+Q6sek8bf92,i=1",
    "so many iterations that the page would stand still": "r=abcd,s=QSXCR+Q6sek8bf92,i=99999999",
    "iterations that are no number": "r=abcd,s=QSXCR+Q6sek8bf92,i=x",
    "a salt that is not base64": "r=abcd,s=!!,i=4096",
    "an extension that must be understood": "m=x,r=abcd,s=QSXCR+Q6sek8bf92,i=4096",
    "nothing": "",
  };
  for (const [name, message] of Object.entries(refused)) {
    it(`does not answer ${name}`, async () => expect(await scramFinal("SHA-1", scramFirst("user", "abc"), message, "pencil")).to.equal("false-server"));
  }

  it("escapes and prepares names (RFC 4013)", () => {
    expect(scramFirst("a=b,c", "n").bare).to.equal("n=a=3Db=2Cc,r=n");
    expect(saslPrep("I\u00adX")).to.equal("IX");
    expect(saslPrep("\u00aa \u2168\u00a0x")).to.equal("a IX x");
  });
});

describe("stream management's counts", () => {
  const stanza = (id: string) => xml("message", { id });

  it("drops what is acknowledged and keeps the rest in order", () => {
    const counts = [stanza("a"), stanza("b"), stanza("c")].reduce(countSent, freshCounts("x"));
    expect(acknowledge(counts, 2)?.unacknowledged.map((s) => s.attrs["id"])).to.deep.equal(["c"]);
    expect(acknowledge(counts, 0)?.unacknowledged).to.have.length(3);
  });

  it("does not believe a server that has more than was sent, or no number", () => {
    const counts = countSent(freshCounts("x"), stanza("a"));
    for (const h of [2, -1, Number.NaN]) expect(acknowledge(counts, h), String(h)).to.equal(undefined);
  });

  it("goes round at 2^32", () => {
    expect(countReceived({ ...freshCounts("x"), inbound: 2 ** 32 - 1 }).inbound).to.equal(0);
    expect(acknowledge({ ...countSent(freshCounts("x"), stanza("a")), acknowledged: 2 ** 32 - 1 }, 0)?.unacknowledged).to.deep.equal([]);
  });
});

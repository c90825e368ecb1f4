// Keys: made, read from a paste, written for libotr.
import { expect } from "chai";
import { throwawayDomain } from "#otr/domain.ts";
import { generateKey, generateThrowawayKey } from "#otr/generate.ts";
import { formatFingerprint, readPrivateKey, writeLibotrKeyFile } from "#otr/key.ts";
import { isPrime } from "#otr/primes.ts";
import { secureRandom } from "#otr/random.ts";

describe("OTR keys", () => {
  const key = generateKey();
  const codeOf = (pasted: string): string => {
    const check = readPrivateKey(pasted);
    return check.ok ? "ok" : check.code;
  };
  const changed = (at: number, to: string): string => key.text.slice(0, at) + to + key.text.slice(at + to.length);

  it("are made with fresh parameters of DSA-1024/160, and progress rises to 1", () => {
    const seen: number[] = [];
    const other = generateKey((fraction) => seen.push(fraction));
    expect(other.p).to.not.equal(key.p);
    expect(seen.at(-1)).to.equal(1);
    expect(seen).to.deep.equal([...seen].sort((a, b) => a - b));
    expect(key.text).to.match(/^AAAAAACA/);
    expect(codeOf(other.text)).to.equal("ok");
  });

  it("of guests use a domain that is sound", () => {
    const { p, q } = throwawayDomain();
    expect(isPrime(p, 20, secureRandom) && isPrime(q, 20, secureRandom)).to.equal(true);
    const throwaway = generateThrowawayKey();
    expect(codeOf(throwaway.text)).to.equal("ok");
    expect(throwaway.x).to.not.equal(generateThrowawayKey().x);
  });

  it("are read with white space around and inside", () => {
    const pasted = `\ufeff\n  ${key.text.replace(/.{64}/g, "$&\r\n ")}\u00a0\n`;
    const check = readPrivateKey(pasted);
    expect(check.ok && check.key).to.deep.equal(key);
  });

  it("are refused in words that say why", () => {
    expect(codeOf("  \n")).to.equal("empty");
    expect(codeOf("correct horse battery staple")).to.equal("not-a-key");
    expect(codeOf(key.fingerprint)).to.equal("not-a-key");
    expect(codeOf("x".repeat(70_000))).to.equal("too-long");
    expect(codeOf(key.text.slice(0, -4))).to.equal("incomplete");
    expect(codeOf(key.text.slice(0, 300))).to.equal("incomplete");
    expect(codeOf(`${key.text}${key.text}`)).to.be.oneOf(["trailing", "mismatch"]);
    expect(codeOf(`${key.text.slice(0, 200)}!${key.text.slice(201)}`)).to.equal("damaged");
    expect(codeOf(changed(100, key.text[100] === "B" ? "C" : "B"))).to.be.oneOf(["mismatch", "not-prime"]);
    expect(codeOf("(privkeys (account))")).to.equal("not-a-key");
    for (const [code, message] of [["x", readPrivateKey("x")], ["", readPrivateKey("")]] as const) {
      expect(!message.ok && message.message, code).to.match(/^[A-Z].*\.$/);
    }
  });

  it("are written for libotr and read back, whatever the accounts", () => {
    const accounts = [{ name: 'desk "1"\\@example.org', protocol: "prpl-jabber" }, { name: "desk1@example.org", protocol: "xmpp" }];
    const file = writeLibotrKeyFile(key, accounts);
    const check = readPrivateKey(file);
    expect(check.ok && check.key).to.deep.equal(key);
    expect(codeOf(file + writeLibotrKeyFile(generateThrowawayKey(), accounts))).to.equal("several");
    expect(codeOf(file.slice(0, 600))).to.equal("incomplete");
  });

  it("have fingerprints in libotr's form", () => {
    expect(formatFingerprint("0123456789abcdef0123456789abcdef01234567")).to.equal("01234567 89ABCDEF 01234567 89ABCDEF 01234567");
  });
});

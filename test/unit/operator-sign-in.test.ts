// Signing in again without the password: the keys that stand for it do the same and say no more.
import { expect } from "chai";
import { readScramKeys, scramFinal, scramFirst, type ScramFinal } from "#browser/scram.ts";

// RFC 7677 section 3.
const NONCE = "rOprNGfwEbeRWgbNEkqO";
const CHALLENGE = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
const first = scramFirst("user", NONCE);
const withPassword = async () => (await scramFinal("SHA-256", first, CHALLENGE, "pencil")) as ScramFinal;

describe("the kept sign-in", () => {
  it("answers as the password does, which is as the RFC has it", async () => {
    const { message, expected, keys } = await withPassword();
    expect(message).to.match(/,p=dHzbZapWIk4jUhN\+Ute9ytag9zjfMHgsqmmiz7AndVQ=$/);
    expect(expected).to.equal("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
    const kept = readScramKeys(JSON.parse(JSON.stringify(keys)));
    expect(await scramFinal("SHA-256", first, CHALLENGE, kept ?? "")).to.deep.equal({ message, expected, keys });
  });

  it("holds neither the password nor what it was salted to", async () => {
    const { keys } = await withPassword();
    expect(JSON.stringify(keys)).not.to.contain("pencil");
    expect(Object.keys(keys).sort()).to.deep.equal(["clientKey", "hash", "iterations", "salt", "serverKey"]);
  });

  it("is stale once the server has another salt, number of rounds or hash", async () => {
    const { keys } = await withPassword();
    for (const other of [CHALLENGE.replace("W22Z", "W33Z"), CHALLENGE.replace("4096", "8192")]) expect(await scramFinal("SHA-256", first, other, keys)).to.equal("stale");
    expect(await scramFinal("SHA-1", first, CHALLENGE, keys)).to.equal("stale");
  });

  it("counts as absent when it is spoilt", async () => {
    const { keys } = await withPassword();
    for (const value of [undefined, null, "x", {}, { ...keys, hash: "MD5" }, { ...keys, clientKey: "§" }, { ...keys, iterations: "4096" }]) expect(readScramKeys(value)).to.equal(undefined);
  });

  it("gives a false server no answer", async () => {
    for (const bad of [CHALLENGE.replace("rOprN", "XXXXX"), CHALLENGE.replace("4096", "1"), `m=x,${CHALLENGE}`, "", "r=,s=,i="]) expect(await scramFinal("SHA-256", first, bad, "pencil"), bad).to.equal("false-server");
  });
});

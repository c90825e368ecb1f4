// Our session against libotr, the library that Pidgin, Profanity, BitlBee and mcabber use.
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { generateKey, generateThrowawayKey } from "#otr/generate.ts";
import { formatFingerprint, readPrivateKey, writeLibotrKeyFile } from "#otr/key.ts";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { LibotrPeer, POLICY, settle, SMP } from "./libotr/peer.ts";
import { openEnd, type End } from "./wire.ts";

describe("OTR session with libotr", function () {
  this.timeout(60_000);
  let peer: LibotrPeer;
  const key = generateThrowawayKey();
  const peerKey = generateKey();

  beforeEach(async () => {
    peer = new LibotrPeer();
    await peer.useKey(peerKey);
  });
  afterEach(() => peer.close());

  async function encrypted(start: "ours" | "theirs" | "both" | "tag", policy: number = POLICY.both): Promise<End> {
    const ours = openEnd({ key });
    await peer.tell("policy", String(policy));
    if (start !== "theirs" && start !== "tag") ours.session.start();
    if (start === "tag") await peer.tell("send", "tagged");
    else if (start !== "ours") await peer.tell("start");
    await settle(ours, peer);
    return ours;
  }

  for (const [name, policy, version] of [["version 3", POLICY.both, 3], ["version 2 where the peer has nothing else", POLICY.v2, 2], ["version 3 only", POLICY.v3, 3]] as const) {
    it(`agrees on keys and talks: ${name}, whoever starts`, async () => {
      for (const start of ["ours", "theirs", "both"] as const) {
        const ours = await encrypted(start, policy);
        expect([ours.session.state, peer.state, peer.version], start).to.deep.equal(["encrypted", "encrypted", version]);
        expect([ours.session.peerFingerprint, peer.fingerprint]).to.deep.equal([peerKey.fingerprint, key.fingerprint]);
        for (let i = 0; i < 6; i += 1) {
          ours.session.send(`m${i}`, `Grüße 👋 ${i}`);
          await settle(ours, peer);
          await peer.tell("send", `zurück ✓ ${i}`);
          if (i % 2 === 0) await peer.tell("send", `noch ${i}`);
          await settle(ours, peer);
        }
        expect(peer.texts.splice(0)).to.deep.equal([0, 1, 2, 3, 4, 5].map((i) => `Grüße 👋 ${i}`));
        expect(ours.texts()).to.deep.equal([0, 1, 2, 3, 4, 5].flatMap((i) => [`zurück ✓ ${i}`, ...(i % 2 === 0 ? [`noch ${i}`] : [])]));
        expect(ours.problems()).to.deep.equal([]);
        await peer.tell("reset", peer.keyFile);
      }
    });
  }

  it("agrees on keys 100 times in each direction without a failure", async () => {
    for (const start of ["ours", "theirs"] as const) {
      let failures = 0;
      for (let i = 0; i < 100; i += 1) {
        const ours = await encrypted(start);
        ours.session.send("1", `text ${i}`);
        await settle(ours, peer);
        if (peer.texts.pop() !== `text ${i}` || ours.session.state !== "encrypted") failures += 1;
        await peer.tell("reset", peer.keyFile);
      }
      expect(failures, start).to.equal(0);
    }
  });

  it("starts after a whitespace tag and shows nothing of the tagged text", async () => {
    const ours = await encrypted("tag");
    expect([ours.session.state, peer.state]).to.deep.equal(["encrypted", "encrypted"]);
    expect(ours.texts()).to.deep.equal([]);
    expect(ours.problems()).to.deep.equal(["unencrypted"]);
  });

  it("reads libotr's fragments", async () => {
    await peer.tell("size", "200");
    const ours = await encrypted("theirs");
    const text = "Ein langer Text mit Umlauten äöü. ".repeat(100);
    await peer.tell("send", text);
    expect(peer.out.length).to.be.greaterThan(20);
    await settle(ours, peer);
    expect(ours.texts()).to.deep.equal([text]);
  });

  it("carries long texts", async () => {
    const ours = await encrypted("ours");
    const text = "0123456789abcdef".repeat(4096);
    ours.session.send("1", text);
    await settle(ours, peer);
    expect(peer.texts).to.deep.equal([text]);
  });

  it("refreshes from either side, and goes on when libotr has forgotten everything", async () => {
    const ours = await encrypted("ours");
    ours.session.start();
    await settle(ours, peer);
    await peer.tell("start");
    await settle(ours, peer);
    ours.session.send("1", "after two refreshes");
    await settle(ours, peer);
    await peer.tell("reset", peer.keyFile);
    ours.session.send("2", "lost with libotr's memory"); // which drops it in silence: it is for another instance tag
    await settle(ours, peer);
    await peer.tell("start");
    await settle(ours, peer);
    expect([ours.session.state, peer.state]).to.deep.equal(["encrypted", "encrypted"]);
    ours.session.send("2", "lost with libotr's memory");
    await settle(ours, peer);
    expect(peer.texts).to.deep.equal(["after two refreshes", "lost with libotr's memory"]);
  });

  it("ends from either side", async () => {
    const ours = await encrypted("ours");
    ours.session.end();
    await settle(ours, peer);
    expect([ours.session.state, peer.state]).to.deep.equal(["plain", "finished"]);
    await peer.tell("end");
    ours.session.start();
    await settle(ours, peer);
    expect([ours.session.state, peer.state]).to.deep.equal(["encrypted", "encrypted"]);
    await peer.tell("end");
    await settle(ours, peer);
    expect([ours.session.state, peer.state]).to.deep.equal(["finished", "plain"]);
  });

  it("tells libotr at once when it cannot compare secrets", async () => {
    const ours = openEnd({ key, compare: undefined });
    ours.session.start();
    await settle(ours, peer);
    await peer.tell("smp", "geheim", "Welches?");
    await settle(ours, peer);
    expect(peer.smp.at(-1)).to.equal(SMP.abort);
  });

  it("compares secrets, asked by either side, right and wrong, and after a refresh", async () => {
    const ours = await encrypted("ours");
    for (let round = 0; round < 2; round += 1) {
      for (const [secret, step, theirs] of [["geheim", "verified", SMP.success], ["falsch", "failed", SMP.failure]] as const) {
        ours.session.smpStart("geheim", "Welches Wort?");
        await settle(ours, peer);
        expect(peer.smp.pop()).to.equal(SMP.answer);
        await peer.tell("answer", secret);
        await settle(ours, peer);
        expect([ours.events.at(-1), peer.smp.at(-1)]).to.deep.equal([{ kind: "smp", step }, theirs]);
        await peer.tell("smp", "geheim", "Welches?");
        await settle(ours, peer);
        expect(ours.events.at(-1)).to.deep.equal({ kind: "smp", step: "asked", question: "Welches?" });
        ours.session.smpAnswer(secret);
        await settle(ours, peer);
        expect([ours.events.filter((e) => e.kind === "smp").at(-1), peer.smp.at(-1)]).to.deep.equal([{ kind: "smp", step }, theirs]);
      }
      ours.session.start();
      await settle(ours, peer);
    }
  });

  it("exchanges keys: libotr loads ours with the same fingerprint, we load libotr's", async () => {
    for (let i = 0; i < 10; i += 1) {
      const made = generateThrowawayKey();
      const file = join(peer.folder, `key${i}`);
      const name = `desk"${i}\\@example.org/Home`;
      writeFileSync(file, writeLibotrKeyFile(made, [{ name, protocol: "prpl-jabber" }, { name: "1", protocol: "libpurple-Jabber" }]));
      expect(await peer.tell("key", file)).to.include("loaded 1");
      for (const account of [[name, "prpl-jabber"], ["1", "libpurple-Jabber"]] as const) {
        const [line] = await peer.tell("fingerprint", ...account);
        expect(Buffer.from(line!.split(" ")[1] ?? "", "hex").toString()).to.equal(formatFingerprint(made.fingerprint));
      }
    }
    const file = join(peer.folder, "generated");
    await peer.tell("reset", "/dev/null");
    await peer.tell("generate", file);
    const check = readPrivateKey(readFileSync(file, "utf8"));
    const [line] = await peer.tell("fingerprint", "peer", "xmpp");
    expect(check.ok && formatFingerprint(check.key.fingerprint)).to.equal(Buffer.from(line!.split(" ")[1]!, "hex").toString());
  });
});

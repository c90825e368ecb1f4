// A library's skins. The fingerprint in them is not the form's business: a new skin has none, a changed one keeps what it has.
import { fault, isFault, type Fault } from "#core/errors.ts";
import { readSkin, writeSkin, type Fingerprint, type Skin } from "#core/skin.ts";
import type { Door } from "./door.ts";
import type { Record } from "./library.ts";

export interface SkinEntry {
  readonly name: string;
  readonly skin: Skin;
  /** Whether its fingerprint is that of the library's current key. */
  readonly covered: boolean;
}

export interface Skins {
  /** `current` saves asking for the key where it is known. */
  read(name: string, current?: Fingerprint): Promise<SkinEntry | Fault>;
  create(name: string, skin: Skin): Promise<Fault | undefined>;
  change(name: string, change: (skin: Skin) => Skin): Promise<Fault | undefined>;
  /** Gives the skin the fingerprint of the current key. */
  cover(name: string): Promise<Fault | undefined>;
  /** Takes the fingerprint away, and with it the encryption of chats that begin later. */
  uncover(name: string): Promise<Fault | undefined>;
  delete(name: string): Promise<Fault | undefined>;
}

const ATTEMPTS = 3;

export function openSkins(door: Door, key: () => Promise<Fingerprint | undefined | Fault>, record: Record): Skins {
  const at = (name: string) => ({ kind: "skin", name }) as const;

  async function skinOf(name: string): Promise<Skin | Fault> {
    const payload = await door.read(at(name));
    return isFault(payload) ? payload : readSkin(payload);
  }

  /** Reads, changes and publishes; again where new keys came between the two. */
  async function rewrite(name: string, make: (skin: Skin) => Promise<Skin | Fault>): Promise<Fault | undefined> {
    for (let attempt = 1; ; attempt++) {
      const skin = await skinOf(name);
      const made = isFault(skin) ? skin : await make(skin);
      if (isFault(made)) return made;
      const failed = await door.publish(at(name), writeSkin(made));
      if (failed?.fault !== "stale-fingerprint" || attempt === ATTEMPTS) return failed;
    }
  }

  return {
    async read(name, known) {
      const [skin, current] = await Promise.all([skinOf(name), known ?? key()]);
      if (isFault(skin)) return skin;
      return isFault(current) ? current : { name, skin, covered: current !== undefined && skin.fingerprint?.hex === current.hex };
    },
    async create(name, skin) {
      const failed = await door.create(at(name), writeSkin(withoutFingerprint(skin)));
      if (failed === undefined) await record("skin-created", name);
      return failed;
    },
    async change(name, change) {
      const failed = await rewrite(name, async (skin) => ({ ...withoutFingerprint(change(skin)), ...(skin.fingerprint && { fingerprint: skin.fingerprint }) }));
      if (failed === undefined) await record("skin-changed", name);
      return failed;
    },
    async cover(name) {
      const failed = await rewrite(name, async (skin) => {
        const current = await key();
        if (isFault(current)) return current;
        return current === undefined ? fault("conflict", "There are no keys yet. Generate them first.") : { ...skin, fingerprint: current };
      });
      if (failed === undefined) await record("skin-covered", name);
      return failed;
    },
    async uncover(name) {
      const failed = await rewrite(name, async (skin) => withoutFingerprint(skin));
      if (failed === undefined) await record("skin-uncovered", name);
      return failed;
    },
    async delete(name) {
      const failed = await door.delete(at(name));
      if (failed === undefined) await record("skin-deleted", name);
      return failed;
    },
  };
}

function withoutFingerprint({ fingerprint: _, ...rest }: Skin): Skin {
  return rest;
}

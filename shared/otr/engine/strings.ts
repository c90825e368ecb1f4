// Functions of the otr package's lib/helpers.js that ours stand in for: there each byte went through an array of characters.
import { fromLatin1, latin1, Reader } from "../bytes.ts";
import { aesCtr } from "./aes.ts";
import { numOfLatin1 } from "./bigint.ts";
import { Bytes } from "./crypto.ts";
import type { Num } from "./types.ts";

/** AES-CTR of the AKE: the counter starts at zero, the key is used once. */
const crypt = (bytes: Uint8Array, key: string, counter: string): Uint8Array => aesCtr(fromLatin1(key), fromLatin1(counter).subarray(0, 8), bytes);

export const encryptAes = (message: Bytes, key: string, counter: string): string => latin1(crypt(message.bytes, key, counter));
export const decryptAes = (text: string, key: string, counter: string): Bytes => new Bytes(crypt(fromLatin1(text), key, counter));
export const bits2bigInt = numOfLatin1;
/** The bytes behind the length are the number's, however many: that they are as many as it says was checked before. */
export const readMPI = (data: string): Num => numOfLatin1(data.slice(4));
export const readLen = (data: string): number => new Reader(fromLatin1(data.slice(0, 4))).uint32();

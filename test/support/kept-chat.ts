// A record of an ended chat, laid down in the component's database beside the program that runs on it.
import { openStore } from "../../component/store/store.ts";

export interface KeptChat {
  readonly id: string;
  /** Milliseconds. */
  readonly ended: number;
  readonly answered: number | null;
  readonly reason: string;
  readonly encrypted: boolean;
}

/** Of this library's queue; each began five minutes before it ended, and was proven where it was encrypted. */
export async function keepChats(folder: string, chats: readonly KeptChat[], queue = "reference", library = "demo"): Promise<void> {
  const store = await openStore(folder);
  const sql = "INSERT INTO chat (id, version, library, queue, skin, otr, since, answered, ended, reason, encrypted, verified) VALUES (?, 1, ?, ?, 'demo/skins/main', 'required', ?, ?, ?, ?, ?, ?)";
  await store.write(async (tx) => {
    for (const { id, ended, answered, reason, encrypted } of chats) await tx.run(sql, id, library, queue, ended - 300_000, answered, ended, reason, Number(encrypted), Number(encrypted));
  });
  await store.close();
}

// Every bound on what a peer, or a server between, can make us do before anything is authenticated. docs/otr.md explains each.

export const BOUNDS = {
  /** Characters of one frame, or of a reassembled one. 64 KiB of text makes 88 kB. */
  frame: 196_608,
  /** Bytes of one of our texts in UTF-8. */
  text: 65_536,
  /** Bytes of an AKE message's body; libotr's are below 600. */
  ake: 4_096,
  /** Fragments of one message; and how long an unfinished one is kept. */
  fragments: 4_096,
  fragmentMs: 120_000,
  /** AKEs that may start in a minute, whoever starts them. */
  akesPerMinute: 30,
  /** Data messages that arrive while an AKE runs and wait for its end: how many, and their characters in all. */
  waitingFrames: 32,
  waitingCharacters: 262_144,
  /** Answers to frames of a running AKE that are remembered, to be given again to the same frame. */
  repeats: 8,
  /** How long the keys before the last AKE can still read. */
  previousMs: 120_000,
  /** How old a snapshot's keys may be. */
  snapshotMs: 3_600_000,
  snapshotCharacters: 16_384,
  /** Milliseconds without progress until AKE frames are repeated, and until it starts again (then doubled up to the last). */
  repeatMs: 4_000,
  restartMs: 10_000,
  restartMaxMs: 60_000,
  /** A responder waits this long for the AKE that the peer started, then goes on as before. */
  responderMs: 25_000,
  /** At least this much between two `?OTR Error:` of ours, and between two starts because of one. */
  errorMs: 5_000,
  /** OTR version 3, "heartbeat": answer with an empty message when nothing was sent for this long. */
  heartbeatMs: 60_000,
  /** Texts that wait, and message ids whose key is remembered. */
  texts: 200,
  ids: 1_000,
  /** Data messages whose MAC is remembered, to know a duplicate. */
  duplicates: 256,
  /** Characters of an SMP secret or question. */
  smp: 1_024,
} as const;

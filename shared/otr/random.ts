// The one door to randomness of this room.
export type Random = (bytes: number) => Uint8Array;

export const secureRandom: Random = (bytes) => crypto.getRandomValues(new Uint8Array(bytes));

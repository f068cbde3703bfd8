import type { Random } from '../core/clock.ts';

/** Randomness that repeats: the same seed gives the same numbers, on every machine. For tests, not for secrets. */
export function seededRandom(seed: number): Random {
  const word = wordsOf(seed);
  return {
    next: () => ((word() >>> 5) * 2 ** 26 + (word() >>> 6)) / 2 ** 53,
    bytes: (count) => Uint8Array.from({ length: count }, () => word() >>> 24),
  };
}

const WARM_UP = 16;

/** Small fast counting generator (Doty-Humphrey): three words of state that mix, and one that counts. */
function wordsOf(seed: number): () => number {
  let [a, b, c, counter] = [seed | 0, Math.floor(seed / 2 ** 32) | 0, 0x5eed, 1];
  const word = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let round = 0; round < WARM_UP; round += 1) word();
  return word;
}

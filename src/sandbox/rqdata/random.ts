/** A reproducible stream of random numbers: the same key always gives the same numbers. */
export type RandomStream = {
  /** In [0, 1). */
  readonly next: () => number;
  /** Mean 0, standard deviation 1. */
  readonly normal: () => number;
  /** Mean 1. */
  readonly exponential: () => number;
  /** A whole number in [0, count). */
  readonly below: (count: number) => number;
};

const TWO_POW_32 = 4_294_967_296;
const WARM_UP_STEPS = 12;

/** Streams with different keys are independent, so adding a symbol or a year never changes another one's numbers. */
export function randomStream(...key: readonly (string | number)[]): RandomStream {
  const step = sfc32(key.join('/'));
  let spare = Number.NaN;
  const next = (): number => step() / TWO_POW_32;
  const normal = (): number => {
    if (!Number.isNaN(spare)) {
      const kept = spare;
      spare = Number.NaN;
      return kept;
    }
    for (;;) {
      const x = 2 * next() - 1;
      const y = 2 * next() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      spare = y * scale;
      return x * scale;
    }
  };
  return { next, normal, exponential: () => -Math.log(1 - next()), below: (count) => Math.floor(next() * count) };
}

/** Small Fast Counter by Chris Doty-Humphrey (PractRand), 128 bits of state; returns unsigned 32-bit integers. */
function sfc32(key: string): () => number {
  let a = hash32(key, 0x9e3779b9);
  let b = hash32(key, 0x243f6a88);
  let c = hash32(key, 0xb7e15162);
  let counter = 1;
  const step = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < WARM_UP_STEPS; i += 1) step();
  return step;
}

/** FNV-1a with a chosen start and a final mix. */
export function hash32(text: string, start = 0x811c9dc5): number {
  let hash = start | 0;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return (hash ^ (hash >>> 15)) >>> 0;
}

import type { Random } from '../../src/core/clock.ts';
import { seededRandom } from '../../src/testing/seeded-random.ts';

/** Draws of one seed. Every part of a plan has its own, so that one draw more in a part leaves the others as they are. */
export type Draw = {
  readonly random: Random;
  /** A whole number in `from` .. `to`. */
  readonly int: (from: number, to: number) => number;
  readonly chance: (of: number) => boolean;
  readonly pick: <T>(list: readonly T[]) => T;
};

export function drawOf(seed: number, part: string): Draw {
  const random = seededRandom(mix(seed, part));
  const int = (from: number, to: number): number => from + Math.floor(random.next() * (to - from + 1));
  return {
    random,
    int,
    chance: (of) => random.next() < of,
    pick: (list) => list[int(0, list.length - 1)]!,
  };
}

/** FNV-1a over the part's name, begun with the seed. */
function mix(seed: number, part: string): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let index = 0; index < part.length; index += 1)
    hash = Math.imul(hash ^ part.charCodeAt(index), 0x01000193) >>> 0;
  return hash * 2 ** 16 + (seed % 2 ** 16);
}

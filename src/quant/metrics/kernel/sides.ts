import { above } from './excess.ts';
import { RETURN_NOISE } from './outcome.ts';
import type { Sample } from './sample.ts';
import type { Rate } from './terms.ts';

/** The returns on both sides of a target: counts, and sums of the distances from it. */
export type Sides = {
  readonly count: number;
  readonly countAbove: number;
  readonly countBelow: number;
  readonly sumAbove: number;
  readonly sumBelow: number;
  readonly squaresBelow: number;
};

/** Distances within rounding of the target count for neither side. */
export function sidesOf(sample: Sample, target: Rate): Sides {
  if (target.series === null) return sidesAround(sample, target.perPeriod);
  return sidesOfValues(above(sample, sample.returns, sample.rows, target), 0);
}

/** The same around one number; asked for again and again, so it is kept. */
export function sidesAround(sample: Sample, target: number): Sides {
  sample.cache.sides ??= new Map();
  const known = sample.cache.sides.get(target);
  if (known !== undefined) return known;
  const sides = sidesOfValues(sample.returns, target);
  sample.cache.sides.set(target, sides);
  return sides;
}

export function sidesOfValues(values: Float64Array, target: number): Sides {
  let countAbove = 0;
  let countBelow = 0;
  let sumAbove = 0;
  let sumBelow = 0;
  let squaresBelow = 0;
  for (let k = 0; k < values.length; k += 1) {
    const distance = values[k]! - target;
    if (distance > RETURN_NOISE) {
      countAbove += 1;
      sumAbove += distance;
    } else if (distance < -RETURN_NOISE) {
      countBelow += 1;
      sumBelow -= distance;
      squaresBelow += distance * distance;
    }
  }
  return { count: values.length, countAbove, countBelow, sumAbove, sumBelow, squaresBelow };
}

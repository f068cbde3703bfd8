import { linearTicks, logTicks } from './ticks.ts';

/** Where values of a pane stand, and its ticks. */
export type Scale = {
  readonly kind: 'linear' | 'log';
  readonly min: number;
  readonly max: number;
  /** Pixels from the top of the picture. NaN for what a logarithm has no place for. */
  readonly y: (value: number) => number;
  readonly ticks: readonly number[];
};

export type ScaleInput = {
  readonly kind: 'linear' | 'log';
  /** Of the values; NaN when there are none. */
  readonly min: number;
  readonly max: number;
  readonly top: number;
  readonly bottom: number;
};

/** Pixels from one tick to the next, at least. */
const TICK_GAP = 30;

/** A scale that holds the range with a little air, also where the range is a single value. */
export function scaleOf({ kind, min, max, top, bottom }: ScaleInput): Scale {
  const to = kind === 'log' ? Math.log : (value: number) => value;
  const from = kind === 'log' ? Math.exp : (value: number) => value;
  const [low, high] = airedRange(to(min), to(max), kind);
  const perUnit = (bottom - top) / (high - low);
  const [valueMin, valueMax] = [from(low), from(high)];
  const countMax = Math.max(2, Math.floor((bottom - top) / TICK_GAP));
  const ticks = Number.isNaN(min) ? [] : (kind === 'log' ? logTicks : linearTicks)(valueMin, valueMax, countMax);
  const y = (value: number) => bottom - (to(value) - low) * perUnit;
  return {
    kind,
    min: valueMin,
    max: valueMax,
    ticks,
    y: kind === 'log' ? (value) => (value > 0 ? y(value) : Number.NaN) : y,
  };
}

const AIR = 0.06;
/** Pixels over less than this are more than a number holds. */
const RANGE_MIN = 1e-300;

/** A value that never changes stands in the middle; an end at zero keeps standing on it. */
function airedRange(min: number, max: number, kind: 'linear' | 'log'): readonly [number, number] {
  if (!(min <= max)) return [0, 1];
  if (max - min <= Math.max(Math.abs(min), Math.abs(max)) * 1e-12 + RANGE_MIN) {
    const half = kind === 'log' ? 0.05 : Math.abs(min) > RANGE_MIN ? Math.abs(min) * 0.05 : 1;
    return [min - half, max + half];
  }
  const air = (max - min) * AIR;
  const isFooted = kind === 'linear' && min === 0;
  const isCapped = kind === 'linear' && max === 0;
  return [isFooted ? min : min - air, isCapped ? max : max + air];
}

import { assert } from '../../../core/errors.ts';
import { inputError } from '../../indicators/kernel/options.ts';
import { type DrawdownPath, drawdownPathOf } from './drawdown-path.ts';
import { type DrawdownEpisode, episodesOf } from './episodes.ts';
import type { MarketSides } from './market-sides.ts';
import { type Moments, momentsOf } from './moments.ts';
import { columnOf, type Series } from './series.ts';
import type { Sides } from './sides.ts';
import type { BullAndBear } from './slopes.ts';

/** Two columns of the same periods, none missing. */
export type Pair = {
  readonly returns: Float64Array;
  readonly benchmark: Float64Array;
  readonly rows: Int32Array | null;
};

/**
 * One series of returns, checked, with whatever its metrics share: computed when first asked for, kept for the next.
 * The columns are never written to.
 */
export type Sample = {
  /** The returns that are there, in order. */
  readonly returns: Float64Array;
  /** Where each of them stands in the caller's column; null when none is missing. */
  readonly rows: Int32Array | null;
  /** Periods that passed, missing returns included. */
  readonly elapsed: number;
  /** A return below -1: more than everything was lost. */
  readonly isRuined: boolean;
  /** The caller's column, from row `offset` of it on. */
  readonly given: Float64Array;
  readonly offset: number;
  readonly benchmark: Float64Array | null;
  readonly sessions: Int32Array | null;
  readonly cache: Cache;
};

type Cache = {
  moments?: Moments;
  sorted?: Float64Array;
  path?: DrawdownPath;
  episodes?: readonly DrawdownEpisode[];
  growth?: number;
  pair?: Pair;
  pairMoments?: PairMoments;
  active?: Moments;
  marketSides?: MarketSides;
  /** By slope, and by rate. */
  residuals?: Map<number, Moments>;
  slopes?: Map<number, BullAndBear>;
  /** By rate and by target. */
  excess?: Map<number, Float64Array>;
  sides?: Map<number, Sides>;
  pairGrowth?: { readonly own: number; readonly benchmark: number };
};

/** Means and sums of products about them: all that a regression on one benchmark needs. */
export type PairMoments = {
  readonly count: number;
  readonly meanReturn: number;
  readonly meanBenchmark: number;
  readonly squaresReturn: number;
  readonly squaresBenchmark: number;
  readonly products: number;
};

export type SampleInput = {
  readonly returns: Series;
  readonly benchmark?: Series | undefined;
  readonly sessions?: Int32Array | undefined;
  /** `skip`: NaN is a period without a return. `refuse`: NaN is an error. */
  readonly missing?: 'skip' | 'refuse' | undefined;
  /** Only the newest points count: `pointsMax` values are `pointsMax - 1` returns. */
  readonly pointsMax?: number | undefined;
};

/** @throws quant.input for infinite returns, for NaN when `missing` is `refuse`, and for lengths that differ */
export function sampleOf(input: SampleInput): Sample {
  const all = columnOf(input.returns);
  const first = firstRow(all.length, input.pointsMax);
  const given = first === 0 ? all : all.subarray(first);
  const { rows, lowest } = presentRows(given, input.missing ?? 'skip');
  return {
    returns: rows === null ? given : gathered(given, rows),
    rows,
    elapsed: given.length,
    isRuined: lowest < -1,
    given,
    offset: first,
    benchmark: input.benchmark === undefined ? null : benchmarkOf(input.benchmark, all.length).subarray(first),
    sessions: input.sessions === undefined ? null : sessionsOf(input.sessions, all.length).subarray(first),
    cache: {},
  };
}

/** The row at which the newest `pointsMax` points begin: the point before row k is that of return k - 1. */
export function firstRow(rows: number, pointsMax: number | undefined): number {
  return pointsMax === undefined ? 0 : Math.max(0, rows - (pointsMax - 1));
}

function benchmarkOf(benchmark: Series, length: number): Float64Array {
  const column = columnOf(benchmark);
  if (column.length !== length) {
    const got = `${column.length} elements beside ${length} of "returns"`;
    throw inputError('metrics', 'benchmark', got, 'Align the two by session first.');
  }
  presentRows(column, 'skip', 'benchmark');
  return column;
}

/** Days of the returns, or of the values (one more). */
function sessionsOf(sessions: Int32Array, length: number): Int32Array {
  const isFitting = sessions.length === length || sessions.length === length + 1;
  for (let k = 1; isFitting && k < sessions.length; k += 1) {
    if (sessions[k]! > sessions[k - 1]!) continue;
    const got = `${sessions[k]} after ${sessions[k - 1]} at ${k}`;
    throw inputError('metrics', 'sessions', got, 'Sort by session and remove duplicates.');
  }
  if (isFitting) return sessions;
  const got = `${sessions.length} sessions beside ${length} returns`;
  throw inputError('metrics', 'sessions', got, 'Give one session for each return, or one for each value.');
}

function presentRows(values: Float64Array, missing: 'skip' | 'refuse', input = 'returns') {
  let lowest = Infinity;
  let zero = 0;
  for (let k = 0; k < values.length; k += 1) {
    const value = values[k]!;
    // Zero times anything is zero, but for NaN and the infinite: one sum tells whether there is any.
    zero += value * 0;
    if (value < lowest) lowest = value;
  }
  if (zero === 0) return { rows: null, lowest };
  checkFinite(values, missing, input);
  return { rows: presentPlaces(values), lowest };
}

function checkFinite(values: Float64Array, missing: 'skip' | 'refuse', input: string): void {
  for (let k = 0; k < values.length; k += 1) {
    const value = values[k]!;
    if (Number.isFinite(value) || (missing === 'skip' && Number.isNaN(value))) continue;
    throw inputError('metrics', input, `${value} at ${k}`, wayOutOf(value));
  }
}

function wayOutOf(value: number): string {
  return Number.isNaN(value)
    ? "Fill it, drop it, or give missing: 'skip'."
    : 'Returns are finite fractions; find the zero price.';
}

function presentPlaces(values: Float64Array): Int32Array {
  const rows = new Int32Array(values.length);
  let count = 0;
  for (let k = 0; k < values.length; k += 1) if (!Number.isNaN(values[k]!)) rows[count++] = k;
  return rows.subarray(0, count);
}

export function gathered(values: Float64Array, rows: Int32Array): Float64Array {
  const kept = new Float64Array(rows.length);
  for (let k = 0; k < rows.length; k += 1) kept[k] = values[rows[k]!]!;
  return kept;
}

export function momentsOfSample({ returns, cache }: Sample): Moments {
  cache.moments ??= momentsOf(returns);
  return cache.moments;
}

/** Ascending, in an array of its own. */
export function sortedOfSample({ returns, cache }: Sample): Float64Array {
  cache.sorted ??= returns.slice().sort();
  return cache.sorted;
}

/** Only where nothing is ruined. */
export function pathOfSample({ returns, cache }: Sample): DrawdownPath {
  cache.path ??= drawdownPathOf(returns);
  return cache.path;
}

export function episodesOfSample(sample: Sample): readonly DrawdownEpisode[] {
  sample.cache.episodes ??= episodesOf(pathOfSample(sample));
  return sample.cache.episodes;
}

/** What 1 has become: the product of 1 + r. */
export function growthOfSample({ returns, cache }: Sample): number {
  cache.growth ??= growthOf(returns);
  return cache.growth;
}

export function growthOf(returns: Float64Array): number {
  let growth = 1;
  for (let k = 0; k < returns.length; k += 1) growth *= 1 + returns[k]!;
  return growth;
}

/** The periods that both have. Only called by metrics that need a benchmark. */
export function pairOfSample(sample: Sample): Pair {
  const { benchmark, given, cache } = sample;
  assert(benchmark !== null, 'a metric that reads the benchmark says that it needs one');
  cache.pair ??= pairOf(sample, given, benchmark);
  return cache.pair;
}

function pairOf(sample: Sample, given: Float64Array, benchmark: Float64Array): Pair {
  const both = new Float64Array(given.length);
  for (let k = 0; k < both.length; k += 1) both[k] = given[k]! + benchmark[k]!;
  const rows = presentPlaces(both);
  if (rows.length === given.length) return { returns: sample.returns, benchmark, rows: null };
  return { returns: gathered(given, rows), benchmark: gathered(benchmark, rows), rows };
}

/** What 1 has become in the periods that both have. */
export function pairGrowthOfSample(sample: Sample): { readonly own: number; readonly benchmark: number } {
  const { returns, benchmark } = pairOfSample(sample);
  sample.cache.pairGrowth ??= { own: growthOf(returns), benchmark: growthOf(benchmark) };
  return sample.cache.pairGrowth;
}

export function pairMomentsOfSample(sample: Sample): PairMoments {
  const { cache } = sample;
  if (cache.pairMoments === undefined) {
    const { returns, benchmark } = pairOfSample(sample);
    cache.pairMoments = pairMomentsOf(returns, benchmark);
  }
  return cache.pairMoments;
}

export function pairMomentsOf(returns: Float64Array, benchmark: Float64Array): PairMoments {
  const count = returns.length;
  let sumReturn = 0;
  let sumBenchmark = 0;
  for (let k = 0; k < count; k += 1) {
    sumReturn += returns[k]!;
    sumBenchmark += benchmark[k]!;
  }
  const meanReturn = sumReturn / count;
  const meanBenchmark = sumBenchmark / count;
  let squaresReturn = 0;
  let squaresBenchmark = 0;
  let products = 0;
  for (let k = 0; k < count; k += 1) {
    const x = returns[k]! - meanReturn;
    const y = benchmark[k]! - meanBenchmark;
    squaresReturn += x * x;
    squaresBenchmark += y * y;
    products += x * y;
  }
  return { count, meanReturn, meanBenchmark, squaresReturn, squaresBenchmark, products };
}

import { assertAscending, assertSameLength } from '../input.ts';
import { inRange } from '../parameter.ts';
import { noFillAcross } from './barrier.ts';
import { type Completed, FILL, type GappySeries } from './cells.ts';
import { fillForward } from './fill-forward.ts';
import { interpolate } from './interpolate.ts';

export type CompletionPolicy = {
  readonly method: 'forward' | 'linear' | 'time' | 'none';
  /** At most so many cells in a row, counted from the start of the gap. */
  readonly limit?: number;
};

/**
 * Fills the holes of a series by policy and says of every cell how, and from when on, it was known.
 *
 * in      series  values Float64Array[n], sessions Int32Array[n]
 *         policy  forward: the last value; linear: by position; time: by calendar days; limit: cells per gap
 * out     values, method, knownAt: [n] each. Interpolated cells use the right neighbour: never feed them to signals
 * edge    no fill across a suspension or an ex-date, before the first value, or (interpolation) after the last
 * throws  quant.input, quant.parameter
 * source  limits as pandas: the first `limit` cells of a gap
 */
export function complete(series: GappySeries, policy: CompletionPolicy): Completed {
  assertSameLength('complete', series);
  assertAscending('complete', 'sessions', series.sessions);
  const limit = inRange('complete', 'limit', policy.limit ?? Infinity, 0, Infinity);
  const completed = asObserved(series.values);
  const barrier = noFillAcross(series);
  if (policy.method === 'forward') fillForward(completed, barrier, limit);
  if (policy.method === 'linear' || policy.method === 'time') {
    interpolate(completed, barrier, limit, policy.method === 'time' ? series.sessions : null);
  }
  return completed;
}

function asObserved(values: Float64Array): Completed {
  const isObserved = (value: number) => Number.isFinite(value);
  return {
    values: values.map((value) => (isObserved(value) ? value : Number.NaN)),
    method: Uint8Array.from(values, (value) => (isObserved(value) ? FILL.observed : FILL.missing)),
    knownAt: Int32Array.from(values, (value, cell) => (isObserved(value) ? cell : -1)),
  };
}

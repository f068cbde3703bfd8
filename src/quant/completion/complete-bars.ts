import { assertSameLength } from '../input.ts';
import { type Completed, FILL, type GappySeries } from './cells.ts';
import { type CompletionPolicy, complete } from './complete.ts';

export type GappyBars = Omit<GappySeries, 'values'> & {
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  /** NaN where the session has no bar. */
  readonly close: Float64Array;
};

export type CompletedBars = Omit<Completed, 'values'> & Pick<GappyBars, 'open' | 'high' | 'low' | 'close'>;

/**
 * Fills whole bars: a bar is missing when its close is. Forward gives a flat bar at the last close; interpolation draws
 * each price, so low <= open, close <= high still holds. Nobody knows what was traded: volume is not filled.
 *
 * in, out, edge, throws  as `complete`
 */
export function completeBars(bars: GappyBars, policy: CompletionPolicy): CompletedBars {
  assertSameLength('completeBars', bars);
  const { values: close, method, knownAt } = complete({ ...bars, values: bars.close }, policy);
  const price = (column: Float64Array) => {
    const whole = column.map((value, cell) => (method[cell] === FILL.observed ? value : Number.NaN));
    const drawn = policy.method === 'forward' ? close : complete({ ...bars, values: whole }, policy).values;
    return column.map((value, cell) => (method[cell] === FILL.observed ? value : drawn[cell]!));
  };
  return { open: price(bars.open), high: price(bars.high), low: price(bars.low), close, method, knownAt };
}

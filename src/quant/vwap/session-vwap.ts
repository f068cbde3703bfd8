import { inputError, parameterError } from '../indicators/kernel/options.ts';
import { assertSameLength } from '../input.ts';

export type SessionBars = {
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  /** Money; the typical price times volume where it is not given. It makes the average exact. */
  readonly turnover?: Float64Array;
  /** A number per bar that changes where a new session (week, announcement, …) begins: days since 1970, as a rule. */
  readonly anchor: ArrayLike<number>;
};

export type SessionVwapOptions = {
  /** Standard deviations between the average and its bands; 1. */
  readonly deviations?: number;
};

export type SessionVwap = { readonly vwap: Float64Array; readonly upper: Float64Array; readonly lower: Float64Array };

export type SessionVwapBar = {
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly turnover?: number;
  readonly anchor: number;
};
export type SessionVwapPoint = { readonly vwap: number; readonly upper: number; readonly lower: number };

/** Everything a stream knows, as plain numbers. */
export type SessionVwapState = {
  readonly anchor: number | null;
  readonly volume: number;
  readonly price: number;
  readonly squares: number;
};

/** One bar in, its values out, bit for bit those of the batch form. */
export type SessionVwapStream = {
  readonly update: (bar: SessionVwapBar) => SessionVwapPoint;
  /** What `update` would return, without taking the bar. */
  readonly peek: (bar: SessionVwapBar) => SessionVwapPoint;
  readonly clone: () => SessionVwapStream;
  readonly save: () => SessionVwapState;
};

const FRESH: SessionVwapState = { anchor: null, volume: 0, price: 0, squares: 0 };
const NOTHING: SessionVwapPoint = { vwap: Number.NaN, upper: Number.NaN, lower: Number.NaN };

/**
 * Volume weighted average price since its anchor, begun anew wherever the anchor changes, with bands.
 *
 * in      bars     high, low, close, volume, turnover: Float64Array[n]; anchor: n numbers
 *         options  deviations >= 0, 1
 * out     vwap, upper, lower: Float64Array[n] each, price
 * shape   no lookback: the first bar of a session has a value
 * seed    the first bar after the anchor; nothing is carried over from the session before
 * edge    no volume yet in the session -> NaN; a bar that is not finite -> NaN, and the session goes on without it
 * cost    one pass, three allocations
 * throws  quant.input for lengths that differ, a volume below 0, an anchor that is not finite; quant.parameter
 * source  by hand; variance after West 1979, ddof 0
 * tags    volume, price, session
 */
export function sessionVwap(bars: SessionBars, options: SessionVwapOptions = {}): SessionVwap {
  const { high, low, close, volume, turnover, anchor } = bars;
  const rows = assertSameLength('sessionVwap', { high, low, close, volume, turnover, anchor });
  const deviations = checkDeviations(options.deviations);
  const [vwap, upper, lower] = [new Float64Array(rows), new Float64Array(rows), new Float64Array(rows)];
  let state = FRESH;
  for (let row = 0; row < rows; row += 1) {
    const price = (high[row]! + low[row]! + close[row]!) / 3;
    state = withBar(state, anchor[row]!, price, volume[row]!, turnover?.[row]);
    const point = isTaken(price, volume[row]!, turnover?.[row]) ? pointOf(state, deviations) : NOTHING;
    vwap[row] = point.vwap;
    upper[row] = point.upper;
    lower[row] = point.lower;
  }
  return { vwap, upper, lower };
}

/** @throws quant.parameter; its verbs quant.input */
export function openSessionVwap(options: SessionVwapOptions = {}, saved: SessionVwapState = FRESH): SessionVwapStream {
  const deviations = checkDeviations(options.deviations);
  let state = saved;
  const take = (bar: SessionVwapBar): readonly [SessionVwapState, SessionVwapPoint] => {
    const price = (bar.high + bar.low + bar.close) / 3;
    const next = withBar(state, bar.anchor, price, bar.volume, bar.turnover);
    return [next, isTaken(price, bar.volume, bar.turnover) ? pointOf(next, deviations) : NOTHING];
  };
  return {
    update: (bar) => {
      const [next, point] = take(bar);
      state = next;
      return point;
    },
    peek: (bar) => take(bar)[1],
    clone: () => openSessionVwap(options, state),
    save: () => state,
  };
}

/** The weighted mean and the weighted sum of squared distances from it, carried on (West 1979): nothing cancels. */
function withBar(
  state: SessionVwapState,
  anchor: number,
  typical: number,
  volume: number,
  turnover: number | undefined,
): SessionVwapState {
  if (!Number.isFinite(anchor)) throw inputError('sessionVwap', 'anchor', String(anchor), 'Give a number per bar.');
  if (volume < 0) throw inputError('sessionVwap', 'volume', String(volume), 'Volumes are not below 0.');
  const before = anchor === state.anchor ? state : { ...FRESH, anchor };
  if (volume === 0 || !isTaken(typical, volume, turnover)) return before;
  const price = turnover === undefined ? typical : turnover / volume;
  const total = before.volume + volume;
  const distance = price - before.price;
  const mean = before.price + (distance * volume) / total;
  return { anchor, volume: total, price: mean, squares: before.squares + volume * distance * (price - mean) };
}

function isTaken(typical: number, volume: number, turnover: number | undefined): boolean {
  return Number.isFinite(typical) && Number.isFinite(volume) && (turnover === undefined || Number.isFinite(turnover));
}

function pointOf({ volume, price, squares }: SessionVwapState, deviations: number): SessionVwapPoint {
  if (volume === 0) return NOTHING;
  const spread = Math.sqrt(squares / volume) * deviations;
  return { vwap: price, upper: price + spread, lower: price - spread };
}

function checkDeviations(deviations = 1): number {
  if (deviations >= 0 && deviations < Number.POSITIVE_INFINITY) return deviations;
  throw parameterError('sessionVwap', 'deviations', String(deviations), 'Give a number of at least 0.');
}

import type { HighLow } from '../kernel/bars.ts';
import { defineIndicator, REAL_MAX, realOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { falls } from './sar.ts';

export const SAREXT = defineIndicator({
  name: 'SAREXT',
  group: 'overlap',
  title: 'Parabolic SAR - Extended',
  inputs: ['high', 'low'],
  options: [
    realOption('optInStartValue', 'startValue', 0),
    realOption('optInOffsetOnReverse', 'offsetOnReverse', 0, 0, REAL_MAX),
    realOption('optInAccelerationInitLong', 'accelerationInitLong', 0.02, 0, REAL_MAX),
    realOption('optInAccelerationLong', 'accelerationLong', 0.02, 0, REAL_MAX),
    realOption('optInAccelerationMaxLong', 'accelerationMaxLong', 0.2, 0, REAL_MAX),
    realOption('optInAccelerationInitShort', 'accelerationInitShort', 0.02, 0, REAL_MAX),
    realOption('optInAccelerationShort', 'accelerationShort', 0.02, 0, REAL_MAX),
    realOption('optInAccelerationMaxShort', 'accelerationMaxShort', 0.2, 0, REAL_MAX),
  ],
  outputs: [realOutput('sarext')],
  lookback: () => 1,
  history: () => 1,
  slots: () => 6,
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    sarExtInto(inputs[0]!, inputs[1]!, begin, end, options, outputs[0]!, state, at),
});

export type SarExtOptions = {
  /** 0: direction and stop from the first two bars; above 0: long from that stop; below: short from its absolute value. */
  readonly startValue?: number;
  /** The stop moves away by this fraction when it reverses. */
  readonly offsetOnReverse?: number;
  readonly accelerationInitLong?: number;
  readonly accelerationLong?: number;
  readonly accelerationMaxLong?: number;
  readonly accelerationInitShort?: number;
  readonly accelerationShort?: number;
  readonly accelerationMaxShort?: number;
};

/**
 * Parabolic stop and reverse with a start, an offset, and separate accelerations for long and short.
 *
 * in      bars     high, low: Float64Array[n] each, price
 *         options  see `SarExtOptions`; accelerations >= 0: 0.02, 0.02, at most 0.2
 * out     Float64Array[n]  price: the stop while long, MINUS the stop while short
 * shape   out[0] = NaN (lookback 1)
 * seed    as SAR unless startValue says otherwise
 * edge    accelerations above their maximum are cut to it; a bar that is not finite -> NaN, restarts after it
 * cost    one pass, one allocation
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.7; golden: talib161 SAREXT, bit-exact
 * tags    overlap, trend, stop
 */
export function sarExt(bars: HighLow, options: SarExtOptions = {}): Float64Array {
  const given = SAREXT.options.map((option) => options[option.key as keyof SarExtOptions]);
  return evaluate(SAREXT, [bars.high, bars.low], given)[0]!;
}

/** Kernel. State: bars seen (up to 2), 1 when long, acceleration long and short, extreme, next stop. */
export function sarExtInto(
  high: Float64Array,
  low: Float64Array,
  begin: number,
  end: number,
  options: readonly number[],
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  let bar = begin;
  if (bar < end && state[at] === 0) {
    output[bar] = Number.NaN;
    state[at] = 1;
    bar += 1;
  }
  if (bar >= end) return;
  // As in TA-Lib, the first bar is its own predecessor.
  const before = state[at] === 1 ? bar : bar - 1;
  if (state[at] === 1) beginTrend(high, low, bar, options, state, at);
  follow(high, low, before, bar, end, options, output, state, at);
}

function beginTrend(
  high: Float64Array,
  low: Float64Array,
  bar: number,
  options: readonly number[],
  state: Float64Array,
  at: number,
): void {
  const start = options[0]!;
  const isLong = start === 0 ? !falls(high[bar - 1]!, low[bar - 1]!, high[bar]!, low[bar]!) : start > 0;
  state[at] = 2;
  state[at + 1] = isLong ? 1 : 0;
  state[at + 2] = Math.min(options[2]!, options[4]!);
  state[at + 3] = Math.min(options[5]!, options[7]!);
  state[at + 4] = isLong ? high[bar]! : low[bar]!;
  state[at + 5] = start === 0 ? (isLong ? low[bar - 1]! : high[bar - 1]!) : Math.abs(start);
}

/** Bars `begin .. end-1`, the one before them being `before`. */
function follow(
  high: Float64Array,
  low: Float64Array,
  before: number,
  begin: number,
  end: number,
  options: readonly number[],
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const offset = options[1]!;
  const [maxLong, maxShort] = [options[4]!, options[7]!];
  const [initLong, initShort] = [Math.min(options[2]!, maxLong), Math.min(options[5]!, maxShort)];
  const [stepLong, stepShort] = [Math.min(options[3]!, maxLong), Math.min(options[6]!, maxShort)];
  let isLong = state[at + 1] === 1;
  let [speedLong, speedShort] = [state[at + 2]!, state[at + 3]!];
  let [extreme, stop] = [state[at + 4]!, state[at + 5]!];
  let [oldHigh, oldLow] = [high[before]!, low[before]!];
  for (let bar = begin; bar < end; bar += 1) {
    const newHigh = high[bar]!;
    const newLow = low[bar]!;
    if (isLong ? newLow <= stop : newHigh >= stop) {
      isLong = !isLong;
      stop = isLong ? Math.min(extreme, oldLow, newLow) : Math.max(extreme, oldHigh, newHigh);
      stop += (isLong ? -offset : offset) * stop;
      extreme = isLong ? newHigh : newLow;
      if (isLong) speedLong = initLong;
      else speedShort = initShort;
      output[bar] = isLong ? stop : -stop;
    } else {
      output[bar] = isLong ? stop : -stop;
      if (isLong && newHigh > extreme) {
        extreme = newHigh;
        speedLong = Math.min(speedLong + stepLong, maxLong);
      } else if (!isLong && newLow < extreme) {
        extreme = newLow;
        speedShort = Math.min(speedShort + stepShort, maxShort);
      }
    }
    stop += (isLong ? speedLong : speedShort) * (extreme - stop);
    stop = isLong ? Math.min(stop, oldLow, newLow) : Math.max(stop, oldHigh, newHigh);
    oldHigh = newHigh;
    oldLow = newLow;
  }
  state.set([isLong ? 1 : 0, speedLong, speedShort, extreme, stop], at + 1);
}

import type { HighLow } from '../kernel/bars.ts';
import { defineIndicator, REAL_MAX, realOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';

export const SAR = defineIndicator({
  name: 'SAR',
  group: 'overlap',
  title: 'Parabolic SAR',
  inputs: ['high', 'low'],
  options: [
    realOption('optInAcceleration', 'acceleration', 0.02, 0, REAL_MAX),
    realOption('optInMaximum', 'maximum', 0.2, 0, REAL_MAX),
  ],
  outputs: [realOutput('sar')],
  lookback: () => 1,
  history: () => 1,
  slots: () => 5,
  scale: 'follows',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    sarInto(inputs[0]!, inputs[1]!, begin, end, options[0]!, options[1]!, outputs[0]!, state, at),
});

/**
 * Parabolic stop and reverse (Wilder): a trailing stop that speeds up while the trend makes new extremes.
 *
 * in      bars     high, low: Float64Array[n] each, price
 *         options  acceleration >= 0, 0.02 per new extreme; maximum >= 0, 0.2
 * out     Float64Array[n]  price: below the bars while long, above them while short
 * shape   out[0] = NaN (lookback 1)
 * seed    the first direction is that of the first directional movement, long on a tie
 * edge    acceleration above the maximum is cut to it; a bar that is not finite -> NaN, restarts after it
 * cost    one pass, one allocation
 * throws  quant.parameter, quant.input
 * source  Wilder 1978; TA-Lib 0.7; golden: talib161 SAR, bit-exact
 * tags    overlap, trend, stop
 */
export function sar(
  bars: HighLow,
  options: { readonly acceleration?: number; readonly maximum?: number } = {},
): Float64Array {
  return evaluate(SAR, [bars.high, bars.low], [options.acceleration, options.maximum])[0]!;
}

/** Kernel. State: bars seen (up to 2), 1 when long, acceleration, extreme, next stop. */
export function sarInto(
  high: Float64Array,
  low: Float64Array,
  begin: number,
  end: number,
  acceleration: number,
  maximum: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const step = Math.min(acceleration, maximum);
  let bar = begin;
  if (bar < end && state[at] === 0) {
    output[bar] = Number.NaN;
    state[at] = 1;
    bar += 1;
  }
  if (bar >= end) return;
  const isFirst = state[at] === 1;
  if (isFirst) beginTrend(high, low, bar, step, state, at);
  let isLong = state[at + 1] === 1;
  let speed = state[at + 2]!;
  let extreme = state[at + 3]!;
  let stop = state[at + 4]!;
  // As in TA-Lib, the first bar is its own predecessor.
  let oldHigh = high[isFirst ? bar : bar - 1]!;
  let oldLow = low[isFirst ? bar : bar - 1]!;
  for (; bar < end; bar += 1) {
    const newHigh = high[bar]!;
    const newLow = low[bar]!;
    if (isLong ? newLow <= stop : newHigh >= stop) {
      isLong = !isLong;
      stop = isLong ? Math.min(extreme, oldLow, newLow) : Math.max(extreme, oldHigh, newHigh);
      extreme = isLong ? newHigh : newLow;
      output[bar] = stop;
      speed = step;
    } else {
      output[bar] = stop;
      if (isLong ? newHigh > extreme : newLow < extreme) {
        extreme = isLong ? newHigh : newLow;
        speed = Math.min(speed + step, maximum);
      }
    }
    stop += speed * (extreme - stop);
    stop = isLong ? Math.min(stop, oldLow, newLow) : Math.max(stop, oldHigh, newHigh);
    oldHigh = newHigh;
    oldLow = newLow;
  }
  state[at + 1] = isLong ? 1 : 0;
  state[at + 2] = speed;
  state[at + 3] = extreme;
  state[at + 4] = stop;
}

/** Short when the low fell further than the high rose, long otherwise; the stop starts at the bar before. */
function beginTrend(
  high: Float64Array,
  low: Float64Array,
  bar: number,
  step: number,
  state: Float64Array,
  at: number,
): void {
  const isLong = !falls(high[bar - 1]!, low[bar - 1]!, high[bar]!, low[bar]!);
  state[at] = 2;
  state[at + 1] = isLong ? 1 : 0;
  state[at + 2] = step;
  state[at + 3] = isLong ? high[bar]! : low[bar]!;
  state[at + 4] = isLong ? low[bar - 1]! : high[bar - 1]!;
}

/** Downward directional movement: the low fell, and by more than the high rose. */
export function falls(highBefore: number, lowBefore: number, high: number, low: number): boolean {
  const down = lowBefore - low;
  return down > 0 && high - highBefore < down;
}

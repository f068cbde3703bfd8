import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { whole } from '../kernel/whole.ts';
import { isZeroOrNegative } from '../kernel/zero.ts';

export const CORREL = defineIndicator({
  name: 'CORREL',
  group: 'statistic',
  title: "Pearson's Correlation Coefficient (r)",
  inputs: ['real0', 'real1'],
  options: [periodOption(30, 1)],
  outputs: [realOutput('correl')],
  lookback: ([period]) => period! - 1,
  history: ([period]) => period!,
  slots: () => 6,
  gaps: 'poison',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    correlInto(inputs[0]!, inputs[1]!, begin, end, whole(options, 0), outputs[0]!, state, at),
});

/**
 * Pearson correlation of two series (levels, not returns) over the last `period` bars.
 *
 * in      left, right  Float64Array[n] each
 *         period       integer >= 1     bars
 * out     Float64Array[n]               -1..1, by rounding a little beyond
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    none, except by rounding
 * edge    a window without variance in either -> 0
 * cost    one pass, one allocation
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.7 (running sums, inexact where the mean is large against the spread); golden: talib161 CORREL, bit-exact
 * tags    statistic
 */
export function correl(left: Float64Array, right: Float64Array, period?: number): Float64Array {
  return evaluate(CORREL, [left, right], [period])[0]!;
}

/** Kernel. State: bars seen (up to period), sums of x, y, x², y², xy. */
export function correlInto(
  left: Float64Array,
  right: Float64Array,
  begin: number,
  end: number,
  period: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  let seen = state[at]!;
  let xs = state[at + 1]!;
  let ys = state[at + 2]!;
  let xx = state[at + 3]!;
  let yy = state[at + 4]!;
  let xy = state[at + 5]!;
  for (let bar = begin; bar < end; bar += 1) {
    if (seen === period) {
      const oldX = left[bar - period]!;
      const oldY = right[bar - period]!;
      xs -= oldX;
      xx -= oldX * oldX;
      xy -= oldX * oldY;
      ys -= oldY;
      yy -= oldY * oldY;
    } else seen += 1;
    const x = left[bar]!;
    const y = right[bar]!;
    xs += x;
    xx += x * x;
    xy += x * y;
    ys += y;
    yy += y * y;
    const spread = (xx - (xs * xs) / period) * (yy - (ys * ys) / period);
    const isFlat = isZeroOrNegative(spread);
    output[bar] = seen < period ? Number.NaN : isFlat ? 0 : (xy - (xs * ys) / period) / Math.sqrt(spread);
  }
  state[at] = seen;
  state[at + 1] = xs;
  state[at + 2] = ys;
  state[at + 3] = xx;
  state[at + 4] = yy;
  state[at + 5] = xy;
}

import type { OpenClose } from '../kernel/bars.ts';
import { positive } from '../kernel/branchless.ts';
import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty } from '../kernel/segment.ts';
import { whole } from '../kernel/whole.ts';

export const IMI = defineIndicator({
  name: 'IMI',
  group: 'momentum',
  title: 'Intraday Momentum Index',
  inputs: ['open', 'close'],
  options: [periodOption(14)],
  outputs: [realOutput('imi', 'outReal', [0, 100])],
  lookback: ([period]) => period! - 1,
  history: ([period]) => period! - 1,
  slots: () => 1,
  isPartial: true,
  scale: 'invariant',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    imiInto(inputs[0]!, inputs[1]!, begin, end, whole(options, 0), outputs[0]!, state, at),
});

/**
 * Intraday momentum index (Chande): the part of `period` bars' moves from open to close that went up.
 *
 * in      bars    open, close: Float64Array[n] each, price
 *         period  integer >= 2     bars, 14
 * out     Float64Array[n]          0..100
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    none
 * edge    no bar of the window moved -> NaN, as TA-Lib 0.7 (50 from 0.8.1 on)
 * cost    `period` steps per bar, one allocation
 * throws  quant.parameter, quant.input
 * source  Chande 1994; TA-Lib 0.7; golden: talib161 IMI, bit-exact
 * tags    momentum, oscillator
 */
export function imi(bars: OpenClose, period?: number): Float64Array {
  return evaluate(IMI, [bars.open, bars.close], [period])[0]!;
}

/** Kernel. State: bars seen. */
export function imiInto(
  open: Float64Array,
  close: Float64Array,
  begin: number,
  end: number,
  period: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const first = firstValueBar(begin, end, state[at]!, period - 1);
  leaveEmpty(output, begin, first);
  state[at]! += end - begin;
  for (let bar = first; bar < end; bar += 1) {
    let up = 0;
    let down = 0;
    for (let past = bar - period + 1; past <= bar; past += 1) {
      const move = close[past]! - open[past]!;
      up += positive(move);
      down += positive(-move);
    }
    output[bar] = 100 * (up / (up + down));
  }
}

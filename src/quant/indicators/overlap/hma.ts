import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty, takeBars } from '../kernel/segment.ts';
import { whole } from '../kernel/whole.ts';
import { wmaInto } from './wma.ts';

export const HMA = defineIndicator({
  name: 'HMA',
  group: 'overlap',
  title: 'Hull Moving Average',
  inputs: ['real'],
  options: [periodOption(20, 1)],
  outputs: [realOutput('hma')],
  lookback: ([period]) => period! - 1 + rootOf(period!) - 1,
  history: ([period]) => period!,
  slots: () => 10,
  temps: 2,
  scale: 'follows',
  shift: 'follows',
  run: ({ inputs, outputs, temps }, begin, end, options, state, at) =>
    hmaInto(inputs[0]!, begin, end, whole(options, 0), temps[0]!, temps[1]!, outputs[0]!, state, at),
});

/**
 * Hull moving average: a weighted average of what half the period foretells about the whole one. Quick, and it overshoots.
 *
 * in      close   Float64Array[n]  any series, one instrument, ascending
 *         period  integer >= 1     bars, 20; 1 copies
 * out     Float64Array[n]          unit of the input
 * shape   NaN before bar period + floor(sqrt(period)) - 2 (lookback 22)
 * seed    none, except by rounding
 * edge    half the period and its root are rounded down; a bar that is not finite -> NaN, restarts after it
 * cost    four passes, three allocations
 * throws  quant.parameter, quant.input
 * source  Hull 2005; TA-Lib 0.8.1; golden: talib081 HMA, tulip hma
 * tags    overlap, trend
 */
export function hma(close: Float64Array, period?: number): Float64Array {
  return evaluate(HMA, [close], [period])[0]!;
}

function rootOf(period: number): number {
  return Math.floor(Math.sqrt(period));
}

/** Kernel; `half` and `ahead` are scratch. State: bars seen, three weighted averages. */
export function hmaInto(
  input: Float64Array,
  begin: number,
  end: number,
  period: number,
  half: Float64Array,
  ahead: Float64Array,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const from = firstValueBar(begin, end, takeBars(state, at, begin, end), period - 1);
  wmaInto(input, begin, end, Math.max(1, Math.floor(period / 2)), half, state, at + 1);
  wmaInto(input, begin, end, period, ahead, state, at + 4);
  for (let bar = begin; bar < end; bar += 1) ahead[bar] = 2 * half[bar]! - ahead[bar]!;
  leaveEmpty(output, begin, from);
  wmaInto(ahead, from, end, rootOf(period), output, state, at + 7);
}

import { defineIndicator, integerOption, periodOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty, takeBars } from '../kernel/segment.ts';
import { whole } from '../kernel/whole.ts';
import { rmaInto } from '../overlap/rma.ts';
import { varianceOf } from '../sound/window.ts';

export const RVI = defineIndicator({
  name: 'RVI',
  group: 'volatility',
  title: 'Relative Volatility Index',
  inputs: ['real'],
  options: [periodOption(14, 1), integerOption('optInStdDevPeriod', 'deviationPeriod', 10)],
  outputs: [realOutput('rvi', 'outReal', [0, 100])],
  lookback: ([period, deviation]) => deviation! + period! - 2,
  history: ([, deviation]) => deviation!,
  slots: () => 5,
  temps: 2,
  scale: 'invariant',
  shift: 'invariant',
  run: ({ inputs, outputs, temps }, begin, end, options, state, at) => {
    const [period, deviation] = [whole(options, 0), whole(options, 1)];
    rviInto(inputs[0]!, begin, end, period, deviation, temps[0]!, temps[1]!, outputs[0]!, state, at);
  },
});

/**
 * Relative volatility index (Dorsey 1993): as RSI, of standard deviations instead of moves.
 *
 * in      close            Float64Array[n]  price, one instrument, ascending
 *         period           integer >= 1     bars of the averages, 14
 *         deviationPeriod  integer >= 2     bars of the deviation, 10
 * out     Float64Array[n]                   0..100
 * shape   NaN before bar deviationPeriod + period - 2 (lookback 22)
 * seed    as RMA; population deviation (ddof 0)
 * edge    nothing moved -> 50; a bar that is not finite -> NaN, restarts after it
 * cost    `deviationPeriod` steps per bar, three allocations
 * throws  quant.parameter, quant.input
 * source  Dorsey 1993; TA-Lib 0.8.1; golden: talib081 RVI
 * tags    volatility, oscillator
 */
export function rvi(
  close: Float64Array,
  options: { readonly period?: number; readonly deviationPeriod?: number } = {},
): Float64Array {
  return evaluate(RVI, [close], [options.period, options.deviationPeriod])[0]!;
}

/** Kernel; `up` and `down` are scratch. State: bars seen, both averages'. */
export function rviInto(
  input: Float64Array,
  begin: number,
  end: number,
  period: number,
  deviationPeriod: number,
  up: Float64Array,
  down: Float64Array,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const from = firstValueBar(begin, end, takeBars(state, at, begin, end), deviationPeriod - 1);
  leaveEmpty(output, begin, from);
  for (let bar = from; bar < end; bar += 1) {
    const move = input[bar]! - input[bar - 1]!;
    const deviation = move === 0 ? 0 : Math.sqrt(varianceOf(input, bar, deviationPeriod));
    up[bar] = move > 0 ? deviation : 0;
    down[bar] = move < 0 ? deviation : 0;
  }
  rmaInto(up, from, end, period, up, state, at + 1);
  rmaInto(down, from, end, period, down, state, at + 3);
  for (let bar = from; bar < end; bar += 1) {
    const total = up[bar]! + down[bar]!;
    output[bar] = total === 0 ? 50 : (100 * up[bar]!) / total;
  }
}

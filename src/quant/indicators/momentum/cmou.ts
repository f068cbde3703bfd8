import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty, takeBars } from '../kernel/segment.ts';
import { whole } from '../kernel/whole.ts';

export const CMOU = defineIndicator({
  name: 'CMOU',
  group: 'momentum',
  title: 'Chande Momentum Oscillator (Unsmoothed)',
  inputs: ['real'],
  options: [periodOption(14)],
  outputs: [realOutput('cmou', 'outReal', [-100, 100])],
  lookback: ([period]) => period!,
  history: ([period]) => period!,
  slots: () => 1,
  scale: 'invariant',
  shift: 'invariant',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    cmouInto(inputs[0]!, begin, end, whole(options, 0), outputs[0]!, state, at),
});

/**
 * Chande momentum oscillator as Chande wrote it: net move of `period` bars over the sum of all moves. CMO smooths both.
 *
 * in      close   Float64Array[n]  price, one instrument, ascending
 *         period  integer >= 2     bars, 14
 * out     Float64Array[n]          -100..100
 * shape   out[0 .. period-1] = NaN (lookback = period)
 * seed    none
 * edge    a flat window -> 0; a bar that is not finite -> NaN, restarts after it
 * cost    `period` steps per bar, one allocation
 * throws  quant.parameter, quant.input
 * source  Chande 1994; TA-Lib 0.8.1; golden: talib081 CMOU, tulip cmo
 * tags    momentum, oscillator
 */
export function cmou(close: Float64Array, period?: number): Float64Array {
  return evaluate(CMOU, [close], [period])[0]!;
}

/** Kernel. State: bars seen. */
export function cmouInto(
  input: Float64Array,
  begin: number,
  end: number,
  period: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const first = firstValueBar(begin, end, takeBars(state, at, begin, end), period);
  leaveEmpty(output, begin, first);

  for (let bar = first; bar < end; bar += 1) {
    let up = 0;
    let down = 0;
    for (let past = bar - period + 1; past <= bar; past += 1) {
      const move = input[past]! - input[past - 1]!;
      if (move > 0) up += move;
      else down -= move;
    }
    output[bar] = up + down > 0 ? (100 * (up - down)) / (up + down) : 0;
  }
}

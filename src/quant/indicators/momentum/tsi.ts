import { defineIndicator, integerOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty, takeBars } from '../kernel/segment.ts';
import { whole } from '../kernel/whole.ts';
import { emaInto, smoothingOf } from '../overlap/ema.ts';

export const TSI = defineIndicator({
  name: 'TSI',
  group: 'momentum',
  title: 'True Strength Index',
  inputs: ['real'],
  options: [
    integerOption('optInFirstPeriod', 'firstPeriod', 25),
    integerOption('optInSecondPeriod', 'secondPeriod', 13),
  ],
  outputs: [realOutput('tsi', 'outReal', [-100, 100])],
  lookback: ([first, second]) => first! + second! - 1,
  history: () => 1,
  slots: () => 9,
  temps: 2,
  scale: 'invariant',
  shift: 'invariant',
  run: ({ inputs, outputs, temps }, begin, end, options, state, at) => {
    const [first, second] = [whole(options, 0), whole(options, 1)];
    tsiInto(inputs[0]!, begin, end, first, second, temps[0]!, temps[1]!, outputs[0]!, state, at);
  },
});

/**
 * True strength index (Blau): moves averaged twice, over their sizes averaged twice.
 *
 * in      close         Float64Array[n]  price, one instrument, ascending
 *         firstPeriod   integer >= 2     bars, 25
 *         secondPeriod  integer >= 2     bars, 13
 * out     Float64Array[n]                -100..100
 * shape   NaN before bar firstPeriod + secondPeriod - 1 (lookback 37)
 * seed    as EMA
 * edge    nothing moved -> 0; a bar that is not finite -> NaN, restarts after it
 * cost    six passes, three allocations
 * throws  quant.parameter, quant.input
 * source  Blau 1991; TA-Lib 0.8.1; golden: talib081 TSI
 * tags    momentum, oscillator
 */
export function tsi(
  close: Float64Array,
  options: { readonly firstPeriod?: number; readonly secondPeriod?: number } = {},
): Float64Array {
  return evaluate(TSI, [close], [options.firstPeriod, options.secondPeriod])[0]!;
}

/** Kernel; `moves` and `sizes` are scratch. State: bars seen, two averages of each. */
export function tsiInto(
  input: Float64Array,
  begin: number,
  end: number,
  first: number,
  second: number,
  moves: Float64Array,
  sizes: Float64Array,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const seen = takeBars(state, at, begin, end);
  const from = firstValueBar(begin, end, seen, 1);
  const secondFrom = firstValueBar(begin, end, seen, first);
  const outputFrom = firstValueBar(begin, end, seen, first + second - 1);
  for (let bar = from; bar < end; bar += 1) {
    moves[bar] = input[bar]! - input[bar - 1]!;
    sizes[bar] = Math.abs(moves[bar]!);
  }
  const [firstK, secondK] = [smoothingOf(first), smoothingOf(second)];
  emaInto(moves, from, end, first, firstK, moves, state, at + 1);
  emaInto(sizes, from, end, first, firstK, sizes, state, at + 3);
  emaInto(moves, secondFrom, end, second, secondK, moves, state, at + 5);
  emaInto(sizes, secondFrom, end, second, secondK, sizes, state, at + 7);
  leaveEmpty(output, begin, outputFrom);
  for (let bar = outputFrom; bar < end; bar += 1)
    output[bar] = sizes[bar] === 0 ? 0 : (100 * moves[bar]!) / sizes[bar]!;
}

import type { HighLowCloseVolume } from '../kernel/bars.ts';
import { defineIndicator, integerOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { whole } from '../kernel/whole.ts';
import { smoothingOf } from '../overlap/ema.ts';
import { moneyFlow } from './ad.ts';

export const ADOSC = defineIndicator({
  name: 'ADOSC',
  group: 'volume',
  title: 'Chaikin A/D Oscillator',
  inputs: ['high', 'low', 'close', 'volume'],
  options: [integerOption('optInFastPeriod', 'fastPeriod', 3), integerOption('optInSlowPeriod', 'slowPeriod', 10)],
  outputs: [realOutput('adosc')],
  lookback: ([fast, slow]) => Math.max(fast!, slow!) - 1,
  slots: () => 5,
  gaps: 'poison',
  scale: 'invariant',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    adOscInto(inputs, begin, end, whole(options, 0), whole(options, 1), outputs[0]!, state, at),
});

/**
 * Chaikin oscillator: a fast EMA of the accumulation/distribution line minus a slow one.
 *
 * in      bars        high, low, close, volume: Float64Array[n] each
 *         fastPeriod  integer >= 2  bars, 3; not swapped when it is the slower
 *         slowPeriod  integer >= 2  bars, 10
 * out     Float64Array[n]  unit of volume
 * shape   NaN before bar max(fastPeriod, slowPeriod) - 1
 * seed    both averages start at the line's first value; below 1e-9 after 11 * slowPeriod bars
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    one pass, one allocation
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.7; golden: talib161 ADOSC, bit-exact
 * tags    volume, oscillator
 */
export function adOsc(
  bars: HighLowCloseVolume,
  options: { readonly fastPeriod?: number; readonly slowPeriod?: number } = {},
): Float64Array {
  const inputs = [bars.high, bars.low, bars.close, bars.volume];
  return evaluate(ADOSC, inputs, [options.fastPeriod, options.slowPeriod])[0]!;
}

/**
 * Kernel; inputs are high, low, close, volume. State: bars seen, line, fast and slow average, and a sum of the
 * inputs that no NaN leaves finite.
 */
export function adOscInto(
  inputs: readonly Float64Array[],
  begin: number,
  end: number,
  fastPeriod: number,
  slowPeriod: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const [high, low, close, volume] = [inputs[0]!, inputs[1]!, inputs[2]!, inputs[3]!];
  const lookback = Math.max(fastPeriod, slowPeriod) - 1;
  const fastK = smoothingOf(fastPeriod);
  const slowK = smoothingOf(slowPeriod);
  let seen = state[at]!;
  let line = state[at + 1]!;
  let fast = state[at + 2]!;
  let slow = state[at + 3]!;
  let poison = state[at + 4]!;
  for (let bar = begin; bar < end; bar += 1, seen += 1) {
    line += moneyFlow(high[bar]!, low[bar]!, close[bar]!, volume[bar]!);
    poison += high[bar]! + low[bar]! + close[bar]! + volume[bar]!;
    fast = seen === 0 ? line : fastK * line + (1 - fastK) * fast;
    slow = seen === 0 ? line : slowK * line + (1 - slowK) * slow;
    output[bar] = seen < lookback ? Number.NaN : fast - slow;
  }
  state[at] = seen;
  state[at + 1] = line;
  state[at + 2] = fast;
  state[at + 3] = slow;
  state[at + 4] = poison;
}

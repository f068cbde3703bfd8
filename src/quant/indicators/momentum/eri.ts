import type { HighLowClose } from '../kernel/bars.ts';
import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { whole } from '../kernel/whole.ts';
import { emaInto, smoothingOf } from '../overlap/ema.ts';

export const ERI = defineIndicator({
  name: 'ERI',
  group: 'momentum',
  title: 'Elder Ray Index (Bull Power / Bear Power)',
  inputs: ['high', 'low', 'close'],
  options: [periodOption(13, 1)],
  outputs: [realOutput('eri_bull', 'outBullPower'), realOutput('eri_bear', 'outBearPower')],
  lookback: ([period]) => period! - 1,
  slots: () => 2,
  scale: 'follows',
  shift: 'invariant',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    eriInto(inputs, begin, end, whole(options, 0), outputs[0]!, outputs[1]!, state, at),
});

/**
 * Elder ray: how far the high reaches above an exponential average of the close, and the low below it.
 *
 * in      bars    high, low, close: Float64Array[n] each, price
 *         period  integer >= 1     bars, 13
 * out     bull, bear: Float64Array[n] each, unit of price
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    mean of the first `period` closes, as EMA
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    two passes, two allocations
 * throws  quant.parameter, quant.input
 * source  Elder 1993; TA-Lib 0.8.1; golden: talib081 ERI
 * tags    momentum
 */
export function eri(bars: HighLowClose, period?: number): { readonly bull: Float64Array; readonly bear: Float64Array } {
  const [bull, bear] = evaluate(ERI, [bars.high, bars.low, bars.close], [period]);
  return { bull: bull!, bear: bear! };
}

/** Kernel. State: the average's. */
export function eriInto(
  inputs: readonly Float64Array[],
  begin: number,
  end: number,
  period: number,
  bull: Float64Array,
  bear: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const [high, low, close] = [inputs[0]!, inputs[1]!, inputs[2]!];
  emaInto(close, begin, end, period, smoothingOf(period), bull, state, at);
  for (let bar = begin; bar < end; bar += 1) {
    bear[bar] = low[bar]! - bull[bar]!;
    bull[bar] = high[bar]! - bull[bar]!;
  }
}

import type { HighLowClose } from '../kernel/bars.ts';
import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { whole } from '../kernel/whole.ts';
import { isZero } from '../kernel/zero.ts';
import { smaInto } from './sma.ts';

const SMA_SLOTS = 2;

export const ACCBANDS = defineIndicator({
  name: 'ACCBANDS',
  group: 'overlap',
  title: 'Acceleration Bands',
  inputs: ['high', 'low', 'close'],
  options: [periodOption(20)],
  outputs: [
    realOutput('accbands_upper', 'outRealUpperBand'),
    realOutput('accbands_middle', 'outRealMiddleBand'),
    realOutput('accbands_lower', 'outRealLowerBand'),
  ],
  lookback: ([period]) => period! - 1,
  history: ([period]) => period! - 1,
  slots: () => 3 * SMA_SLOTS,
  temps: 2,
  gaps: 'poison',
  scale: 'follows',
  run: ({ inputs, outputs, temps }, begin, end, options, state, at) =>
    accbandsInto(inputs, begin, end, whole(options, 0), temps, outputs, state, at),
});

/**
 * Acceleration bands (Headley): averages of high and low, widened by how large the bars are relative to the price.
 *
 * in      bars    high, low, close: Float64Array[n] each, price
 *         period  integer >= 2     bars, 20
 * out     upper, middle, lower: Float64Array[n] each, price
 * shape   NaN before bar period - 1 in all three
 * seed    none, except by rounding
 * edge    high + low of 0 -> not widened; a bar that is not finite -> NaN, restarts after it
 * cost    four passes, five allocations
 * throws  quant.parameter, quant.input
 * source  Headley 2002; TA-Lib 0.7; golden: talib161 ACCBANDS, bit-exact
 * tags    overlap, volatility
 */
export function accbands(
  bars: HighLowClose,
  period?: number,
): { readonly upper: Float64Array; readonly middle: Float64Array; readonly lower: Float64Array } {
  const [upper, middle, lower] = evaluate(ACCBANDS, [bars.high, bars.low, bars.close], [period]);
  return { upper: upper!, middle: middle!, lower: lower! };
}

/** Kernel; inputs are high, low, close. State: that of three simple averages. */
export function accbandsInto(
  inputs: readonly Float64Array[],
  begin: number,
  end: number,
  period: number,
  wide: readonly Float64Array[],
  outputs: readonly Float64Array[],
  state: Float64Array,
  at: number,
): void {
  widen(inputs[0]!, inputs[1]!, begin, end, wide[0]!, wide[1]!);
  smaInto(wide[0]!, begin, end, period, outputs[0]!, state, at);
  smaInto(inputs[2]!, begin, end, period, outputs[1]!, state, at + SMA_SLOTS);
  smaInto(wide[1]!, begin, end, period, outputs[2]!, state, at + 2 * SMA_SLOTS);
}

function widen(
  high: Float64Array,
  low: Float64Array,
  begin: number,
  end: number,
  wideHigh: Float64Array,
  wideLow: Float64Array,
): void {
  for (let bar = begin; bar < end; bar += 1) {
    const sum = high[bar]! + low[bar]!;
    const width = isZero(sum) ? 0 : (4 * (high[bar]! - low[bar]!)) / sum;
    wideHigh[bar] = high[bar]! * (1 + width);
    wideLow[bar] = low[bar]! * (1 - width);
  }
}

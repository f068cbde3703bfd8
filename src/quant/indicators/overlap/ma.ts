import { defineIndicator, integerOption, maTypeOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { whole } from '../kernel/whole.ts';
import { averageHistory, averageInto, averageLookback, averageSlots, type MaType, toMaType } from './ma-type.ts';

export const MA = defineIndicator({
  name: 'MA',
  group: 'overlap',
  title: 'Moving average',
  inputs: ['real'],
  options: [integerOption('optInTimePeriod', 'period', 30, 1), maTypeOption('optInMAType', 'type')],
  outputs: [realOutput('ma')],
  lookback: ([period, type]) => averageLookback(type!, period!),
  history: ([period, type]) => averageHistory(type!, period!),
  slots: ([, type]) => averageSlots(type!),
  gaps: 'poison',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    averageInto(whole(options, 1), inputs[0]!, begin, end, whole(options, 0), outputs[0]!, state, at),
});

/**
 * Moving average of a chosen type: what BBANDS, STOCH, MACDEXT and their like build on.
 *
 * in      close   Float64Array[n]  any series, one instrument, ascending
 *         period  integer >= 1     bars, 30; 1 is the series itself; MAMA takes no other notice of it
 *         type    sma ema wma dema tema trima kama mama t3, or TA-Lib's 0..8; sma
 * out     Float64Array[n]          unit of the input
 * shape   lookback of the type
 * seed    as the type
 * edge    as the type; mama stands for MAMA(0.5, 0.05), t3 for T3 with volume factor 0.7
 * cost    as the type
 * throws  quant.parameter
 * source  TA-Lib 0.7; golden: talib161 MA, bit-exact
 * tags    overlap, trend
 */
export function ma(close: Float64Array, period?: number, type?: MaType | number): Float64Array {
  return evaluate(MA, [close], [period, toMaType('MA', type)])[0]!;
}

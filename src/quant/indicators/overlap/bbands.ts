import { defineIndicator, maTypeOption, periodOption, realOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar } from '../kernel/segment.ts';
import { whole } from '../kernel/whole.ts';
import { isZeroOrNegative } from '../kernel/zero.ts';
import { stdDevInto } from '../statistic/std-dev.ts';
import { averageHistory, averageInto, averageLookback, averageSlots, type MaType, toMaType } from './ma-type.ts';

const DEVIATION_SLOTS = 3;

export const BBANDS = defineIndicator({
  name: 'BBANDS',
  group: 'overlap',
  title: 'Bollinger Bands',
  inputs: ['real'],
  options: [
    periodOption(5),
    realOption('optInNbDevUp', 'deviationsUp', 2),
    realOption('optInNbDevDn', 'deviationsDown', 2),
    maTypeOption('optInMAType', 'type'),
  ],
  outputs: [
    realOutput('bbands_upper', 'outRealUpperBand'),
    realOutput('bbands_middle', 'outRealMiddleBand'),
    realOutput('bbands_lower', 'outRealLowerBand'),
  ],
  lookback: ([period, , , type]) => Math.max(averageLookback(type!, period!), period! - 1),
  history: ([period, , , type]) => Math.max(period!, averageHistory(type!, period!)),
  slots: ([, , , type]) => 1 + DEVIATION_SLOTS + averageSlots(type!),
  gaps: 'poison',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    bbandsInto(inputs[0]!, begin, end, options, outputs[0]!, outputs[1]!, outputs[2]!, state, at),
});

/**
 * Bollinger bands: a moving average, and how far `period` bars spread around their simple one, above and below.
 *
 * in      close    Float64Array[n]  any series, one instrument, ascending
 *         options  period >= 2, 5 (as TA-Lib 0.7; 20 elsewhere); deviationsUp 2; deviationsDown 2; type: as MA, sma
 * out     upper, middle, lower: Float64Array[n] each, unit of the input
 * shape   NaN before the lookback of the average, or of the deviation where that is longer (mama)
 * seed    as the average
 * edge    population deviation (ddof 0) through E[x²] - E[x]²: inexact where the mean is large against the spread,
 *         0 when the variance comes out below 1e-14
 * cost    two passes, three allocations
 * throws  quant.parameter
 * source  Bollinger; TA-Lib 0.7, whose C mixes up columns for mama and a period above 33; golden: talib161 BBANDS, bit-exact
 * tags    overlap, volatility
 */
export function bbands(
  close: Float64Array,
  options: {
    readonly period?: number;
    readonly deviationsUp?: number;
    readonly deviationsDown?: number;
    readonly type?: MaType | number;
  } = {},
): { readonly upper: Float64Array; readonly middle: Float64Array; readonly lower: Float64Array } {
  const { period, deviationsUp, deviationsDown, type } = options;
  const given = [period, deviationsUp, deviationsDown, toMaType('BBANDS', type)];
  const [upper, middle, lower] = evaluate(BBANDS, [close], given);
  return { upper: upper!, middle: middle!, lower: lower! };
}

/** Kernel. State: bars seen, three slots of the deviation, those of the average. */
export function bbandsInto(
  input: Float64Array,
  begin: number,
  end: number,
  options: readonly number[],
  upper: Float64Array,
  middle: Float64Array,
  lower: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const period = whole(options, 0);
  const up = options[1]!;
  const down = options[2]!;
  const type = whole(options, 3);
  const seen = state[at]!;
  state[at] = seen + (end - begin);
  averageInto(type, input, begin, end, period, middle, state, at + 1 + DEVIATION_SLOTS);
  if (type === 0) spreadAroundMiddle(input, begin, end, period, middle, upper, state, at + 1);
  else {
    // Like TA-Lib, start the deviation so that it has its first value with the average, if that comes later.
    const start = firstValueBar(begin, end, seen, averageLookback(type, period) - (period - 1));
    stdDevInto(input, start, end, period, 1, upper, state, at + 1);
  }
  for (let bar = begin; bar < end; bar += 1) {
    const spread = upper[bar]!;
    if (Number.isNaN(spread)) middle[bar] = Number.NaN;
    upper[bar] = middle[bar]! + spread * up;
    lower[bar] = middle[bar]! - spread * down;
  }
}

/** The simple average is there already: only the squares are summed. State: bars seen (up to period - 1), sum of squares. */
function spreadAroundMiddle(
  input: Float64Array,
  begin: number,
  end: number,
  period: number,
  middle: Float64Array,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const first = firstValueBar(begin, end, state[at]!, period - 1);
  let squares = state[at + 1]!;
  for (let bar = begin; bar < first; bar += 1) squares += input[bar]! * input[bar]!;
  for (let bar = first; bar < end; bar += 1) {
    squares += input[bar]! * input[bar]!;
    const variance = squares / period - middle[bar]! * middle[bar]!;
    output[bar] = isZeroOrNegative(variance) ? 0 : Math.sqrt(variance);
    const oldest = input[bar - period + 1]!;
    squares -= oldest * oldest;
  }
  state[at]! += end - begin;
  state[at + 1] = squares;
}

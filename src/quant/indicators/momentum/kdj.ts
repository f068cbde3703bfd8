import type { HighLowClose } from '../kernel/bars.ts';
import { defineIndicator, integerOption, realOutput, wideMaTypeOption } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { type MaType, toMaType } from '../overlap/ma-type.ts';
import { STOCH, stochInto } from './stoch.ts';

export const KDJ = defineIndicator({
  name: 'KDJ',
  group: 'momentum',
  title: 'KDJ Stochastic',
  inputs: ['high', 'low', 'close'],
  options: [
    integerOption('optInFastK_Period', 'fastKPeriod', 9, 1),
    integerOption('optInSlowK_Period', 'slowKPeriod', 3, 1),
    wideMaTypeOption('optInSlowK_MAType', 'slowKType', 13),
    integerOption('optInSlowD_Period', 'slowDPeriod', 3, 1),
    wideMaTypeOption('optInSlowD_MAType', 'slowDType', 13),
  ],
  outputs: [realOutput('kdj_k', 'outK'), realOutput('kdj_d', 'outD'), realOutput('kdj_j', 'outJ')],
  lookback: STOCH.lookback,
  history: STOCH.history,
  slots: STOCH.slots,
  temps: 3,
  run: ({ inputs, outputs, temps }, begin, end, options, state, at) =>
    kdjInto(inputs, begin, end, options, temps, outputs, state, at),
});

/**
 * KDJ as TA-Lib has it: a stochastic smoothed by Wilder's average, and J = 3K - 2D. Chinese terminals seed it otherwise:
 * see tdx.kdj.
 *
 * in      bars     high, low, close: Float64Array[n] each, price
 *         options  fastKPeriod >= 1, 9; slowKPeriod >= 1, 3; slowDPeriod >= 1, 3 bars; types: as talib08.ma; rma
 * out     k, d, j: Float64Array[n] each; k and d 0..100 (beyond it for types that overshoot), j beyond it
 * shape   NaN before bar fastKPeriod - 1 + the lookbacks of both averages (lookback 12)
 * seed    as the averages
 * edge    a window without range counts as 0; a bar that is not finite -> NaN, restarts after it
 * cost    seven passes, six allocations
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.8.1; golden: talib081 KDJ
 * tags    momentum, oscillator
 */
export function kdj(
  bars: HighLowClose,
  options: {
    readonly fastKPeriod?: number;
    readonly slowKPeriod?: number;
    readonly slowKType?: MaType | number;
    readonly slowDPeriod?: number;
    readonly slowDType?: MaType | number;
  } = {},
): { readonly k: Float64Array; readonly d: Float64Array; readonly j: Float64Array } {
  const [kType, dType] = [toMaType('KDJ', options.slowKType), toMaType('KDJ', options.slowDType)];
  const given = [options.fastKPeriod, options.slowKPeriod, kType, options.slowDPeriod, dType];
  const [k, d, j] = evaluate(KDJ, [bars.high, bars.low, bars.close], given);
  return { k: k!, d: d!, j: j! };
}

/** Kernel; temps and state as STOCH's. */
export function kdjInto(
  inputs: readonly Float64Array[],
  begin: number,
  end: number,
  options: readonly number[],
  temps: readonly Float64Array[],
  outputs: readonly Float64Array[],
  state: Float64Array,
  at: number,
): void {
  const [k, d, j] = [outputs[0]!, outputs[1]!, outputs[2]!];
  stochInto(inputs, begin, end, options, temps, outputs, state, at);
  for (let bar = begin; bar < end; bar += 1) j[bar] = 3 * k[bar]! - 2 * d[bar]!;
}

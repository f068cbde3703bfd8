import type { HighLowClose } from '../kernel/bars.ts';
import { defineIndicator, integerOption, maTypeOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty } from '../kernel/segment.ts';
import { whole } from '../kernel/whole.ts';
import {
  averageHistory,
  averageInto,
  averageLookback,
  averageSlots,
  type MaType,
  toMaType,
} from '../overlap/ma-type.ts';
import { FAST_K_SLOTS, fastKInto } from './stoch-f.ts';

export const STOCH = defineIndicator({
  name: 'STOCH',
  group: 'momentum',
  title: 'Stochastic',
  inputs: ['high', 'low', 'close'],
  options: [
    integerOption('optInFastK_Period', 'fastKPeriod', 5, 1),
    integerOption('optInSlowK_Period', 'slowKPeriod', 3, 1),
    maTypeOption('optInSlowK_MAType', 'slowKType'),
    integerOption('optInSlowD_Period', 'slowDPeriod', 3, 1),
    maTypeOption('optInSlowD_MAType', 'slowDType'),
  ],
  outputs: [realOutput('stoch_k', 'outSlowK'), realOutput('stoch_d', 'outSlowD')],
  lookback: ([fastK, slowK, kType, slowD, dType]) =>
    fastK! - 1 + averageLookback(kType!, slowK!) + averageLookback(dType!, slowD!),
  history: ([fastK, slowK, kType, slowD, dType]) =>
    Math.max(fastK!, averageHistory(kType!, slowK!), averageHistory(dType!, slowD!)),
  slots: ([, , kType, , dType]) => 1 + FAST_K_SLOTS + averageSlots(kType!) + averageSlots(dType!),
  temps: 3,
  gaps: 'poison',
  run: ({ inputs, outputs, temps }, begin, end, options, state, at) =>
    stochInto(inputs, begin, end, options, temps, outputs, state, at),
});

export type StochOptions = {
  readonly fastKPeriod?: number;
  readonly slowKPeriod?: number;
  readonly slowKType?: MaType | number;
  readonly slowDPeriod?: number;
  readonly slowDType?: MaType | number;
};

/**
 * Stochastic (Lane): where the close stands between the lowest low and the highest high, averaged, and averaged again.
 *
 * in      bars     high, low, close: Float64Array[n] each, price
 *         options  fastKPeriod >= 1, 5; slowKPeriod >= 1, 3; slowDPeriod >= 1, 3 bars; types as MA, sma
 * out     k, d: Float64Array[n] each, 0..100 (beyond it for types that overshoot)
 * shape   NaN before bar fastKPeriod - 1 + the lookbacks of both averages, in both
 * seed    as the averages
 * edge    a window without range counts as 0; a bar that is not finite -> NaN, restarts after it
 * cost    six passes, five allocations
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.7; golden: talib161 STOCH, bit-exact
 * tags    momentum, oscillator
 */
export function stoch(
  bars: HighLowClose,
  options: StochOptions = {},
): { readonly k: Float64Array; readonly d: Float64Array } {
  const given = [
    options.fastKPeriod,
    options.slowKPeriod,
    toMaType('STOCH', options.slowKType),
    options.slowDPeriod,
    toMaType('STOCH', options.slowDType),
  ];
  const [k, d] = evaluate(STOCH, [bars.high, bars.low, bars.close], given);
  return { k: k!, d: d! };
}

/** Kernel; inputs are high, low, close; temps keep raw %K, slow %K, lowest low. State: bars seen, `fastKInto`'s, both averages'. */
export function stochInto(
  inputs: readonly Float64Array[],
  begin: number,
  end: number,
  options: readonly number[],
  temps: readonly Float64Array[],
  outputs: readonly Float64Array[],
  state: Float64Array,
  at: number,
): void {
  const [fastK, slowK, kType, slowD, dType] = [
    whole(options, 0),
    whole(options, 1),
    whole(options, 2),
    whole(options, 3),
    whole(options, 4),
  ];
  const [raw, slow, lowest] = [temps[0]!, temps[1]!, temps[2]!];
  const [k, d] = [outputs[0]!, outputs[1]!];
  const seen = state[at]!;
  state[at] = seen + (end - begin);
  const kAt = at + 1 + FAST_K_SLOTS;
  const rawFrom = firstValueBar(begin, end, seen, fastK - 1);
  const slowFrom = firstValueBar(begin, end, seen, fastK - 1 + averageLookback(kType, slowK));
  fastKInto(inputs, begin, end, fastK, lowest, raw, state, at + 1);
  averageInto(kType, raw, rawFrom, end, slowK, slow, state, kAt);
  leaveEmpty(d, begin, slowFrom);
  averageInto(dType, slow, slowFrom, end, slowD, d, state, kAt + averageSlots(kType));
  for (let bar = begin; bar < end; bar += 1) k[bar] = Number.isNaN(d[bar]!) ? Number.NaN : slow[bar]!;
}

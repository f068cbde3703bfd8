import { defineIndicator, integerOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { whole } from '../kernel/whole.ts';
import { type MacdResult, macdInto } from './macd.ts';

const FAST = { period: 12, weight: 0.15 };
const SLOW = { period: 26, weight: 0.075 };

export const MACDFIX = defineIndicator({
  name: 'MACDFIX',
  group: 'momentum',
  title: 'Moving Average Convergence/Divergence Fix 12/26',
  inputs: ['real'],
  options: [integerOption('optInSignalPeriod', 'signalPeriod', 9, 1)],
  outputs: [
    realOutput('macdfix', 'outMACD'),
    realOutput('macdfix_signal', 'outMACDSignal'),
    realOutput('macdfix_hist', 'outMACDHist'),
  ],
  lookback: ([signal]) => SLOW.period - 1 + signal! - 1,
  slots: () => 4,
  gaps: 'poison',
  scale: 'follows',
  shift: 'invariant',
  run: ({ inputs, outputs }, begin, end, options, state, at) => {
    const signal = whole(options, 0);
    const periods = { fast: FAST.period, slow: SLOW.period, signal, fastK: FAST.weight, slowK: SLOW.weight };
    macdInto(inputs[0]!, begin, end, periods, outputs[0]!, outputs[1]!, outputs[2]!, state, at);
  },
});

/**
 * MACD of 12 and 26 bars with the round weights Appel published: 0.15 and 0.075 instead of 2/13 and 2/27.
 *
 * in      close         Float64Array[n]  price, one instrument, ascending, adjusted
 *         signalPeriod  integer >= 1     bars, 9
 * out     macd, signal, histogram: Float64Array[n] each, unit of the input
 * shape   NaN before bar 24 + signalPeriod in all three
 * seed    as MACD
 * edge    as MACD
 * cost    one pass, three allocations
 * throws  quant.parameter
 * source  Appel 1979; TA-Lib 0.7; golden: talib161 MACDFIX, bit-exact
 * tags    momentum, trend
 */
export function macdFix(close: Float64Array, signalPeriod?: number): MacdResult {
  const [line, signal, histogram] = evaluate(MACDFIX, [close], [signalPeriod]);
  return { macd: line!, signal: signal!, histogram: histogram! };
}

import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty, takeBars } from '../kernel/segment.ts';
import { variantOf } from '../kernel/variant.ts';
import { whole } from '../kernel/whole.ts';
import { BETA } from '../statistic/beta.ts';
import { covarianceOf, varianceOf } from './window.ts';

export const SOUND_BETA = variantOf('sound', BETA, {
  gaps: 'scan',
  slots: () => 1,
  isPartial: true,
  run: ({ inputs, outputs, temps }, begin, end, options, state, at) =>
    soundBetaInto(inputs, begin, end, whole(options, 0), temps[0]!, temps[1]!, outputs[0]!, state, at),
});

/**
 * Beta: slope of the regression of a security's returns on the market's over the last `period` returns, about their means.
 *
 * in      market    Float64Array[n]  price (TA-Lib's inReal0)
 *         security  Float64Array[n]  price (inReal1)
 *         period    integer >= 1     returns, 5
 * out     Float64Array[n]            no unit
 * shape   out[0 .. period-1] = NaN (lookback = period)
 * seed    none: no value depends on bars outside its window, not even by rounding
 * edge    a market without variance -> 0; a previous price of 0 counts as a return of 0; beyond the range of doubles ->
 *         NaN; a bar that is not finite -> NaN, restarts after it
 * cost    three times `period` steps per bar, three allocations
 * throws  quant.parameter, quant.input
 * source  golden: sound-exact beta, from exact fractions, 1e-9 at 60 000 with noise of 0.01
 * tags    statistic
 */
export function beta(market: Float64Array, security: Float64Array, period?: number): Float64Array {
  return evaluate(SOUND_BETA, [market, security], [period])[0]!;
}

/** Kernel; keeps the returns. State: bars seen. */
export function soundBetaInto(
  inputs: readonly Float64Array[],
  begin: number,
  end: number,
  period: number,
  marketReturns: Float64Array,
  securityReturns: Float64Array,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const seen = takeBars(state, at, begin, end);
  const first = firstValueBar(begin, end, seen, period);
  for (let bar = firstValueBar(begin, end, seen, 1); bar < end; bar += 1) {
    marketReturns[bar] = returnAt(inputs[0]!, bar);
    securityReturns[bar] = returnAt(inputs[1]!, bar);
  }
  leaveEmpty(output, begin, first);
  for (let bar = first; bar < end; bar += 1) {
    const spread = varianceOf(marketReturns, bar, period);
    output[bar] = spread === 0 ? 0 : covarianceOf(marketReturns, securityReturns, bar, period) / spread;
  }
}

function returnAt(prices: Float64Array, bar: number): number {
  const before = prices[bar - 1]!;
  return before === 0 ? 0 : (prices[bar]! - before) / before;
}

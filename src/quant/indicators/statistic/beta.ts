import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { whole } from '../kernel/whole.ts';
import { EPSILON, shareOf } from '../kernel/zero.ts';

export const BETA = defineIndicator({
  name: 'BETA',
  group: 'statistic',
  title: 'Beta',
  inputs: ['real0', 'real1'],
  options: [periodOption(5, 1)],
  outputs: [realOutput('beta')],
  lookback: ([period]) => period!,
  history: ([period]) => period!,
  slots: () => 5,
  temps: 2,
  gaps: 'poison',
  scale: 'invariant',
  run: ({ inputs, outputs, temps }, begin, end, options, state, at) =>
    betaInto(inputs[0]!, inputs[1]!, begin, end, whole(options, 0), temps[0]!, temps[1]!, outputs[0]!, state, at),
});

/**
 * Beta: slope of the regression of a security's returns on the market's over the last `period` returns.
 *
 * in      market    Float64Array[n]  price (TA-Lib's inReal0)
 *         security  Float64Array[n]  price (inReal1)
 *         period    integer >= 1     returns
 * out     Float64Array[n]            no unit
 * shape   out[0 .. period-1] = NaN (lookback = period)
 * seed    none, except by rounding
 * edge    a market without variance -> 0; a previous price of 0 counts as a return of 0
 * cost    one pass, three allocations
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.7; golden: talib161 BETA, bit-exact
 * tags    statistic
 */
export function beta(market: Float64Array, security: Float64Array, period?: number): Float64Array {
  return evaluate(BETA, [market, security], [period])[0]!;
}

/** Kernel; keeps the returns. State: bars seen (up to period), sums of x², xy, x, y over the window's returns without the newest. */
export function betaInto(
  market: Float64Array,
  security: Float64Array,
  begin: number,
  end: number,
  period: number,
  marketReturns: Float64Array,
  securityReturns: Float64Array,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  let seen = state[at]!;
  let xx = state[at + 1]!;
  let xy = state[at + 2]!;
  let xs = state[at + 3]!;
  let ys = state[at + 4]!;
  let bar = begin;
  for (; bar < end && seen < period; bar += 1, seen += 1) {
    const x = seen === 0 ? 0 : returnAt(market, bar);
    const y = seen === 0 ? 0 : returnAt(security, bar);
    marketReturns[bar] = x;
    securityReturns[bar] = y;
    output[bar] = Number.NaN;
    xx += x * x;
    xy += x * y;
    xs += x;
    ys += y;
  }
  for (; bar < end; bar += 1) {
    const x = returnAt(market, bar);
    const y = returnAt(security, bar);
    marketReturns[bar] = x;
    securityReturns[bar] = y;
    xx += x * x;
    xy += x * y;
    xs += x;
    ys += y;
    const spread = period * xx - xs * xs;
    output[bar] = shareOf(period * xy - xs * ys, spread);
    const oldX = marketReturns[bar - period + 1]!;
    const oldY = securityReturns[bar - period + 1]!;
    xx -= oldX * oldX;
    xy -= oldX * oldY;
    xs -= oldX;
    ys -= oldY;
  }
  state[at] = seen;
  state[at + 1] = xx;
  state[at + 2] = xy;
  state[at + 3] = xs;
  state[at + 4] = ys;
}

/** Our own, for speed: see `kernel/zero.ts`. */
const tiny = EPSILON;

function returnAt(prices: Float64Array, bar: number): number {
  const before = prices[bar - 1]!;
  // 0, but NaN and infinity must not vanish.
  return -tiny < before && before < tiny ? prices[bar]! - prices[bar]! : (prices[bar]! - before) / before;
}

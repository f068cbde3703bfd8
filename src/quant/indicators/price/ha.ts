import type { OpenHighLowClose } from '../kernel/bars.ts';
import { defineIndicator, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';

export const HA = defineIndicator({
  name: 'HA',
  group: 'price',
  title: 'Heikin-Ashi Candles',
  inputs: ['open', 'high', 'low', 'close'],
  options: [],
  outputs: [
    realOutput('ha_open', 'outHAOpen'),
    realOutput('ha_high', 'outHAHigh'),
    realOutput('ha_low', 'outHALow'),
    realOutput('ha_close', 'outHAClose'),
  ],
  lookback: () => 0,
  slots: () => 3,
  scale: 'follows',
  shift: 'follows',
  run: ({ inputs, outputs }, begin, end, _, state, at) => haInto(inputs, begin, end, outputs, state, at),
});

/**
 * Heikin-Ashi candles: each one averages its bar and leans on the candle before it. Not prices anyone could trade at.
 *
 * in      bars    open, high, low, close: Float64Array[n] each, price
 * out     open, high, low, close: Float64Array[n] each, unit of price
 * shape   no lookback
 * seed    open of the first candle = (open + close) / 2; its weight halves with every bar
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    one pass, four allocations
 * throws  quant.input
 * source  TA-Lib 0.8.1; golden: talib081 HA
 * tags    price, trend
 */
export function ha(bars: OpenHighLowClose): OpenHighLowClose {
  const [open, high, low, close] = evaluate(HA, [bars.open, bars.high, bars.low, bars.close]);
  return { open: open!, high: high!, low: low!, close: close! };
}

/** Kernel. State: 1 once a bar is known, the open and the close of the last candle. */
export function haInto(
  inputs: readonly Float64Array[],
  begin: number,
  end: number,
  outputs: readonly Float64Array[],
  state: Float64Array,
  at: number,
): void {
  const [open, high, low, close] = [inputs[0]!, inputs[1]!, inputs[2]!, inputs[3]!];
  const [haOpen, haHigh, haLow, haClose] = [outputs[0]!, outputs[1]!, outputs[2]!, outputs[3]!];
  let isKnown = state[at]! === 1;
  let first = state[at + 1]!;
  let last = state[at + 2]!;
  for (let bar = begin; bar < end; bar += 1) {
    first = isKnown ? (first + last) / 2 : (open[bar]! + close[bar]!) / 2;
    last = (open[bar]! + high[bar]! + low[bar]! + close[bar]!) / 4;
    isKnown = true;
    haOpen[bar] = first;
    haClose[bar] = last;
    haHigh[bar] = Math.max(high[bar]!, first, last);
    haLow[bar] = Math.min(low[bar]!, first, last);
  }
  state[at] = Number(isKnown);
  state[at + 1] = first;
  state[at + 2] = last;
}

import type { CloseVolume } from '../kernel/bars.ts';
import { defineIndicator, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar, takeBars } from '../kernel/segment.ts';

export const PVT = defineIndicator({
  name: 'PVT',
  group: 'volume',
  title: 'Price Volume Trend',
  inputs: ['close', 'volume'],
  options: [],
  outputs: [realOutput('pvt')],
  lookback: () => 0,
  history: () => 1,
  slots: () => 2,
  scale: 'invariant',
  run: ({ inputs, outputs }, begin, end, _, state, at) =>
    pvtInto(inputs[0]!, inputs[1]!, begin, end, outputs[0]!, state, at),
});

/**
 * Price volume trend: every bar adds its volume times its return.
 *
 * in      bars    close, volume: Float64Array[n] each
 * out     Float64Array[n]  volume
 * shape   no lookback
 * seed    0 at the first bar: the level depends on where the series starts
 * edge    a close of 0 before counts as no change; a bar that is not finite -> NaN, restarts after it from 0
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.8.1; golden: talib081 PVT
 * tags    volume
 */
export function pvt(bars: CloseVolume): Float64Array {
  return evaluate(PVT, [bars.close, bars.volume])[0]!;
}

/** Kernel. State: bars seen, the running total. */
export function pvtInto(
  close: Float64Array,
  volume: Float64Array,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const from = firstValueBar(begin, end, takeBars(state, at, begin, end), 1);
  let total = state[at + 1]!;
  if (from > begin) output[begin] = total;
  for (let bar = from; bar < end; bar += 1) {
    const before = close[bar - 1]!;
    if (before !== 0) total += ((close[bar]! - before) / before) * volume[bar]!;
    output[bar] = total;
  }
  state[at + 1] = total;
}

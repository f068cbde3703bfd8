import type { CloseVolume } from '../kernel/bars.ts';
import { defineIndicator, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar, takeBars } from '../kernel/segment.ts';

export const PVI = defineIndicator({
  name: 'PVI',
  group: 'volume',
  title: 'Positive Volume Index',
  inputs: ['close', 'volume'],
  options: [],
  outputs: [realOutput('pvi')],
  lookback: () => 0,
  history: () => 1,
  slots: () => 2,
  scale: 'invariant',
  run: ({ inputs, outputs }, begin, end, _, state, at) =>
    pviInto(inputs[0]!, inputs[1]!, begin, end, outputs[0]!, state, at),
});

/**
 * Positive Volume Index (Fosback): 1000 and the returns of the bars whose volume rose.
 *
 * in      bars    close, volume: Float64Array[n] each
 * out     Float64Array[n]  index points
 * shape   no lookback
 * seed    1000 at the first bar: the level depends on where the series starts
 * edge    a close of 0 before counts as no change; a bar that is not finite -> NaN, restarts after it at 1000
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.8.1; golden: talib081 PVI, tulip pvi
 * tags    volume
 */
export function pvi(bars: CloseVolume): Float64Array {
  return evaluate(PVI, [bars.close, bars.volume])[0]!;
}

const START = 1000;

/** Kernel. State: bars seen, the index. */
export function pviInto(
  close: Float64Array,
  volume: Float64Array,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const from = firstValueBar(begin, end, takeBars(state, at, begin, end), 1);
  let index = state[at + 1]!;
  if (from > begin) {
    index = START;
    output[begin] = index;
  }
  for (let bar = from; bar < end; bar += 1) {
    const before = close[bar - 1]!;
    if (volume[bar]! > volume[bar - 1]! && before !== 0) index += ((close[bar]! - before) / before) * index;
    output[bar] = index;
  }
  state[at + 1] = index;
}

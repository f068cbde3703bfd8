import type { CloseVolume } from '../kernel/bars.ts';
import { defineIndicator, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';

export const OBV = defineIndicator({
  name: 'OBV',
  group: 'volume',
  title: 'On Balance Volume',
  inputs: ['real', 'volume'],
  options: [],
  outputs: [realOutput('obv')],
  lookback: () => 0,
  history: () => 1,
  slots: () => 3,
  gaps: 'poison',
  scale: 'invariant',
  shift: 'invariant',
  run: ({ inputs, outputs }, begin, end, _, state, at) =>
    obvInto(inputs[0]!, inputs[1]!, begin, end, outputs[0]!, state, at),
});

/**
 * On-balance volume (Granville): volume added on rising bars and subtracted on falling ones.
 *
 * in      bars    close, volume: Float64Array[n] each
 * out     Float64Array[n]  unit of volume
 * shape   no lookback
 * seed    starts at the first bar's volume, as TA-Lib; differences do not depend on it
 * edge    an unchanged close adds nothing; a bar that is not finite -> NaN, starts again after it
 * cost    one pass, one allocation
 * throws  quant.input when the lengths differ
 * source  TA-Lib 0.7; golden: talib161 OBV, bit-exact
 * tags    volume
 */
export function obv(bars: CloseVolume): Float64Array {
  return evaluate(OBV, [bars.close, bars.volume])[0]!;
}

/** Kernel. State: 1 once begun, the running volume, and a sum of prices that no NaN leaves finite. */
export function obvInto(
  close: Float64Array,
  volume: Float64Array,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  if (begin >= end) return;
  let total = state[at + 1]!;
  let before = state[at] === 0 ? close[begin]! : close[begin - 1]!;
  let poison = state[at + 2]!;
  if (state[at] === 0) total = volume[begin]!;
  for (let bar = begin; bar < end; bar += 1) {
    const price = close[bar]!;
    total += volume[bar]! * (Number(price > before) - Number(price < before));
    output[bar] = total;
    before = price;
    poison += price;
  }
  state[at] = 1;
  state[at + 2] = poison;
  state[at + 1] = total;
}

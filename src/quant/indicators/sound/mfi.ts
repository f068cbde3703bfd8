import type { HighLowCloseVolume } from '../kernel/bars.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty, takeBars } from '../kernel/segment.ts';
import { variantOf } from '../kernel/variant.ts';
import { whole } from '../kernel/whole.ts';
import { MFI } from '../momentum/mfi.ts';
import { sumOfWindow } from './window.ts';

/** How far apart two sums of three equal decimal prices can come out, by rounding. */
const ROUNDING = 4 * Number.EPSILON;

export type MoneyFlowRule = {
  /** Whether two typical prices are one but for rounding. */
  readonly isTie: (move: number, price: number) => boolean;
  /** What stands where no money moved, or less than none: a price below 0 moves it the other way. */
  readonly still: number;
};

const SOUND_RULE: MoneyFlowRule = { isTie: (move, price) => Math.abs(move) <= ROUNDING * Math.abs(price), still: 50 };

export const SOUND_MFI = variantOf('sound', MFI, {
  gaps: 'scan',
  slots: () => 1,
  isPartial: true,
  run: ({ inputs, outputs, temps }, begin, end, options, state, at) =>
    soundMfiInto(inputs, begin, end, whole(options, 0), SOUND_RULE, temps[0]!, temps[1]!, outputs[0]!, state, at),
});

/**
 * Money flow index (Quong, Soudack), made anew for every window, with no least turnover: TA-Lib 0.7 gives 0 where the
 * turnover of the window is below 1. Typical prices that differ by rounding alone are equal: they move no money.
 *
 * in      bars    high, low, close, volume: Float64Array[n] each
 *         period  integer >= 2     bars, 14
 * out     Float64Array[n]          0..100
 * shape   out[0 .. period-1] = NaN (lookback = period)
 * seed    none: no value depends on bars outside its window, not even by rounding
 * edge    no flow, or one below 0 -> 50; beyond the range of doubles -> NaN; a bar that is not finite -> NaN, restarts after it
 * cost    `period` steps per bar, three allocations
 * throws  quant.parameter, quant.input
 * source  golden: talib081 MFI, 1e-9, where no two typical prices are as good as equal
 * tags    momentum, volume, oscillator
 */
export function mfi(bars: HighLowCloseVolume, period?: number): Float64Array {
  return evaluate(SOUND_MFI, [bars.high, bars.low, bars.close, bars.volume], [period])[0]!;
}

/** Kernel; keeps the flows up and down. State: bars seen. */
export function soundMfiInto(
  inputs: readonly Float64Array[],
  begin: number,
  end: number,
  period: number,
  { isTie, still }: MoneyFlowRule,
  rising: Float64Array,
  falling: Float64Array,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const [high, low, close, volume] = [inputs[0]!, inputs[1]!, inputs[2]!, inputs[3]!];
  const seen = takeBars(state, at, begin, end);
  const first = firstValueBar(begin, end, seen, period);
  for (let bar = firstValueBar(begin, end, seen, 1); bar < end; bar += 1) {
    const price = (high[bar]! + low[bar]! + close[bar]!) / 3;
    const move = price - (high[bar - 1]! + low[bar - 1]! + close[bar - 1]!) / 3;
    const flow = isTie(move, price) ? 0 : price * volume[bar]!;
    rising[bar] = move > 0 ? flow : 0;
    falling[bar] = move < 0 ? flow : 0;
  }
  leaveEmpty(output, begin, first);
  for (let bar = first; bar < end; bar += 1) {
    const up = sumOfWindow(rising, bar, period);
    const total = up + sumOfWindow(falling, bar, period);
    output[bar] = total <= 0 ? still : 100 * (up / total);
  }
}

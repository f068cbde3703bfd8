import type { CloseVolume } from '../kernel/bars.ts';
import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty, takeBars } from '../kernel/segment.ts';
import { whole } from '../kernel/whole.ts';
import { emaInto, smoothingOf } from '../overlap/ema.ts';

export const EFI = defineIndicator({
  name: 'EFI',
  group: 'volume',
  title: "Elder's Force Index",
  inputs: ['close', 'volume'],
  options: [periodOption(13, 1)],
  outputs: [realOutput('efi')],
  lookback: ([period]) => period!,
  history: () => 1,
  slots: () => 3,
  scale: 'follows',
  shift: 'invariant',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    efiInto(inputs[0]!, inputs[1]!, begin, end, whole(options, 0), outputs[0]!, state, at),
});

/**
 * Force index (Elder): an exponential average of move times volume.
 *
 * in      bars    close, volume: Float64Array[n] each
 *         period  integer >= 1     bars, 13; 1 is the raw force
 * out     Float64Array[n]          price * volume
 * shape   out[0 .. period-1] = NaN (lookback = period)
 * seed    mean of the first `period` forces, as EMA
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    two passes, one allocation
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.8.1; golden: talib081 EFI
 * tags    volume, momentum
 */
export function efi(bars: CloseVolume, period?: number): Float64Array {
  return evaluate(EFI, [bars.close, bars.volume], [period])[0]!;
}

/** Kernel. State: bars seen, the average's. */
export function efiInto(
  close: Float64Array,
  volume: Float64Array,
  begin: number,
  end: number,
  period: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const from = firstValueBar(begin, end, takeBars(state, at, begin, end), 1);
  leaveEmpty(output, begin, from);
  for (let bar = from; bar < end; bar += 1) output[bar] = (close[bar]! - close[bar - 1]!) * volume[bar]!;
  emaInto(output, from, end, period, smoothingOf(period), output, state, at + 1);
}

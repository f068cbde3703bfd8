import type { Indicator } from '../kernel/definition.ts';
import { firstValueBar, leaveEmpty, takeBars } from '../kernel/segment.ts';
import { variantOf } from '../kernel/variant.ts';
import { whole } from '../kernel/whole.ts';
import { LINE, type LineReading } from '../statistic/regression.ts';
import { meanOf } from './window.ts';

/**
 * Kernel of the sound regression family: the least-squares line through the last `period` values, about their mean.
 * State: bars seen.
 */
export function soundRegressionInto(
  input: Float64Array,
  begin: number,
  end: number,
  period: number,
  reading: LineReading,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const first = firstValueBar(begin, end, takeBars(state, at, begin, end), period - 1);
  leaveEmpty(output, begin, first);
  const middle = (period - 1) / 2;
  const spread = (period * (period * period - 1)) / 12;
  for (let bar = first; bar < end; bar += 1) {
    const mean = meanOf(input, bar, period);
    let together = 0;
    for (let place = 0; place < period; place += 1) {
      together += (place - middle) * (input[bar - period + 1 + place]! - mean);
    }
    output[bar] = read(reading, together / spread, mean, middle);
  }
}

function read(reading: LineReading, slope: number, mean: number, middle: number): number {
  if (reading === LINE.end) return mean + slope * middle;
  if (reading === LINE.ahead) return mean + slope * (middle + 1);
  if (reading === LINE.start) return mean - slope * middle;
  return reading === LINE.slope ? slope : Math.atan(slope) * (180 / Math.PI);
}

/** A member of the family under a convention's prefix. */
export function regressionVariant(prefix: string, base: Indicator, reading: LineReading): Indicator {
  return variantOf(prefix, base, {
    run: ({ inputs, outputs }, begin, end, options, state, at) =>
      soundRegressionInto(inputs[0]!, begin, end, whole(options, 0), reading, outputs[0]!, state, at),
  });
}

import { firstValueBar, leaveEmpty } from '../kernel/segment.ts';

/** What to read off the line: its value at the newest bar, one bar ahead, its slope, its start, or its angle. */
export const LINE = { end: 0, ahead: 1, slope: 2, start: 3, angle: 4 } as const;
export type LineReading = (typeof LINE)[keyof typeof LINE];

/**
 * Kernel of the regression family: the least-squares line through the last `period` values, oldest at x = 0. Sums run
 * anew in every window from the oldest value on, as in TA-Lib. State: bars seen.
 */
export function regressionInto(
  input: Float64Array,
  begin: number,
  end: number,
  period: number,
  reading: LineReading,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const first = firstValueBar(begin, end, state[at]!, period - 1);
  leaveEmpty(output, begin, first);
  state[at]! += end - begin;
  const sumX = period * (period - 1) * 0.5;
  const sumXX = (period * (period - 1) * (2 * period - 1)) / 6;
  const divisor = sumX * sumX - period * sumXX;
  for (let bar = first; bar < end; bar += 1) {
    let sumXY = 0;
    let sumY = 0;
    for (let age = period - 1; age >= 0; age -= 1) {
      const value = input[bar - age]!;
      sumY += value;
      sumXY += age * value;
    }
    const slope = (period * sumXY - sumX * sumY) / divisor;
    output[bar] = read(reading, slope, (sumY - slope * sumX) / period, period);
  }
}

function read(reading: LineReading, slope: number, start: number, period: number): number {
  if (reading === LINE.end) return start + slope * (period - 1);
  if (reading === LINE.ahead) return start + slope * period;
  if (reading === LINE.slope) return slope;
  if (reading === LINE.start) return start;
  return Math.atan(slope) * DEGREES_PER_RADIAN;
}

const DEGREES_PER_RADIAN = 180 / Math.PI;

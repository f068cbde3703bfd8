import { firstValueBar, leaveEmpty } from '../kernel/segment.ts';

/** What to read off the line: its value at the newest bar, one bar ahead, its slope, its start, or its angle. */
export const LINE = { end: 0, ahead: 1, slope: 2, start: 3, angle: 4 } as const;
export type LineReading = (typeof LINE)[keyof typeof LINE];

/** Our own, for speed: see `kernel/zero.ts`. */
const { end: END, ahead: AHEAD, slope: SLOPE, start: START } = LINE;

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
  const line: Line = { period, sumX, divisor, reading };
  let bar = first;
  if (period > 3) for (; bar + 3 < end; bar += 4) fitFour(input, bar, line, output);
  for (; bar < end; bar += 1) fitOne(input, bar, line, output);
}

/** What the lines of all windows have in common. */
type Line = { readonly period: number; readonly sumX: number; readonly divisor: number; readonly reading: LineReading };

function fitOne(input: Float64Array, bar: number, line: Line, output: Float64Array): void {
  let sumXY = 0;
  let sumY = 0;
  for (let age = line.period - 1; age >= 0; age -= 1) {
    const value = input[bar - age]!;
    sumY += value;
    sumXY += age * value;
  }
  output[bar] = read(line, sumXY, sumY);
}

/**
 * The windows of this bar and the next three at once, which share all values but three: those that only the older windows
 * have, oldest first, then the common ones, then those that only the newer windows have. 6 ns per bar for 14 values, one
 * by one 15.
 */
function fitFour(input: Float64Array, bar: number, line: Line, output: Float64Array): void {
  const last = line.period - 1;
  const a = input[bar - last]!;
  const b = input[bar - last + 1]!;
  const c = input[bar - last + 2]!;
  let y0 = 0 + a + b + c;
  let y1 = 0 + b + c;
  let y2 = 0 + c;
  let y3 = 0;
  let xy0 = 0 + last * a + (last - 1) * b + (last - 2) * c;
  let xy1 = 0 + last * b + (last - 1) * c;
  let xy2 = 0 + last * c;
  let xy3 = 0;
  for (let age = last - 3; age >= 0; age -= 1) {
    const value = input[bar - age]!;
    y0 += value;
    y1 += value;
    y2 += value;
    y3 += value;
    xy0 += age * value;
    xy1 += (age + 1) * value;
    xy2 += (age + 2) * value;
    xy3 += (age + 3) * value;
  }
  const d = input[bar + 1]!;
  const e = input[bar + 2]!;
  output[bar] = read(line, xy0, y0);
  output[bar + 1] = read(line, xy1, y1 + d);
  output[bar + 2] = read(line, xy2 + d, y2 + d + e);
  output[bar + 3] = read(line, xy3 + 2 * d + e, y3 + d + e + input[bar + 3]!);
}

function read({ period, sumX, divisor, reading }: Line, sumXY: number, sumY: number): number {
  const slope = (period * sumXY - sumX * sumY) / divisor;
  const start = (sumY - slope * sumX) / period;
  if (reading === END) return start + slope * (period - 1);
  if (reading === AHEAD) return start + slope * period;
  if (reading === SLOPE) return slope;
  if (reading === START) return start;
  return Math.atan(slope) * DEGREES_PER_RADIAN;
}

const DEGREES_PER_RADIAN = 180 / Math.PI;

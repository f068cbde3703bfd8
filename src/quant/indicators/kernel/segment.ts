/** The first bar in `begin .. end` that a stage with this lookback has a value for, when `seen` bars came before `begin`. */
export function firstValueBar(begin: number, end: number, seen: number, lookback: number): number {
  // `seen` comes out of a state of doubles: tell the engine that a bar number is whole.
  return Math.min(end, begin + Math.max(0, lookback - seen)) | 0;
}

/** The sum of `begin .. end-1`: NaN or infinite when one of them is. */
export function sumOf(values: Float64Array, begin: number, end: number): number {
  let sum = 0;
  for (let bar = begin; bar < end; bar += 1) sum += values[bar]!;
  return sum;
}

/** NaN in `begin .. end-1`. */
export function leaveEmpty(output: Float64Array, begin: number, end: number): void {
  for (let bar = begin; bar < end; bar += 1) output[bar] = Number.NaN;
}

/** Counts the bars `begin .. end-1` in the first slot of a state; returns how many came before them. */
export function takeBars(state: Float64Array, at: number, begin: number, end: number): number {
  const seen = state[at]!;
  state[at] = seen + (end - begin);
  return seen;
}

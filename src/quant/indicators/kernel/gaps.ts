/** The first bar in `begin .. end-1` at which some column is NaN or infinite, or `end`. */
export function firstGap(columns: readonly Float64Array[], begin: number, end: number): number {
  let gap = end;
  let k = 0;
  for (; k + 3 < columns.length; k += 4) {
    gap = firstGapOfFour(columns[k]!, columns[k + 1]!, columns[k + 2]!, columns[k + 3]!, begin, gap);
  }
  for (; k < columns.length; k += 1) gap = firstGapOfOne(columns[k]!, begin, gap);
  return gap;
}

/** True when some column is NaN or infinite at this bar. */
export function isGap(columns: readonly Float64Array[], bar: number): boolean {
  for (let k = 0; k < columns.length; k += 1) if (!Number.isFinite(columns[k]![bar]!)) return true;
  return false;
}

/** 0.7 ns per bar; Number.isFinite is slower. */
function firstGapOfOne(column: Float64Array, begin: number, end: number): number {
  for (let bar = begin; bar < end; bar += 1) if (!(Math.abs(column[bar]!) <= Number.MAX_VALUE)) return bar;
  return end;
}

/** One sum answers for four columns; finite ones whose sum overflows are told apart afterwards. */
function firstGapOfFour(
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
  d: Float64Array,
  begin: number,
  end: number,
): number {
  const columns = [a, b, c, d];
  let bar = firstSuspect(a, b, c, d, begin, end);
  while (bar < end && !isGap(columns, bar)) bar = firstSuspect(a, b, c, d, bar + 1, end);
  return bar;
}

/** Nothing but the loop: 1.9 ns per bar, and twice that with anything else in it. */
function firstSuspect(
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
  d: Float64Array,
  begin: number,
  end: number,
): number {
  for (let bar = begin; bar < end; bar += 1) {
    if (!(Math.abs(a[bar]! + b[bar]! + (c[bar]! + d[bar]!)) <= Number.MAX_VALUE)) return bar;
  }
  return end;
}

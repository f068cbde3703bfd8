import type { SessionDay } from '../../core/time.ts';

/** How many of the ascending days lie before `day`: the index of the first one on or after it. */
export function indexFrom(days: Int32Array, day: SessionDay): number {
  let begin = 0;
  let end = days.length;
  while (begin < end) {
    const middle = (begin + end) >>> 1;
    if (days[middle]! < day) begin = middle + 1;
    else end = middle;
  }
  return begin;
}

import { BAR_INTERVALS, type BarInterval } from '../../data/source/predictions.ts';

/** The longest length that divides all of these: candles of it make every one of them. */
export function commonInterval(intervals: readonly BarInterval[]): BarInterval {
  const lengths = intervals.map((interval) => BAR_INTERVALS[interval]);
  const fitting = (Object.keys(BAR_INTERVALS) as BarInterval[]).filter((interval) =>
    lengths.every((length) => length % BAR_INTERVALS[interval] === 0),
  );
  return fitting.reduce((best, each) => (BAR_INTERVALS[each] > BAR_INTERVALS[best] ? each : best));
}

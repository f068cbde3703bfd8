import type { DrawdownPath } from './drawdown-path.ts';

/**
 * From a peak down to the trough and back. Points are numbers of values: 0 is the start, k + 1 stands after return k.
 */
export type DrawdownEpisode = {
  /** The last point at the old height. */
  readonly peak: number;
  readonly trough: number;
  /** The first point back at it; null while it lasts. */
  readonly recovery: number | null;
  /** Negative: -0.1 is ten percent below the peak. */
  readonly depth: number;
  /** Periods from the peak to the recovery, or to the end. */
  readonly length: number;
  readonly toTrough: number;
  /** Periods from the trough to the recovery; null while it lasts. */
  readonly toRecovery: number | null;
  readonly isOngoing: boolean;
};

/** Every time below a peak, in order of time. */
export function episodesOf({ depths }: DrawdownPath): readonly DrawdownEpisode[] {
  const episodes: DrawdownEpisode[] = [];
  for (let begin = 0; begin < depths.length; begin += 1) {
    if (depths[begin]! >= 0) continue;
    let end = begin;
    let trough = begin;
    while (end < depths.length && depths[end]! < 0) {
      if (depths[end]! < depths[trough]!) trough = end;
      end += 1;
    }
    episodes.push(episodeOf(depths, begin, trough, end));
    begin = end;
  }
  return episodes;
}

/** `end` is the first depth that is 0 again, or the number of depths. */
function episodeOf(depths: Float64Array, begin: number, trough: number, end: number): DrawdownEpisode {
  const isOngoing = end === depths.length;
  return {
    peak: begin,
    trough: trough + 1,
    recovery: isOngoing ? null : end + 1,
    depth: depths[trough]!,
    length: (isOngoing ? depths.length : end + 1) - begin,
    toTrough: trough + 1 - begin,
    toRecovery: isOngoing ? null : end - trough,
    isOngoing,
  };
}

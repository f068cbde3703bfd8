import { inputError } from '../../indicators/kernel/options.ts';
import { drawdownPathOf, drawdownPathOfValues } from '../kernel/drawdown-path.ts';
import { type DrawdownEpisode, episodesOf } from '../kernel/episodes.ts';
import { columnOf, type Series } from '../kernel/series.ts';

/**
 * Every time below a peak, in order of time. The start counts as a peak.
 *
 * in      returns  Series[n]  none missing, none below -1
 * cost    one pass
 * throws  quant.input
 */
export function drawdownEpisodes(returns: Series): readonly DrawdownEpisode[] {
  const column = columnOf(returns);
  const at = column.findIndex((value) => !(value >= -1 && value < Infinity));
  if (at >= 0) throw badElement('returns', column[at]!, at, 'Returns are finite fractions of at least -1.');
  return episodesOf(drawdownPathOf(column));
}

/** The same from values (NAV, equity), all above 0: exact, where returns have been rounded. @throws quant.input */
export function drawdownEpisodesOfValues(values: Series): readonly DrawdownEpisode[] {
  const column = columnOf(values);
  const at = column.findIndex((value) => !(value > 0 && value < Infinity));
  if (at >= 0) throw badElement('values', column[at]!, at, 'Values are finite and above 0.');
  return episodesOf(drawdownPathOfValues(column));
}

function badElement(input: string, value: number, at: number, wayOut: string) {
  return inputError('drawdownEpisodes', input, `${value} at ${at}`, wayOut);
}

/** The deepest first; equal ones by time. */
export function deepestEpisodes(episodes: readonly DrawdownEpisode[], count: number): readonly DrawdownEpisode[] {
  return [...episodes].sort((a, b) => a.depth - b.depth || a.peak - b.peak).slice(0, count);
}

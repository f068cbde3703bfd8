import type { BarView } from '../events/bar-view.ts';
import type { Strategy } from '../events/run-bars.ts';

/**
 * A strategy that wants a weight of one asset and orders when that changes: what a column of wanted positions does, bar
 * by bar. NaN is no opinion.
 */
export function follow(asset: string | undefined, wantedAt: (bar: BarView) => number): Strategy {
  const named = asset === undefined ? {} : { asset };
  let last = 0;
  return (bar) => {
    const wanted = wantedAt(bar);
    if (Number.isNaN(wanted) || wanted === last) return null;
    last = wanted;
    return [
      { cancel: 'all', ...named },
      { targetWeight: wanted, timeInForce: 'until-filled', ...named },
    ];
  };
}

import type { Asset, Market } from './market.ts';

/** A market of a single asset from its columns. */
export function oneAsset(name: string, bars: Pick<Market, 'sessions' | 'startsAtMs'> & Omit<Asset, 'name'>): Market {
  const { sessions, startsAtMs, ...columns } = bars;
  return { sessions, ...(startsAtMs === undefined ? {} : { startsAtMs }), assets: [{ name, ...columns }] };
}

import { type Pair, pairOfSample, type Sample } from './sample.ts';

/** Totals over the periods in which the benchmark went one way. */
export type SideTotals = {
  count: number;
  /** Products of 1 + r and of 1 + b. */
  ownGrowth: number;
  benchmarkGrowth: number;
  ownSum: number;
  benchmarkSum: number;
  /** Periods in which the returns gained, lost, beat the benchmark. */
  gained: number;
  lost: number;
  beat: number;
};

/** By what the benchmark did: rose, fell, stood still. */
export type MarketSides = { readonly up: SideTotals; readonly down: SideTotals; readonly flat: SideTotals };

export function marketSidesOf(sample: Sample): MarketSides {
  sample.cache.marketSides ??= totalsOf(pairOfSample(sample));
  return sample.cache.marketSides;
}

function totalsOf({ returns, benchmark }: Pair): MarketSides {
  const sides = { up: emptySide(), down: emptySide(), flat: emptySide() };
  for (let k = 0; k < returns.length; k += 1) {
    const own = returns[k]!;
    const market = benchmark[k]!;
    const side = market > 0 ? sides.up : market < 0 ? sides.down : sides.flat;
    side.count += 1;
    side.ownGrowth *= 1 + own;
    side.benchmarkGrowth *= 1 + market;
    side.ownSum += own;
    side.benchmarkSum += market;
    if (own > 0) side.gained += 1;
    if (own < 0) side.lost += 1;
    if (own > market) side.beat += 1;
  }
  return sides;
}

function emptySide(): SideTotals {
  return { count: 0, ownGrowth: 1, benchmarkGrowth: 1, ownSum: 0, benchmarkSum: 0, gained: 0, lost: 0, beat: 0 };
}

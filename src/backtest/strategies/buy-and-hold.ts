import type { Strategy } from '../events/run-bars.ts';

/** Wanted weights: an equal part of every asset, bought once. */
export function buyAndHoldPositions(bars: number, assets = 1): readonly Float64Array[] {
  return Array.from({ length: assets }, () => new Float64Array(bars).fill(1 / assets));
}

/** The same, bar by bar. */
export function buyAndHold(): () => Strategy {
  return () => {
    let hasOrdered = false;
    return ({ assets }) => {
      if (hasOrdered) return null;
      hasOrdered = true;
      return assets.map((asset) => ({ targetWeight: 1 / assets.length, asset, timeInForce: 'until-filled' }));
    };
  };
}

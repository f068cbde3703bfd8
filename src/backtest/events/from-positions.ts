import type { PositionPlan } from '../run/run-positions.ts';
import { wishOf } from '../run/wish.ts';
import type { Instruction } from './order.ts';
import type { Strategy } from './run-bars.ts';

/** Wanted positions as a strategy for the bar-by-bar engine: the same trades, one bar at a time. */
export function fromPositions(plan: Omit<PositionPlan, 'cash' | 'begin' | 'end'>): () => Strategy {
  const { positions, unit = 'weight', rebalance = 'on-change', timeInForce = 'until-filled' } = plan;
  return () => {
    const last = new Float64Array(positions.length);
    return ({ bar, assets }) =>
      positions.flatMap((column, index): readonly Instruction[] => {
        const wanted = column[bar]!;
        if (Number.isNaN(wanted) || (wanted === last[index] && rebalance !== 'every-bar')) return [];
        last[index] = wanted;
        const asset = assets[index]!;
        return [{ cancel: 'all', asset }, wishOf({ wanted, unit, asset, timeInForce })];
      });
  };
}

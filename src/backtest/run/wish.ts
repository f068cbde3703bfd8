import type { OrderRequest } from '../events/order.ts';
import type { TimeInForce } from './run.ts';

/** What a number of a position column means: a fraction of the account, shares, or an amount of currency. */
export type PositionUnit = 'weight' | 'shares' | 'value';

export type Wish = {
  readonly wanted: number;
  readonly unit: PositionUnit;
  readonly asset: string;
  readonly timeInForce: TimeInForce;
};

/** A wanted position as an order for it. */
export function wishOf({ wanted, unit, asset, timeInForce }: Wish): OrderRequest {
  if (unit === 'weight') return { targetWeight: wanted, asset, timeInForce };
  return unit === 'shares' ? { targetShares: wanted, asset, timeInForce } : { targetValue: wanted, asset, timeInForce };
}

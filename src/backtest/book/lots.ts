import { floorTo } from '../rounding.ts';
import type { Lot } from '../rules/rules.ts';

/** The largest quantity that can be bought of what is wanted; 0 when that is less than an order may be for. */
export function buyable(wanted: number, lot: Lot): number {
  const quantity = floorTo(wanted, lot.step);
  return quantity < lot.min ? 0 : quantity;
}

/**
 * The largest quantity of what is wanted that can be sold out of a holding: whole steps, with or without the odd lot,
 * which goes whole; less than the smallest order only as all that is left.
 */
export function sellable(wanted: number, held: number, lot: Lot): number {
  if (wanted >= held) return held;
  const odd = held - floorTo(held, lot.step);
  const withOdd = wanted >= odd ? odd + floorTo(wanted - odd, lot.step) : 0;
  const quantity = Math.max(floorTo(wanted, lot.step), withOdd);
  return quantity < lot.min && quantity !== odd ? 0 : quantity;
}

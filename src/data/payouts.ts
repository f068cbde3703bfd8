import { days, doubles, type Frame, text, textAt } from '../core/frame.ts';
import type { SessionDay } from '../core/time.ts';

/** What happened to holders of a fund on a day: money per unit, units after one before. */
export type Payout = { readonly dividend: number; readonly split: number };

/** By fund and day. Days without a payout are not there. */
export type Payouts = ReadonlyMap<string, ReadonlyMap<SessionDay, Payout>>;

export const NO_PAYOUT: Payout = { dividend: 0, split: 1 };

/** Rows of `fund_distributions`, to be looked up. */
export function payoutsOf(table: Frame): Payouts {
  const [instrument, event] = [text(table, 'instrument'), text(table, 'event')];
  const [day, amount] = [days(table, 'ex_date'), doubles(table, 'amount')];
  const found = new Map<string, Map<number, Payout>>();
  for (let row = 0; row < table.rows; row += 1) {
    const own = found.get(textAt(instrument, row)!) ?? new Map<number, Payout>();
    found.set(textAt(instrument, row)!, own);
    const before = own.get(day[row]!) ?? NO_PAYOUT;
    const isSplit = textAt(event, row) === 'split';
    own.set(day[row]!, isSplit ? { ...before, split: amount[row]! } : { ...before, dividend: amount[row]! });
  }
  return found;
}

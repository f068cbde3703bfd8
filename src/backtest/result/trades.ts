import { ENTRY } from '../book/log.ts';
import type { Run } from '../run/run.ts';
import type { Entry } from './entry.ts';

/** Shares bought and sold again (or sold short and bought back): first in, first out. In currency. */
export type Trade = {
  readonly asset: string;
  readonly side: 'long' | 'short';
  /** Above zero, in shares of the exit. */
  readonly quantity: number;
  readonly entryBar: number;
  /** Per share as it is at the exit, splits taken into account. */
  readonly entryPrice: number;
  /** null while it is held; its price is then that of the last close. */
  readonly exitBar: number | null;
  readonly exitPrice: number;
  /** Of entry and exit. */
  readonly fees: number;
  /** After fees, without dividends and borrowing. */
  readonly profit: number;
  /** Profit per amount put in at the entry. */
  readonly profitFraction: number;
  readonly isOpen: boolean;
};

/** Shares taken at one moment. Cash and fees in units; cash is below zero when they were bought. */
type Lot = { readonly bar: number; quantity: number; price: number; cash: number; fees: number };

/** Trades in the order they ended, those still open at the end. */
export function tradesOf(run: Run, entries: readonly Entry[]): readonly Trade[] {
  const lotsOf = run.prepared.assets.map((): Lot[] => []);
  const trades: Trade[] = [];
  for (const entry of entries) {
    const lots = lotsOf[entry.asset]!;
    if (entry.kind === ENTRY.split) splitLots(lots, entry.quantity);
    else if (entry.kind === ENTRY.fill || entry.kind === ENTRY.fraction || entry.kind === ENTRY.payout) {
      trades.push(...match(run, lots, entry));
    }
  }
  lotsOf.forEach((lots, asset) => {
    const mark = run.prepared.assets[asset]!.mark[run.end - 1]!;
    for (const lot of lots) trades.push(openTrade(run, asset, lot, mark));
  });
  return trades;
}

function splitLots(lots: readonly Lot[], sharesPerShare: number): void {
  for (const lot of lots) {
    lot.quantity *= sharesPerShare;
    lot.price /= sharesPerShare;
  }
}

/** What is left of a lot when this part of it or less is left is rounding: it goes with the rest. */
const DUST = 1e-9;

function match(run: Run, lots: Lot[], entry: Entry): readonly Trade[] {
  const rest: Lot = {
    bar: entry.bar,
    quantity: entry.quantity,
    price: entry.price,
    cash: entry.cash,
    fees: entry.fees,
  };
  const trades: Trade[] = [];
  while (lots.length > 0 && lots[0]!.quantity * rest.quantity < 0) {
    const [lot, size] = [lots[0]!, Math.min(Math.abs(lots[0]!.quantity), Math.abs(rest.quantity))];
    const [entered, left] = [takeFrom(run, lot, size), takeFrom(run, rest, size)];
    trades.push(tradeOf(run, entry.asset, entered, left));
    if (lot.quantity === 0) lots.shift();
  }
  if (rest.quantity !== 0) lots.push(rest);
  return trades;
}

/** A part of a lot with its share of the money; the last part takes what is left of it, so that no cent is lost. */
function takeFrom({ prepared }: Run, lot: Lot, size: number): Lot {
  const fraction = size / Math.abs(lot.quantity);
  const isAll = 1 - fraction <= DUST;
  const share = (amount: number): number => {
    if (isAll) return amount;
    return prepared.money.isRounded ? Math.round(amount * fraction) : amount * fraction;
  };
  const part = { ...lot, quantity: Math.sign(lot.quantity) * size, cash: share(lot.cash), fees: share(lot.fees) };
  lot.quantity = isAll ? 0 : lot.quantity - part.quantity;
  lot.cash -= part.cash;
  lot.fees -= part.fees;
  return part;
}

function tradeOf(run: Run, asset: number, entered: Lot, left: Lot): Trade {
  const { perCurrency } = run.prepared.money;
  const profit = (entered.cash + left.cash) / perCurrency;
  return {
    asset: run.prepared.assets[asset]!.name,
    side: entered.quantity > 0 ? 'long' : 'short',
    quantity: Math.abs(entered.quantity),
    entryBar: entered.bar,
    entryPrice: entered.price,
    exitBar: left.bar,
    exitPrice: left.price,
    fees: (entered.fees + left.fees) / perCurrency,
    profit,
    profitFraction: profit / (Math.abs(entered.quantity) * entered.price),
    isOpen: false,
  };
}

function openTrade(run: Run, asset: number, lot: Lot, mark: number): Trade {
  const { perCurrency } = run.prepared.money;
  const worth: Lot = {
    bar: run.end - 1,
    quantity: -lot.quantity,
    price: mark,
    cash: lot.quantity * mark * perCurrency,
    fees: 0,
  };
  return { ...tradeOf(run, asset, lot, worth), exitBar: null, isOpen: true };
}

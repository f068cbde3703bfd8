import type { PreparedMarket } from '../market/prepare.ts';
import { unitsOf } from '../rounding.ts';
import { type Log, openLog } from './log.ts';

/** An account while it runs. Amounts of money are in units (cents, unless money is not rounded). */
export type Book = {
  readonly prepared: PreparedMarket;
  cash: number;
  /** Dividends owed, and until which bar. */
  receivable: number;
  readonly owed: { readonly asset: number; readonly bar: number; readonly amount: number }[];
  readonly quantity: Float64Array;
  /** What was bought in this session, where it cannot be sold yet. */
  readonly boughtToday: Float64Array;
  /** Assets held short: mostly none, which saves a look at all of them. */
  shorts: number;
  isRuined: boolean;
  readonly log: Log;
  /** Why the last part of an order was cut or refused; a code of `reason.ts`, 0 when it was not. */
  reason: number;
  /** Value and charges of the quantity that was priced last, in units. */
  notional: number;
  charged: number;
  /** The order that is being filled, and when it was decided. */
  order: number;
  decided: number;
};

/** `log`: one to write over, when what it held is not needed any more. */
export function openBook(prepared: PreparedMarket, cash: number, log: Log = openLog()): Book {
  const assets = prepared.assets.length;
  log.length = 0;
  return {
    prepared,
    cash: unitsOf(prepared.money, cash),
    receivable: 0,
    owed: [],
    quantity: new Float64Array(assets),
    boughtToday: new Float64Array(assets),
    shorts: 0,
    isRuined: false,
    log,
    reason: 0,
    notional: 0,
    charged: 0,
    order: 0,
    decided: 0,
  };
}

/** What the account is worth at the close of a bar, in currency. */
export function equityAt(book: Book, bar: number): number {
  const { assets, money } = book.prepared;
  let held = 0;
  for (let asset = 0; asset < assets.length; asset += 1) {
    const quantity = book.quantity[asset]!;
    if (quantity !== 0) held += quantity * assets[asset]!.mark[bar]!;
  }
  return currencyOf(money.isRounded, money.perCurrency, book.cash + book.receivable, held);
}

/** What it is worth where orders of a bar fill, in currency: what weights are taken of. */
export function valueAtFill(book: Book, bar: number): number {
  const { assets, money } = book.prepared;
  let held = 0;
  for (let asset = 0; asset < assets.length; asset += 1) {
    const quantity = book.quantity[asset]!;
    if (quantity !== 0) held += quantity * assets[asset]!.quotes.value[bar]!;
  }
  return currencyOf(money.isRounded, money.perCurrency, book.cash + book.receivable, held);
}

/** Money that is not bound: cash less what shorts were sold for and have to be backed with. In units. */
export function freeCash(book: Book, bar: number): number {
  if (book.shorts === 0) return book.cash;
  const { assets, money } = book.prepared;
  let bound = 0;
  for (let asset = 0; asset < assets.length; asset += 1) {
    const quantity = book.quantity[asset]!;
    if (quantity >= 0) continue;
    const { rules, quotes } = assets[asset]!;
    bound -= quantity * quotes.value[bar]! * (1 + (rules.shorting?.marginRate ?? 0));
  }
  return book.cash - bound * money.perCurrency;
}

function currencyOf(isRounded: boolean, perCurrency: number, cash: number, held: number): number {
  if (!isRounded) return cash + held;
  return Math.round(cash + held * perCurrency) / perCurrency;
}

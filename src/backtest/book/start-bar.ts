import type { Happening } from '../market/happenings.ts';
import { floorTo, roundHalfUp } from '../rounding.ts';
import type { Book } from './book.ts';
import { ENTRY, FIELD, nextEntry } from './log.ts';

/** What is due before the open of a bar: a new session, dividends, splits, payouts. Called where `isBusy`. */
export function startBar(book: Book, bar: number): void {
  const { market, happenings } = book.prepared;
  if (bar > 0 && market.sessions[bar] !== market.sessions[bar - 1]) {
    book.boughtToday.fill(0);
    if (book.shorts > 0) chargeBorrowing(book, bar, market.sessions[bar]! - market.sessions[bar - 1]!);
  }
  for (const happening of happenings.get(bar) ?? []) happen(book, bar, happening);
  payOwed(book, bar);
}

function happen(book: Book, bar: number, happening: Happening): void {
  const { asset } = happening;
  const held = book.quantity[asset]!;
  if (held === 0) return;
  if (happening.kind === 'dividend') {
    const amount = roundedUnits(book, held * happening.cashPerShare);
    book.receivable += amount;
    book.owed.push({ asset, bar: happening.payableBar, amount });
    enter(book, { kind: ENTRY.dividend, bar, asset, quantity: 0, price: happening.cashPerShare, cash: amount });
  } else if (happening.kind === 'split') {
    split(book, bar, happening);
  } else {
    const cash = roundedUnits(book, held * happening.payout);
    if (held < 0) book.shorts -= 1;
    book.quantity[asset] = 0;
    book.cash += cash;
    enter(book, { kind: ENTRY.payout, bar, asset, quantity: -held, price: happening.payout, cash });
  }
}

/** A split that leaves a part of a share over pays it out at the ex price. */
function split(book: Book, bar: number, happening: Extract<Happening, { kind: 'split' }>): void {
  const { asset, sharesPerShare, reference } = happening;
  const { lot } = book.prepared.assets[asset]!.rules;
  const exact = book.quantity[asset]! * sharesPerShare;
  const whole = Math.sign(exact) * floorTo(Math.abs(exact), Math.min(lot.step, 1));
  book.quantity[asset] = whole;
  book.boughtToday[asset]! *= sharesPerShare;
  enter(book, { kind: ENTRY.split, bar, asset, quantity: sharesPerShare, price: 0, cash: 0 });
  if (Math.abs(exact - whole) < 1e-9 * Math.abs(exact)) return;
  if (exact < 0 && whole === 0) book.shorts -= 1;
  const cash = roundedUnits(book, (exact - whole) * reference);
  book.cash += cash;
  enter(book, { kind: ENTRY.fraction, bar, asset, quantity: whole - exact, price: reference, cash });
}

/** Shorts owe dividends as longs are owed them. */
function payOwed(book: Book, bar: number): void {
  const { owed } = book;
  for (let index = 0; index < owed.length; ) {
    const each = owed[index]!;
    if (each.bar > bar) {
      index += 1;
      continue;
    }
    owed.splice(index, 1);
    book.receivable -= each.amount;
    book.cash += each.amount;
    enter(book, { kind: ENTRY.paid, bar, asset: each.asset, quantity: 0, price: 0, cash: each.amount });
  }
}

const DAYS_PER_YEAR = 365;

function chargeBorrowing(book: Book, bar: number, days: number): void {
  const { assets } = book.prepared;
  for (let asset = 0; asset < assets.length; asset += 1) {
    const { rules, mark } = assets[asset]!;
    const rate = rules.shorting?.borrowAnnual ?? 0;
    const held = book.quantity[asset]!;
    if (held >= 0 || rate === 0) continue;
    const cash = roundedUnits(book, (held * mark[bar - 1]! * rate * days) / DAYS_PER_YEAR);
    book.cash += cash;
    enter(book, { kind: ENTRY.borrow, bar, asset, quantity: 0, price: mark[bar - 1]!, cash });
  }
}

function roundedUnits({ prepared }: Book, amount: number): number {
  const { isRounded, perCurrency } = prepared.money;
  return isRounded ? roundHalfUp(amount * perCurrency) : amount;
}

type Entry = {
  readonly kind: number;
  readonly bar: number;
  readonly asset: number;
  readonly quantity: number;
  readonly price: number;
  readonly cash: number;
};

function enter(book: Book, { kind, bar, asset, quantity, price, cash }: Entry): void {
  const at = nextEntry(book.log);
  const { values } = book.log;
  values[at + FIELD.kind] = kind;
  values[at + FIELD.bar] = bar;
  values[at + FIELD.asset] = asset;
  values[at + FIELD.quantity] = quantity;
  values[at + FIELD.price] = price;
  values[at + FIELD.cash] = cash;
}

import {
  BELOW_LOT,
  INSUFFICIENT_CASH,
  INSUFFICIENT_MARGIN,
  RUINED,
  SHORT_NOT_ALLOWED,
  T_PLUS_ONE,
} from '../market/reason.ts';
import { floorTo, roundHalfUp } from '../rounding.ts';
import { feeUnits } from '../rules/fees.ts';
import { type Book, freeCash } from './book.ts';
import { ENTRY, FIELD, nextEntry } from './log.ts';
import { buyable, sellable } from './lots.ts';

/** A part of an order as it meets the market. `isFirm`: filled whole (up to lots) or refused; else cut to what is possible. */
export type Part = {
  asset: number;
  bar: number;
  /** Above zero, in shares. */
  wanted: number;
  isFirm: boolean;
  price: number;
};

/**
 * Brings a position towards zero. Returns the shares traded, above zero; with a reason in `book.reason` when these are
 * fewer than wanted for another cause than lots.
 */
export function closePart(book: Book, part: Part): number {
  const held = book.quantity[part.asset]!;
  const prepared = book.prepared.assets[part.asset]!;
  book.reason = 0;
  const direction = held > 0 ? -1 : 1;
  const free = held > 0 ? held - book.boughtToday[part.asset]! : -held;
  if (part.wanted > free) {
    book.reason = T_PLUS_ONE;
    if (part.isFirm || free === 0) return 0;
  }
  if (part.wanted <= DUST * Math.abs(held)) return refused(book, BELOW_LOT);
  const quantity = sellable(Math.min(part.wanted, free), Math.abs(held), prepared.rules.lot);
  if (quantity === 0) {
    book.reason ||= BELOW_LOT;
    return 0;
  }
  if (part.isFirm && quantity < part.wanted) book.reason = BELOW_LOT;
  price(book, part, direction, quantity);
  fill(book, part, direction, quantity);
  return quantity;
}

/** A smaller part of a position than this is the rounding of a quotient, not a wish. */
const DUST = 1e-9;

/** Takes a position, or adds to it, in `direction`: 1 long, -1 short. Returns as `closePart` does. */
export function openPart(book: Book, part: Part, direction: 1 | -1): number {
  const prepared = book.prepared.assets[part.asset]!;
  const { lot, shorting } = prepared.rules;
  book.reason = 0;
  if (book.isRuined) return refused(book, RUINED);
  if (direction < 0 && shorting === null) return refused(book, SHORT_NOT_ALLOWED);
  const held = Math.abs(book.quantity[part.asset]!);
  const wanted = buyable(part.wanted, lot);
  if (wanted === 0 || wanted <= DUST * held) return refused(book, BELOW_LOT);
  const share = direction > 0 ? 1 : shorting!.marginRate;
  const free = freeCash(book, part.bar);
  const isAffordable = needOf(book, part, direction, share, wanted) <= free + slackOf(book, free);
  if (!isAffordable) {
    book.reason = direction > 0 ? INSUFFICIENT_CASH : INSUFFICIENT_MARGIN;
    if (part.isFirm) return 0;
  }
  if (part.isFirm && wanted < part.wanted) book.reason = BELOW_LOT;
  const quantity = isAffordable ? wanted : Math.min(wanted, affordable(book, part, direction, share, free));
  if (quantity <= 0) return 0;
  if (!isAffordable) price(book, part, direction, quantity);
  fill(book, part, direction, quantity);
  return quantity;
}

function refused(book: Book, reason: number): 0 {
  book.reason = reason;
  return 0;
}

/** Works out what a quantity costs: leaves its value and its charges in the book, in units. */
function price(book: Book, part: Part, direction: number, quantity: number): void {
  const { isRounded, perCurrency } = book.prepared.money;
  const { fees } = book.prepared.assets[part.asset]!;
  const raw = quantity * part.price * perCurrency;
  const notional = isRounded ? roundHalfUp(raw) : raw;
  book.notional = notional;
  book.charged = feeUnits(fees, isRounded, part.bar, direction, part.price, quantity, notional);
}

/** Own money, in units, that a quantity takes: its price (or, as `share` of that, the margin on it) and its fees. */
function needOf(book: Book, part: Part, direction: number, share: number, quantity: number): number {
  price(book, part, direction, quantity);
  return book.notional * share + book.charged;
}

/** Unrounded money is compared with room for the last digits. */
function slackOf(book: Book, free: number): number {
  return book.prepared.money.isRounded ? 0 : Math.abs(free) * 1e-12;
}

/** The most that free money pays for, in lots. */
function affordable(book: Book, part: Part, direction: number, share: number, free: number): number {
  const { fees, rules } = book.prepared.assets[part.asset]!;
  const { step, min } = rules.lot;
  const guess = guessAffordable(book, part, direction, share, free);
  if (!(guess > 0)) return 0;
  let quantity = floorTo(guess, step);
  const limit = free + slackOf(book, free);
  while (quantity > 0) {
    const excess = needOf(book, part, direction, share, quantity) - limit;
    if (excess <= 0) break;
    const shares = excess / (part.price * book.prepared.money.perCurrency);
    quantity = floorTo(quantity - Math.max(step / 2, shares, quantity * 1e-12), step);
  }
  // Fees rounded down may leave room for a lot more than their rates say.
  const isNextWorthATry = step > 0 && book.prepared.money.isRounded && fees.commissionRate > 0;
  if (isNextWorthATry && needOf(book, part, direction, share, quantity + step) <= limit) quantity += step;
  return quantity < min ? 0 : quantity;
}

/** From the rates, before lots and rounding; commission is the larger of its minimum and its rate, so both must fit. */
function guessAffordable(book: Book, part: Part, direction: number, share: number, free: number): number {
  const { perCurrency } = book.prepared.money;
  const { bar, price, asset } = part;
  const { fees } = book.prepared.assets[asset]!;
  const stamp = direction > 0 ? fees.stampBuy[bar]! : fees.stampSell[bar]!;
  const transfer = direction > 0 ? fees.transferBuy[bar]! : fees.transferSell[bar]!;
  const perShare = price * perCurrency * (share + stamp + transfer) + fees.binaryRate * price * (1 - price);
  const commission = fees.commissionRate * price * perCurrency + fees.commissionPerShare;
  return Math.min(free / (perShare + commission), (free - fees.commissionMinimum) / perShare);
}

/** Enters what `price` worked out for this quantity last. */
function fill(book: Book, part: Part, direction: number, quantity: number): void {
  const { asset, bar } = part;
  const charged = book.charged;
  const cash = -direction * book.notional - charged;
  const before = book.quantity[asset]!;
  const after = before + direction * quantity;
  book.cash += cash;
  book.quantity[asset] = after;
  if (before >= 0 && after < 0) book.shorts += 1;
  else if (before < 0 && after >= 0) book.shorts -= 1;
  const { settlement } = book.prepared.assets[asset]!.rules;
  if (direction > 0 && after > 0 && settlement === 'T+1') book.boughtToday[asset]! += quantity;
  const { log } = book;
  const at = nextEntry(log);
  const { values } = log;
  values[at + FIELD.kind] = ENTRY.fill;
  values[at + FIELD.bar] = bar;
  values[at + FIELD.asset] = asset;
  values[at + FIELD.order] = book.order;
  values[at + FIELD.quantity] = direction * quantity;
  values[at + FIELD.price] = part.price;
  values[at + FIELD.cash] = cash;
  values[at + FIELD.fees] = charged;
  values[at + FIELD.decided] = book.decided;
  values[at + FIELD.reason] = book.reason;
}

/** Notes that an order, or the rest of it, was not filled. */
export function refuse(book: Book, asset: number, bar: number, wanted: number, reason: number): void {
  const at = nextEntry(book.log);
  const { values } = book.log;
  values[at + FIELD.kind] = ENTRY.refusal;
  values[at + FIELD.bar] = bar;
  values[at + FIELD.asset] = asset;
  values[at + FIELD.order] = book.order;
  values[at + FIELD.quantity] = wanted;
  values[at + FIELD.decided] = book.decided;
  values[at + FIELD.reason] = reason;
}

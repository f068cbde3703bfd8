import { type Book, valueAtFill } from '../book/book.ts';
import { closePart, openPart, type Part, refuse } from '../book/execute.ts';
import { BELOW_LOT, INSUFFICIENT_POSITION, mayPass, NOTHING_TO_CHANGE, POSITION_CLOSED } from '../market/reason.ts';
import { isConditional, type StandingOrder } from './order.ts';

/** What an order meets: a price for either direction (NaN where blocked), why, and what shares are told by. */
export type Meeting = {
  readonly value: number;
  readonly buy: number;
  readonly sell: number;
  readonly buyBlock: number;
  readonly sellBlock: number;
};

export type Filling = {
  readonly book: Book;
  readonly part: Part;
  /** All orders that stand. */
  readonly pending: StandingOrder[];
};

export type Met = { readonly order: StandingOrder; readonly meeting: Meeting };

/** Fills orders that meet prices at the same moment: what reduces a position first, then what takes one, each in order. */
export function fillTogether(filling: Filling, bar: number, met: readonly Met[]): void {
  const isWeighted = met.some(({ order }) => order.unit === 'weight');
  const worth = isWeighted ? valueAtFill(filling.book, bar) : 0;
  for (const { order, meeting } of met) order.shares = sharesOf(order, meeting.value, worth);
  for (const each of met) settle(filling, bar, each.order, reduce(filling, bar, each));
  for (const each of met) if (!each.order.isDone) settle(filling, bar, each.order, extend(filling, bar, each));
}

function sharesOf({ unit, amount }: StandingOrder, price: number, worth: number): number {
  if (amount === 0 || unit === 'shares') return amount;
  return (unit === 'weight' ? amount * worth : amount) / price;
}

/** What became of an order at a price: a code of `reason.ts`, 0 when it is done, null when it goes on. */
type Outcome = number | null;

/** The part of an order that brings the position towards zero. */
function reduce(filling: Filling, bar: number, { order, meeting }: Met): Outcome {
  const { book } = filling;
  const held = book.quantity[order.asset]!;
  const move = moveOf(book, order);
  if (isFirmOrder(order) && -move > Math.max(held, 0) && !canShort(book, order)) return INSUFFICIENT_POSITION;
  if (!(held > 0 ? move < 0 : held < 0 && move > 0)) return null;
  const part = partOf(filling, bar, order, held > 0 ? meeting.sell : meeting.buy);
  part.wanted = Math.min(Math.abs(move), Math.abs(held));
  if (Number.isNaN(part.price)) return held > 0 ? meeting.sellBlock : meeting.buyBlock;
  const closed = closePart(book, part);
  if (!order.isTarget) order.shares += held > 0 ? closed : -closed;
  if (book.quantity[order.asset] === 0) {
    lapse(filling, bar, order);
    if (moveOf(book, order) !== 0) return null;
  }
  return book.reason === BELOW_LOT && !part.isFirm ? NOTHING_TO_CHANGE : book.reason;
}

/** The part of an order that takes a position or adds to one. */
function extend(filling: Filling, bar: number, { order, meeting }: Met): Outcome {
  const { book } = filling;
  const held = book.quantity[order.asset]!;
  const move = moveOf(book, order);
  if (Number.isNaN(move)) return meeting.buyBlock;
  if (held > 0 ? move < 0 : held < 0 && move > 0) return null;
  if (move === 0) return NOTHING_TO_CHANGE;
  const direction = move > 0 ? 1 : -1;
  const part = partOf(filling, bar, order, direction > 0 ? meeting.buy : meeting.sell);
  part.wanted = Math.abs(move);
  if (Number.isNaN(part.price)) return direction > 0 ? meeting.buyBlock : meeting.sellBlock;
  const opened = openPart(book, part, direction);
  if (!order.isTarget) order.shares -= direction * opened;
  return book.reason === BELOW_LOT && held !== 0 && !part.isFirm ? NOTHING_TO_CHANGE : book.reason;
}

/** Orders for a number of shares are filled whole or refused. */
function isFirmOrder({ unit, isTarget }: StandingOrder): boolean {
  return unit === 'shares' && !isTarget;
}

function canShort(book: Book, { asset }: StandingOrder): boolean {
  return book.prepared.assets[asset]!.rules.shorting !== null;
}

function moveOf(book: Book, { isTarget, shares, asset }: StandingOrder): number {
  return isTarget ? shares - book.quantity[asset]! : shares;
}

function partOf({ book, part }: Filling, bar: number, order: StandingOrder, price: number): Part {
  book.order = order.id;
  book.decided = order.decided;
  part.asset = order.asset;
  part.bar = bar;
  part.price = price;
  part.isFirm = isFirmOrder(order);
  return part;
}

/** An order is done with, unless what stood in its way may pass and it stands until filled. */
function settle(filling: Filling, bar: number, order: StandingOrder, outcome: Outcome): void {
  if (outcome !== null && !(order.isStanding && mayPass(outcome))) end(filling, bar, order, outcome);
}

/** Ends an order; with a reason it is noted as refused. */
export function end({ book, pending }: Filling, bar: number, order: StandingOrder, reason: number): void {
  order.isDone = true;
  const at = pending.indexOf(order);
  if (at >= 0) pending.splice(at, 1);
  if (reason === 0) return;
  book.order = order.id;
  book.decided = order.decided;
  refuse(book, order.asset, bar, order.isTarget ? moveOf(book, order) : order.shares, reason);
}

/** Stops and limits that were to close a position which is closed now. */
function lapse(filling: Filling, bar: number, closing: StandingOrder): void {
  for (const order of [...filling.pending]) {
    const isExit = order.isTarget && order.amount === 0 && isConditional(order);
    if (isExit && order.asset === closing.asset && order !== closing) end(filling, bar, order, POSITION_CLOSED);
  }
}

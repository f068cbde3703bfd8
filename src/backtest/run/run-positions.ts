import { type Book, equityAt, openBook, valueAtFill } from '../book/book.ts';
import { closePart, openPart, type Part, refuse } from '../book/execute.ts';
import type { Log } from '../book/log.ts';
import { startBar } from '../book/start-bar.ts';
import type { PreparedMarket } from '../market/prepare.ts';
import { BELOW_LOT, CANCELLED, INVALID_SIZE, mayPass, NOTHING_TO_CHANGE } from '../market/reason.ts';
import { checkPositions, checkRange } from './check-plan.ts';
import type { OpenOrder, Run, RunRange, TimeInForce } from './run.ts';
import { type PositionUnit, wishOf } from './wish.ts';

export type PositionPlan = RunRange & {
  /** Per asset of the market, per bar: the position wanted, decided at that bar's close. NaN: no opinion. */
  readonly positions: readonly Float64Array[];
  readonly unit?: PositionUnit;
  /** Order when the wish changes (the default), or bring the position to it in every bar. */
  readonly rebalance?: 'on-change' | 'every-bar';
  /** `until-filled` by default: a wish stands until it is met or replaced. */
  readonly timeInForce?: TimeInForce;
  /** The log of an earlier run, to be written over: spares a search of many runs most of its memory. */
  readonly log?: Log;
};

type Wishes = {
  readonly unit: PositionUnit;
  readonly isStanding: boolean;
  /** What is asked for, in the unit; and in shares, once it meets a price. */
  readonly wanted: Float64Array;
  readonly shares: Float64Array;
  readonly isPending: Uint8Array;
  readonly order: Float64Array;
  readonly decided: Int32Array;
  readonly part: Part;
  /** Assets with a pending wish, the oldest wish first: the first `pending` of these. */
  readonly queue: Int32Array;
  pending: number;
  orders: number;
};

/**
 * Runs wanted positions over prepared bars: what is decided at a close fills in the next bar, sales before purchases,
 * purchases in the order of the wishes while the money lasts.
 *
 * cost    about 2 ns a bar and asset, 100 ns an order
 * throws  backtest.invalid
 */
export function runPositions(prepared: PreparedMarket, plan: PositionPlan): Run {
  const { begin, end, cash } = checkRange(prepared, plan);
  checkPositions(prepared, plan.positions, end);
  const book = openBook(prepared, cash, plan.log);
  const wishes = openWishes(prepared, plan);
  const equity = new Float64Array(end - begin);
  const run = { begin, end, positions: plan.positions, isEveryBar: plan.rebalance === 'every-bar' };
  if (prepared.assets.length === 1) runOne(book, wishes, run, equity);
  else runMany(book, wishes, run, equity);
  return {
    prepared,
    begin,
    end,
    cash,
    equity,
    log: book.log,
    open: openOrders(wishes),
    requestOf: requestsOf(prepared, plan),
  };
}

type Loop = {
  readonly begin: number;
  readonly end: number;
  readonly positions: readonly Float64Array[];
  readonly isEveryBar: boolean;
};

function runMany(book: Book, wishes: Wishes, { begin, end, positions, isEveryBar }: Loop, equity: Float64Array): void {
  const { isBusy } = book.prepared;
  const last = new Float64Array(positions.length);
  for (let bar = begin; bar < end; bar += 1) {
    if (isBusy[bar] === 1) beginBar(book, wishes, bar);
    if (wishes.pending > 0) fillWishes(book, wishes, bar);
    const worth = equityAt(book, bar);
    equity[bar - begin] = worth;
    if (worth <= 0) book.isRuined = true;
    for (let asset = 0; asset < positions.length; asset += 1) {
      const wanted = positions[asset]![bar]!;
      if (Number.isNaN(wanted) || (wanted === last[asset] && !isEveryBar)) continue;
      last[asset] = wanted;
      wish(book, wishes, asset, bar, wanted);
    }
  }
}

/** The same for a single asset, without the loops over assets: most sweeps are of this kind. */
function runOne(book: Book, wishes: Wishes, { begin, end, positions, isEveryBar }: Loop, equity: Float64Array): void {
  const { isBusy, assets, money } = book.prepared;
  const { isRounded, perCurrency } = money;
  const position = positions[0]!;
  const mark = assets[0]!.mark;
  let last = 0;
  for (let bar = begin; bar < end; bar += 1) {
    if (isBusy[bar] === 1) beginBar(book, wishes, bar);
    if (wishes.pending > 0) fillWish(book, wishes, bar);
    const quantity = book.quantity[0]!;
    const held = quantity === 0 ? 0 : quantity * mark[bar]!;
    const cash = book.cash + book.receivable;
    const worth = isRounded ? Math.round(cash + held * perCurrency) / perCurrency : cash + held;
    equity[bar - begin] = worth;
    if (worth <= 0) book.isRuined = true;
    const wanted = position[bar]!;
    if (Number.isNaN(wanted) || (wanted === last && !isEveryBar)) continue;
    last = wanted;
    wish(book, wishes, 0, bar, wanted);
  }
}

/** Wishes for shares that a split has overtaken mean as many of the new ones. */
function beginBar(book: Book, wishes: Wishes, bar: number): void {
  startBar(book, bar);
  if (wishes.unit !== 'shares' || wishes.pending === 0) return;
  for (const happening of book.prepared.happenings.get(bar) ?? []) {
    if (happening.kind === 'split') wishes.wanted[happening.asset]! *= happening.sharesPerShare;
  }
}

function wish(book: Book, wishes: Wishes, asset: number, bar: number, wanted: number): void {
  if (wishes.isPending[asset] === 1) {
    book.order = wishes.order[asset]!;
    book.decided = wishes.decided[asset]!;
    refuse(book, asset, bar, 0, CANCELLED);
    const at = wishes.queue.indexOf(asset);
    wishes.queue.copyWithin(at, at + 1, wishes.pending);
    wishes.pending -= 1;
  }
  wishes.wanted[asset] = wanted;
  wishes.shares[asset] = 0;
  wishes.isPending[asset] = 1;
  wishes.order[asset] = wishes.orders;
  wishes.decided[asset] = bar;
  wishes.orders += 1;
  wishes.queue[wishes.pending] = asset;
  wishes.pending += 1;
  if (wanted === Infinity || wanted === -Infinity) {
    settle(book, wishes, asset, bar, INVALID_SIZE);
    wishes.pending -= 1;
  }
}

function fillWishes(book: Book, wishes: Wishes, bar: number): void {
  const { isPending, shares, queue, pending } = wishes;
  const value = wishes.unit === 'weight' ? valueAtFill(book, bar) : 0;
  for (let index = 0; index < pending; index += 1) {
    const asset = queue[index]!;
    shares[asset] = sharesOf(book, wishes, asset, bar, value);
  }
  for (let index = 0; index < pending; index += 1) closeWish(book, wishes, queue[index]!, bar);
  let left = 0;
  for (let index = 0; index < pending; index += 1) {
    const asset = queue[index]!;
    if (isPending[asset] === 1) openWish(book, wishes, asset, bar);
    if (isPending[asset] === 1) queue[left++] = asset;
  }
  wishes.pending = left;
}

/** `fillWishes` where there is only one asset. */
function fillWish(book: Book, wishes: Wishes, bar: number): void {
  const value = wishes.unit === 'weight' ? valueAtFill(book, bar) : 0;
  wishes.shares[0] = sharesOf(book, wishes, 0, bar, value);
  closeWish(book, wishes, 0, bar);
  if (wishes.isPending[0] === 1) openWish(book, wishes, 0, bar);
  wishes.pending = wishes.isPending[0]!;
}

/** The wish in shares; NaN where there is no price to tell them by. */
function sharesOf(book: Book, wishes: Wishes, asset: number, bar: number, value: number): number {
  const wanted = wishes.wanted[asset]!;
  if (wanted === 0 || wishes.unit === 'shares') return wanted;
  const price = book.prepared.assets[asset]!.quotes.value[bar]!;
  return (wishes.unit === 'weight' ? wanted * value : wanted) / price;
}

/** The part of a wish that brings a position towards zero. What stays open is left for `openWish`. */
function closeWish(book: Book, wishes: Wishes, asset: number, bar: number): void {
  const held = book.quantity[asset]!;
  const wanted = wishes.shares[asset]!;
  const move = wanted - held;
  if (!(held > 0 ? move < 0 : held < 0 && move > 0)) return;
  const { quotes } = book.prepared.assets[asset]!;
  const part = partOf(book, wishes, asset, bar, held > 0 ? quotes.sell[bar]! : quotes.buy[bar]!);
  part.wanted = Math.min(Math.abs(move), Math.abs(held));
  if (Number.isNaN(part.price)) {
    settle(book, wishes, asset, bar, held > 0 ? quotes.sellBlock[bar]! : quotes.buyBlock[bar]!);
    return;
  }
  closePart(book, part);
  const isFlip = wanted * held < 0 && book.quantity[asset] === 0;
  if (!isFlip) settle(book, wishes, asset, bar, book.reason === BELOW_LOT ? NOTHING_TO_CHANGE : book.reason);
}

function openWish(book: Book, wishes: Wishes, asset: number, bar: number): void {
  const held = book.quantity[asset]!;
  const wanted = wishes.shares[asset]!;
  const { quotes } = book.prepared.assets[asset]!;
  if (Number.isNaN(wanted)) {
    settle(book, wishes, asset, bar, quotes.buyBlock[bar]!);
    return;
  }
  if (held > 0 ? wanted < held : held < 0 && wanted > held) return;
  const direction = wanted > held ? 1 : -1;
  const part = partOf(book, wishes, asset, bar, direction > 0 ? quotes.buy[bar]! : quotes.sell[bar]!);
  part.wanted = Math.abs(wanted - held);
  if (part.wanted === 0) {
    settle(book, wishes, asset, bar, NOTHING_TO_CHANGE);
  } else if (Number.isNaN(part.price)) {
    settle(book, wishes, asset, bar, direction > 0 ? quotes.buyBlock[bar]! : quotes.sellBlock[bar]!);
  } else {
    openPart(book, part, direction);
    // A position that is within a lot of what is wanted has arrived.
    settle(book, wishes, asset, bar, book.reason === BELOW_LOT && held !== 0 ? NOTHING_TO_CHANGE : book.reason);
  }
}

function partOf(book: Book, wishes: Wishes, asset: number, bar: number, price: number): Part {
  book.order = wishes.order[asset]!;
  book.decided = wishes.decided[asset]!;
  const { part } = wishes;
  part.asset = asset;
  part.bar = bar;
  part.price = price;
  return part;
}

/** A wish is done with, unless what stood in its way may pass and it stands until filled. */
function settle(book: Book, wishes: Wishes, asset: number, bar: number, reason: number): void {
  if (wishes.isStanding && mayPass(reason)) return;
  wishes.isPending[asset] = 0;
  if (reason === 0) return;
  book.order = wishes.order[asset]!;
  book.decided = wishes.decided[asset]!;
  refuse(book, asset, bar, wishes.shares[asset]! - book.quantity[asset]!, reason);
}

function requestsOf({ assets }: PreparedMarket, plan: PositionPlan): Run['requestOf'] {
  const { positions, unit = 'weight', timeInForce = 'until-filled' } = plan;
  return ({ asset, decidedBar }) => {
    return wishOf({ wanted: positions[asset]![decidedBar]!, unit, asset: assets[asset]!.name, timeInForce });
  };
}

function openOrders(wishes: Wishes): readonly OpenOrder[] {
  const pending = [...wishes.queue.subarray(0, wishes.pending)];
  return pending.map((asset) => ({ order: wishes.order[asset]!, asset, decidedBar: wishes.decided[asset]! }));
}

function openWishes(prepared: PreparedMarket, { unit = 'weight', timeInForce = 'until-filled' }: PositionPlan): Wishes {
  const assets = prepared.assets.length;
  return {
    unit,
    isStanding: timeInForce === 'until-filled',
    wanted: new Float64Array(assets),
    shares: new Float64Array(assets),
    isPending: new Uint8Array(assets),
    order: new Float64Array(assets),
    decided: new Int32Array(assets),
    part: { asset: 0, bar: 0, wanted: 0, isFirm: false, price: 0 },
    queue: new Int32Array(assets),
    pending: 0,
    orders: 0,
  };
}

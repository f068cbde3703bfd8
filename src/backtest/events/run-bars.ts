import { isTapelineError, TapelineError } from '../../core/errors.ts';
import { sessionOfDay } from '../../core/time.ts';
import { equityAt, openBook } from '../book/book.ts';
import { startBar } from '../book/start-bar.ts';
import { invalid } from '../error.ts';
import type { PreparedMarket } from '../market/prepare.ts';
import { CANCELLED, INVALID_SIZE, NOT_REACHED } from '../market/reason.ts';
import { checkRange } from '../run/check-plan.ts';
import type { Run, RunRange } from '../run/run.ts';
import { assetFinder, type BarView, openView } from './bar-view.ts';
import { end as endOrder, type Filling, fillTogether } from './fill-orders.ts';
import { meetMarket, meetOpen, meetRange } from './meet-market.ts';
import { type Instruction, isConditional, type OrderRequest, SIZE_NAMES, type StandingOrder, sizeOf } from './order.ts';

/** Called at the close of every bar; what it returns fills in the next one. */
export type Strategy = (bar: BarView) => Instruction | readonly Instruction[] | null | undefined;

export type BarPlan = RunRange & {
  /** Makes a strategy with its memory empty: called once per run. */
  readonly strategy: () => Strategy;
  /** For messages. */
  readonly name?: string;
};

/**
 * Runs a strategy bar by bar. It sees a bar when the bar is over; its orders meet the next one: what the open has
 * reached, then stops, then limits within the range.
 *
 * throws  backtest.invalid, backtest.strategy_threw
 */
export function runBars(prepared: PreparedMarket, plan: BarPlan): Run {
  const { begin, end, cash } = checkRange(prepared, plan);
  const book = openBook(prepared, cash);
  const pending: StandingOrder[] = [];
  const requests: OrderRequest[] = [];
  const filling: Filling = { book, pending, part: { asset: 0, bar: 0, wanted: 0, isFirm: false, price: 0 } };
  const desk: Desk = { filling, requests, indexOf: assetFinder(prepared) };
  const equity = new Float64Array(end - begin);
  const { view, moveTo } = openView(book, pending);
  const decide = guarded(plan, view, prepared);
  for (let bar = begin; bar < end; bar += 1) {
    if (prepared.isBusy[bar] === 1) beginBar(filling, bar);
    if (pending.length > 0) meetBar(filling, bar);
    const worth = equityAt(book, bar);
    equity[bar - begin] = worth;
    if (worth <= 0) book.isRuined = true;
    moveTo(bar, worth);
    const wanted = decide();
    if (wanted !== null && wanted !== undefined) take(desk, bar, wanted);
  }
  const open = pending.map(({ id, asset, decided }) => ({ order: id, asset, decidedBar: decided }));
  return { prepared, begin, end, cash, equity, log: book.log, open, requestOf: ({ order }) => requests[order]! };
}

/** The strategy with its errors told as ours: which strategy, at which bar. */
function guarded({ strategy, name = 'strategy' }: BarPlan, view: BarView, { market }: PreparedMarket) {
  const tell = (error: unknown): unknown => {
    if (isTapelineError(error)) return error;
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const session = market.sessions.length === 0 ? 'no session' : sessionOfDay(view.session);
    const facts = { strategy: name, bar: view.bar, session, message };
    return new TapelineError('backtest.strategy_threw', { facts, cause: error });
  };
  const attempt = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw tell(error);
    }
  };
  const onBar = attempt(strategy);
  return () => attempt(() => onBar(view));
}

/** Splits change the orders that stand. */
function beginBar({ book, pending }: Filling, bar: number): void {
  startBar(book, bar);
  for (const happening of book.prepared.happenings.get(bar) ?? []) {
    if (happening.kind !== 'split') continue;
    for (const order of pending) {
      if (order.asset !== happening.asset) continue;
      if (order.unit === 'shares') order.amount *= happening.sharesPerShare;
      order.limit /= happening.sharesPerShare;
      order.stop /= happening.sharesPerShare;
    }
  }
}

function meetBar(filling: Filling, bar: number): void {
  const { book, pending } = filling;
  const { assets, fillAt } = book.prepared;
  const isAtOpen = fillAt === 'next-open';
  const atOpen = [...meetOpen(book, pending, bar), ...(isAtOpen ? meetMarket(assets, pending, bar) : [])];
  fillTogether(
    filling,
    bar,
    atOpen.sort((left, right) => left.order.id - right.order.id),
  );
  const conditional = pending.filter(isConditional);
  const stops = conditional.filter(({ stop }) => !Number.isNaN(stop));
  for (const order of [...stops, ...conditional.filter(({ stop }) => Number.isNaN(stop))]) {
    const met = order.isDone ? null : meetRange(book, order, bar);
    if (met !== null) fillTogether(filling, bar, [met]);
  }
  if (!isAtOpen) fillTogether(filling, bar, meetMarket(assets, pending, bar));
  for (const order of pending.filter(({ isStanding }) => !isStanding)) endOrder(filling, bar, order, NOT_REACHED);
}

type Desk = {
  readonly filling: Filling;
  readonly requests: OrderRequest[];
  readonly indexOf: (name: string | undefined) => number;
};

function take(desk: Desk, bar: number, wanted: Instruction | readonly Instruction[]): void {
  for (const each of Array.isArray(wanted) ? (wanted as readonly Instruction[]) : [wanted as Instruction]) {
    if ('cancel' in each) cancel(desk, bar, each);
    else place(desk, bar, each);
  }
}

function cancel({ filling, indexOf }: Desk, bar: number, what: Extract<Instruction, { cancel: unknown }>): void {
  const asset = 'asset' in what && what.asset !== undefined ? indexOf(what.asset) : null;
  for (const order of [...filling.pending]) {
    const isMeant = what.cancel === 'all' ? asset === null || order.asset === asset : order.id === what.cancel;
    if (isMeant) endOrder(filling, bar, order, CANCELLED);
  }
}

function place({ filling, requests, indexOf }: Desk, bar: number, request: OrderRequest): void {
  const asset = indexOf(request.asset);
  const size = sizeOf(request);
  if (size === null) {
    throw invalid('The strategy', 'an order has no size, or several', `Give exactly one of ${SIZE_NAMES.join(', ')}.`);
  }
  const { limit = Number.NaN, stop = Number.NaN } = request;
  const isWaiting = isConditional({ limit, stop });
  if (isWaiting) checkConditional(filling, asset, request);
  const timeInForce = request.timeInForce ?? (isWaiting ? 'until-filled' : 'bar');
  const id = requests.push(request) - 1;
  const { unit, isTarget, amount } = size;
  const isStanding = timeInForce === 'until-filled';
  const shared = { id, asset, decided: bar, request, unit, isTarget, isStanding };
  const order = { ...shared, amount, limit, stop, shares: 0, isDone: false };
  filling.pending.push(order);
  if (!Number.isFinite(amount)) endOrder(filling, bar, order, INVALID_SIZE);
}

function checkConditional({ book }: Filling, asset: number, { limit, stop }: OrderRequest): void {
  if (limit !== undefined && stop !== undefined) {
    throw invalid('The strategy', 'an order has both a limit and a stop', 'Place two orders, or wait for the stop.');
  }
  const { bars, name } = book.prepared.assets[asset]!;
  if (bars.high !== undefined && bars.low !== undefined) return;
  throw invalid(`Asset "${name}"`, 'limits and stops need its high and low', 'Add both columns to the market.');
}

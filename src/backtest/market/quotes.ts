import { roundHalfUp, toTick } from '../rounding.ts';
import { type LimitColumns, limitColumns } from '../rules/price-limits.ts';
import type { Rules } from '../rules/rules.ts';
import { exPrice, listingDay, type PlacedAction } from './happenings.ts';
import type { Asset, Market } from './market.ts';
import { LIMIT_DOWN, LIMIT_UP, NO_PRICE, NO_VOLUME, RESOLVED, SUSPENDED } from './reason.ts';

/** What market orders meet in each bar, worked out once for every run on these bars. */
export type Quotes = {
  /** What a share is worth where orders fill: the price there, or the last known one. */
  readonly value: Float64Array;
  /** What a buyer pays, slippage included; NaN where nothing can be bought. */
  readonly buy: Float64Array;
  readonly sell: Float64Array;
  /** Why not, as codes of reasons; 0 where one can. */
  readonly buyBlock: Uint8Array;
  readonly sellBlock: Uint8Array;
  readonly limits: LimitColumns | null;
};

/** The last known price at each close, and at each bar the one from before it on the basis of that bar. */
export type Marks = { readonly mark: Float64Array; readonly previous: Float64Array };

export function marksOf(asset: Asset, actions: readonly PlacedAction[]): Marks {
  const bars = asset.close.length;
  const [mark, previous] = [new Float64Array(bars), new Float64Array(bars)];
  let last = Number.NaN;
  let next = 0;
  for (let bar = 0; bar < bars; bar += 1) {
    const begin = next;
    while (next < actions.length && actions[next]!.bar === bar) next += 1;
    if (next > begin) last = exPrice(last, actions.slice(begin, next));
    previous[bar] = last;
    const close = asset.close[bar]!;
    if (!Number.isNaN(close)) last = close;
    mark[bar] = last;
  }
  return { mark, previous };
}

export type QuotedAsset = {
  readonly market: Market;
  readonly asset: Asset;
  readonly rules: Rules;
  readonly marks: Marks;
  readonly actions: readonly PlacedAction[];
  readonly resolvedAt: number;
  readonly price: Float64Array;
};

export function quotesOf(quoted: QuotedAsset): Quotes {
  const { price } = quoted;
  const limits = limitsOf(quoted);
  const blocks = blocksOf(quoted, limits);
  return {
    value: valueColumn(price, quoted.marks.previous),
    buy: sideColumn(quoted, limits, 1, blocks.buy),
    sell: sideColumn(quoted, limits, -1, blocks.sell),
    buyBlock: blocks.buy,
    sellBlock: blocks.sell,
    limits,
  };
}

/** The price itself where none is missing: columns are never written to. */
function valueColumn(price: Float64Array, previous: Float64Array): Float64Array {
  const first = price.findIndex(Number.isNaN);
  if (first < 0) return price;
  const values = price.slice();
  for (let bar = first; bar < values.length; bar += 1) if (Number.isNaN(values[bar]!)) values[bar] = previous[bar]!;
  return values;
}

function sideColumn(
  { price, rules }: QuotedAsset,
  limits: LimitColumns | null,
  direction: 1 | -1,
  block: Uint8Array,
): Float64Array {
  const isAsQuoted = rules.slippage.kind === 'none' && rules.tick === null && limits === null;
  if (isAsQuoted && !block.some((code) => code !== 0)) return price;
  const column = new Float64Array(price.length);
  for (let bar = 0; bar < column.length; bar += 1) {
    column[bar] = block[bar] === 0 ? slipped(rules, price[bar]!, direction, limits, bar) : Number.NaN;
  }
  return column;
}

/** A quoted price as an order gets it: worse by the slippage, on the tick, within the day's limits. */
export function slipped(
  rules: Rules,
  price: number,
  direction: number,
  limits: LimitColumns | null,
  bar: number,
): number {
  const worse = price + direction * slippageOf(rules, price);
  const onTick = toTick(worse, rules.tick, direction > 0 ? 'up' : 'down');
  const bounded = direction > 0 ? Math.min(onTick, rules.priceMax ?? onTick) : Math.max(onTick, 0);
  if (limits === null) return bounded;
  const limit = direction > 0 ? limits.up[bar]! : limits.down[bar]!;
  return !Number.isNaN(limit) ? (direction > 0 ? Math.min(bounded, limit) : Math.max(bounded, limit)) : bounded;
}

const BPS = 10_000;

function slippageOf({ slippage, tick }: Rules, price: number): number {
  if (slippage.kind === 'none') return 0;
  if (slippage.kind === 'bps') return (price * slippage.bps) / BPS;
  return slippage.kind === 'ratio' ? price * slippage.ratio : slippage.ticks * (tick ?? 0);
}

function limitsOf({ market, asset, rules, marks, actions }: QuotedAsset): LimitColumns | null {
  const { sessions } = market;
  const { limitUp, limitDown, isSpecial } = asset;
  if (limitUp !== undefined && limitDown !== undefined) return { up: limitUp, down: limitDown };
  if (rules.priceLimits === null || rules.tick === null) {
    if (limitUp === undefined && limitDown === undefined) return null;
    const none = new Float64Array(sessions.length).fill(Number.NaN);
    return { up: limitUp ?? none, down: limitDown ?? none };
  }
  const reference = sessionReference(sessions, marks, actions);
  const table = limitColumns(rules.priceLimits, rules.tick, {
    sessions,
    reference,
    isSpecial,
    listingDay: listingDay(asset),
  });
  return { up: limitUp ?? table.up, down: limitDown ?? table.down };
}

/** The last price of the session before, on the basis of this one; NaN in the first session. */
function sessionReference(sessions: Int32Array, { previous }: Marks, actions: readonly PlacedAction[]): Float64Array {
  const reference = new Float64Array(sessions.length).fill(Number.NaN);
  const exBars = new Set(actions.map(({ bar }) => bar));
  for (let bar = 1; bar < sessions.length; bar += 1) {
    const isNew = sessions[bar] !== sessions[bar - 1] || exBars.has(bar);
    reference[bar] = isNew ? previous[bar]! : reference[bar - 1]!;
  }
  return reference;
}

function blocksOf(
  quoted: QuotedAsset,
  limits: LimitColumns | null,
): { readonly buy: Uint8Array; readonly sell: Uint8Array } {
  const { price, resolvedAt, rules } = quoted;
  const [buy, sell] = [new Uint8Array(price.length), new Uint8Array(price.length)];
  for (let bar = 0; bar < price.length; bar += 1) {
    const each = price[bar]!;
    const closed = bar >= resolvedAt ? RESOLVED : closedFor(quoted.asset, each, bar);
    buy[bar] = sell[bar] = closed;
    if (closed !== 0) continue;
    if (each === 0) buy[bar] = NO_PRICE;
    if (limits === null) continue;
    if (isAtLimit(each, limits.up[bar], rules.tick, 1)) buy[bar] = LIMIT_UP;
    if (isAtLimit(each, limits.down[bar], rules.tick, -1)) sell[bar] = LIMIT_DOWN;
  }
  return { buy, sell };
}

/** Why nothing trades in a bar at all; 0: it does. */
export function closedFor(asset: Asset, price: number, bar: number): number {
  if (asset.isSuspended?.[bar] === 1) return SUSPENDED;
  if (Number.isNaN(price) || (asset.fillMethod?.[bar] ?? 0) !== 0) return NO_PRICE;
  return asset.volume?.[bar] === 0 ? NO_VOLUME : 0;
}

/** Whether a price is at or beyond a limit; half a tick of tolerance, since both are doubles. */
export function isAtLimit(price: number, limit: number | undefined, tick: number | null, direction: number): boolean {
  if (limit === undefined || Number.isNaN(limit)) return false;
  return tick === null ? direction * (price - limit) >= 0 : roundHalfUp((direction * (price - limit)) / tick) >= 0;
}

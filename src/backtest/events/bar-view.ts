import type { SessionDay } from '../../core/time.ts';
import type { Book } from '../book/book.ts';
import { invalid } from '../error.ts';
import type { PreparedMarket } from '../market/prepare.ts';
import type { StandingOrder } from './order.ts';

export type PriceField = 'open' | 'high' | 'low' | 'close' | 'volume';

/** What a strategy sees at the close of a bar: this bar and those before it, and its account. Nothing later can be asked for. */
export type BarView = {
  /** Number of the bar in the market. */
  readonly bar: number;
  /** Exchange date, days since 1970-01-01. */
  readonly session: SessionDay;
  /** NaN when the market has sessions only. */
  readonly startsAtMs: number;
  readonly assets: readonly string[];
  readonly cash: number;
  /** Worth of the account at this close. */
  readonly equity: number;
  /** A price of this bar, or of `barsAgo` before it. NaN where there is none. The asset may be left out when there is one. */
  readonly price: (field: PriceField, asset?: string, barsAgo?: number) => number;
  readonly close: (asset?: string, barsAgo?: number) => number;
  /** A column that came with the asset. */
  readonly value: (column: string, asset?: string, barsAgo?: number) => number;
  /** The last `count` values up to this bar, oldest first: a copy. Fewer at the start. */
  readonly history: (field: PriceField, count: number, asset?: string) => Float64Array;
  /** Shares held; below zero when short. */
  readonly position: (asset?: string) => number;
  /** Shares that can be sold in the next bar, were it in this session. */
  readonly sellable: (asset?: string) => number;
  /** Orders that have not been filled yet. */
  readonly orders: () => readonly { readonly id: number; readonly asset: string; readonly tag: string | null }[];
};

/** One view for a whole run; `moveTo` is the engine's. */
export type MovingView = { readonly view: BarView; readonly moveTo: (bar: number, equity: number) => void };

export function openView(book: Book, pending: readonly StandingOrder[]): MovingView {
  const { prepared } = book;
  const { market, assets, money } = prepared;
  const indexOf = assetFinder(prepared);
  const names = assets.map(({ name }) => name);
  const now = { bar: 0, equity: 0 };
  const back = (barsAgo: number): number => now.bar - checkedAgo(barsAgo);
  const fieldOf = (asset: number, field: PriceField): Float64Array => {
    const column = assets[asset]!.bars[field];
    if (column !== undefined) return column;
    throw invalid(`Asset "${names[asset]}"`, `it has no ${field}`, 'Add the column to the market, or do without.');
  };
  const view: BarView = {
    get bar() {
      return now.bar;
    },
    get session() {
      return market.sessions[now.bar]!;
    },
    get startsAtMs() {
      return market.startsAtMs?.[now.bar] ?? Number.NaN;
    },
    get cash() {
      return book.cash / money.perCurrency;
    },
    get equity() {
      return now.equity;
    },
    assets: names,
    price: (field, asset, barsAgo = 0) => fieldOf(indexOf(asset), field)[back(barsAgo)] ?? Number.NaN,
    close: (asset, barsAgo = 0) => assets[indexOf(asset)]!.bars.close[back(barsAgo)] ?? Number.NaN,
    value: (column, asset, barsAgo = 0) => columnOf(prepared, indexOf(asset), column)[back(barsAgo)] ?? Number.NaN,
    history: (field, count, asset) => {
      const begin = Math.max(0, now.bar + 1 - checkedCount(count));
      return fieldOf(indexOf(asset), field).slice(begin, now.bar + 1);
    },
    position: (asset) => book.quantity[indexOf(asset)]!,
    sellable: (asset) => Math.max(0, book.quantity[indexOf(asset)]! - book.boughtToday[indexOf(asset)]!),
    orders: () => pending.map(({ id, asset, request }) => ({ id, asset: names[asset]!, tag: request.tag ?? null })),
  };
  return {
    view,
    moveTo: (bar, equity) => {
      now.bar = bar;
      now.equity = equity;
    },
  };
}

/** The number of an asset by name, or of the only one. @throws backtest.invalid */
export function assetFinder({ assets }: PreparedMarket): (name: string | undefined) => number {
  const known = new Map(assets.map(({ name }, index) => [name, index]));
  return (name) => {
    if (name === undefined && assets.length === 1) return 0;
    const found = name === undefined ? undefined : known.get(name);
    if (found !== undefined) return found;
    const list = [...known.keys()].slice(0, NAMES_SHOWN_MAX).join(', ');
    const more = known.size > NAMES_SHOWN_MAX ? ` and ${known.size - NAMES_SHOWN_MAX} more` : '';
    const problem = name === undefined ? 'it names no asset and the market has several' : `there is no asset "${name}"`;
    throw invalid('The strategy', problem, `Name one of ${list}${more}.`);
  };
}

const NAMES_SHOWN_MAX = 8;

function columnOf({ assets }: PreparedMarket, asset: number, name: string): Float64Array {
  const { columns = {} } = assets[asset]!.bars;
  const found = Object.hasOwn(columns, name) ? columns[name] : undefined;
  if (found !== undefined) return found;
  const known = Object.keys(columns).join(', ') || 'none';
  throw invalid(`Asset "${assets[asset]!.name}"`, `it has no column "${name}"`, `Its columns: ${known}.`);
}

function checkedAgo(barsAgo: number): number {
  if (Number.isInteger(barsAgo) && barsAgo >= 0) return barsAgo;
  const wayOut = 'Give 0 for this bar, 1 for the one before: what comes later is not known yet.';
  throw invalid('The strategy', `it asked for ${barsAgo} bars ago`, wayOut);
}

function checkedCount(count: number): number {
  if (Number.isInteger(count) && count >= 0) return count;
  throw invalid('The strategy', `it asked for the last ${count} values`, 'Give a whole number of 0 or more.');
}

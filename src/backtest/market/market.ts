import type { Rules } from '../rules/rules.ts';

/** What a backtest trades on: one line of time, and on it the bars of every asset. */
export type Market = {
  /** Exchange date of each bar, days since 1970-01-01. Ascending; with `startsAtMs` a date may repeat. */
  readonly sessions: Int32Array;
  /** Opening instant of each bar, epoch milliseconds UTC, ascending: for bars shorter than a session. */
  readonly startsAtMs?: Float64Array;
  readonly assets: readonly Asset[];
};

/**
 * Bars of one asset, one per bar of the market, as traded (unadjusted, with `actions`) or adjusted beforehand (without).
 * NaN: no such price, so nothing fills there.
 */
export type Asset = {
  readonly name: string;
  readonly open: Float64Array;
  readonly close: Float64Array;
  /** High and low are needed for limit and stop orders only. */
  readonly high?: Float64Array;
  readonly low?: Float64Array;
  /** Where it is 0 nothing fills. Leave it out when it is not known. */
  readonly volume?: Float64Array;
  /** 1: not traded in this bar, whatever its prices say. */
  readonly isSuspended?: Uint8Array;
  /** How each close came to be, as completion marks it (0: observed). Carried prices do not fill; interpolated ones are refused. */
  readonly fillMethod?: Uint8Array;
  /** The provider's own limits; NaN: none in this bar. They go before those of the rules. */
  readonly limitUp?: Float64Array;
  readonly limitDown?: Float64Array;
  /** 1: under special treatment (ST), which has limits of its own. */
  readonly isSpecial?: Uint8Array;
  /** `YYYY-MM-DD`: the first sessions of a new listing have no price limits. */
  readonly listedOn?: string;
  readonly actions?: readonly CorporateAction[];
  readonly resolution?: Resolution;
  /** More columns that a strategy may read, known at the close of their bar: an adjusted close, a factor. */
  readonly columns?: Readonly<Record<string, Float64Array>>;
  /** Instead of the rules of the backtest. */
  readonly rules?: Rules;
};

/** Takes effect before the open of the first bar on or after `exOn`, for what was held until then. */
export type CorporateAction = {
  readonly exOn: string;
  /** Per share held, before any split of the same day. */
  readonly cashPerShare?: number;
  /** The cash is there from this date on; from the ex-date on when left out. Until then it counts as a receivable. */
  readonly payableOn?: string;
  /** Shares afterwards per share before: 2 for two-for-one, 1.3 for 10 送 3. */
  readonly sharesPerShare?: number;
};

/**
 * The end of an asset: every share is paid out at `payout` before the first bar at or after this date or instant, and
 * it trades no more. A resolved prediction (0 or 1), a delisting for cash.
 */
export type Resolution = { readonly payout: number } & ({ readonly on: string } | { readonly atMs: number });

/** The first bars of a market: what could be known after `end` bars. */
export function firstBars(market: Market, end: number): Market {
  const cut = <T extends { subarray(begin: number, end: number): T }>(column: T): T => column.subarray(0, end);
  return {
    ...market,
    sessions: cut(market.sessions),
    ...(market.startsAtMs === undefined ? {} : { startsAtMs: cut(market.startsAtMs) }),
    assets: market.assets.map((asset) => cutAsset(asset, end)),
  };
}

function cutAsset(asset: Asset, end: number): Asset {
  const cut = (value: unknown): unknown =>
    value instanceof Float64Array || value instanceof Uint8Array ? value.subarray(0, end) : value;
  const columns = asset.columns && Object.entries(asset.columns).map(([name, column]) => [name, cut(column)]);
  return {
    ...(Object.fromEntries(Object.entries(asset).map(([key, value]) => [key, cut(value)])) as Asset),
    ...(columns === undefined ? {} : { columns: Object.fromEntries(columns) as Record<string, Float64Array> }),
  };
}

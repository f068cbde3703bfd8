import type { Log } from '../book/log.ts';
import type { OrderRequest } from '../events/order.ts';
import type { PreparedMarket } from '../market/prepare.ts';

/** What a run leaves behind; everything else about it is worked out from this. */
export type Run = {
  readonly prepared: PreparedMarket;
  /** The bars it went over: `begin .. end-1`. */
  readonly begin: number;
  readonly end: number;
  readonly cash: number;
  /** What the account was worth at the close of each of these bars. */
  readonly equity: Float64Array;
  readonly log: Log;
  /** Decided, and neither filled nor refused when the bars ended. */
  readonly open: readonly OpenOrder[];
  /** What an order asked for. */
  readonly requestOf: (order: OpenOrder) => OrderRequest;
};

export type OpenOrder = { readonly order: number; readonly asset: number; readonly decidedBar: number };

export type RunRange = {
  /** Money to begin with, in currency. */
  readonly cash: number;
  /** First bar, and one after the last; all by default. */
  readonly begin?: number;
  readonly end?: number;
};

/** How long an order stands: for the next bar only, or until it is filled or taken back. */
export type TimeInForce = 'bar' | 'until-filled';

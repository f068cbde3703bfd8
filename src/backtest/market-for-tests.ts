import { dayOfSession, toSession } from '../core/time.ts';
import type { Asset, Market } from './market/market.ts';
import type { BacktestResult } from './result/result.ts';

export function daysOf(...sessions: readonly string[]): Int32Array {
  return Int32Array.from(sessions, (session) => dayOfSession(toSession(session)));
}

/** Days of a Monday-first week from 2024-01-01 on: no calendar is asked about them. */
export function someDays(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, index) => 19_723 + index + 2 * Math.floor(index / 5));
}

/** One asset whose open and close are the same. */
export function flatBars(
  prices: readonly number[],
  more: Partial<Asset> & { readonly sessions?: Int32Array } = {},
): Market {
  const { sessions = someDays(prices.length), ...asset } = more;
  const column = Float64Array.from(prices);
  return { sessions, assets: [{ name: 'ACME', open: column, close: column, ...asset }] };
}

export function columnOf(...values: readonly number[]): Float64Array {
  return Float64Array.from(values);
}

/** Ledger lines as one reads them off a statement. */
export function statement({ ledger }: BacktestResult): readonly (readonly (string | number)[])[] {
  return ledger.map((line) => {
    const { session, kind, quantity, price, fees, cash, position } = line;
    const charged = fees === null ? [] : [fees.commission, fees.stampDuty, fees.transferFee, fees.binaryFee];
    return [session, kind, quantity, price, ...charged, cash, position];
  });
}

/** `asset state reason filled` of every order. */
export function orderTexts({ orders }: BacktestResult): readonly string[] {
  return orders.map(({ asset, state, reason, filled, bar }) => `${asset} ${state} ${reason ?? '-'} ${filled} @${bar}`);
}

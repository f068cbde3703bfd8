import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { dayOfSession, toSession } from '../core/time.ts';
import type { Asset, Market } from './market/market.ts';

const ROOT = new URL('../../', import.meta.url);

export function readGzip(path: string): string {
  return gunzipSync(readFileSync(new URL(path, ROOT))).toString();
}

/** Daily bars of one of the shares in demo/prices: AAPL, FB, GOOG, IBM, MSFT. */
export function demoStock(symbol: string): Pick<Market, 'sessions'> & Asset {
  const rows = readGzip('demo/prices/us-stocks.csv.gz')
    .split('\n')
    .filter((line) => line.startsWith(`${symbol},`))
    .map((line) => line.split(','));
  const column = (index: number): Float64Array => Float64Array.from(rows, (row) => Number(row[index]));
  return {
    name: symbol,
    sessions: Int32Array.from(rows, (row) => dayOfSession(toSession(row[1]!))),
    open: column(2),
    high: column(3),
    low: column(4),
    close: column(5),
    volume: column(6),
  };
}

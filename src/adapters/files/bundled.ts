import { join } from 'node:path';
import type { Clock } from '../../core/clock.ts';
import { joinSources } from '../../data/source/joined-source.ts';
import type { MarketSource } from '../../data/source/source.ts';
import { createCsvSource } from './csv-source.ts';

type NowMs = Pick<Clock, 'nowMs'>;

const SYSTEM_CLOCK: NowMs = { nowMs: () => Date.now() };

/** AAPL, FB, GOOG, IBM, MSFT, daily, 2000-03-01 to 2013-03-01, unadjusted; ex-factors read off the adjusted close. */
export function usStocks(demoFolder: string, clock: NowMs = SYSTEM_CLOCK): MarketSource {
  return createCsvSource({
    name: 'us-stocks',
    files: [join(demoFolder, 'prices', 'us-stocks.csv.gz')],
    mapping: {
      instrument: 'Symbol',
      session: 'Date',
      open: 'Open',
      high: 'High',
      low: 'Low',
      close: 'Close',
      volume: 'Volume',
      adjClose: 'Adj Close',
    },
    venue: 'XNYS',
    isArchive: true,
    description: 'Real daily prices of five US stocks, 2000 to 2013 (package bokeh-sampledata)',
    clock,
  });
}

/** The S&P 500 index, daily, 2000-01-03 to 2020-04-17. */
export function sp500(demoFolder: string, clock: NowMs = SYSTEM_CLOCK): MarketSource {
  return createCsvSource({
    name: 'sp500',
    files: [join(demoFolder, 'prices', 'sp500.csv.gz')],
    mapping: {
      session: 'date',
      open: 'open',
      high: 'high',
      low: 'low',
      close: 'close',
      volume: 'volume',
      adjClose: 'adjclose',
    },
    constants: { instrument: 'SP500' },
    venue: 'XNYS',
    isArchive: true,
    board: 'INDEX',
    description: 'The real S&P 500 index, daily, 2000 to 2020 (package vega-datasets)',
    clock,
  });
}

/** Both as one source, up to the last session that both have: what is compared ends together. */
export function bundledPrices(demoFolder: string, clock: NowMs = SYSTEM_CLOCK): MarketSource {
  return joinSources({
    name: 'bundled',
    sources: [usStocks(demoFolder, clock), sp500(demoFolder, clock)],
  });
}

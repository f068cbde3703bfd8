import { type Column, type Frame, NO_TEXT } from '../../core/frame.ts';
import { instantText } from '../../core/time.ts';
import { cellsOf } from '../rows.ts';
import type { PredictionKind } from '../source/predictions.ts';
import type { Rule } from './rule.ts';

/** The kinds that are stored. */
export type StoredKind = Exclude<PredictionKind, 'books'>;

export type PredictionRows = {
  readonly table: Frame;
  /** When the rows were asked for: nothing can have happened later. */
  readonly knownMs: number;
};

export const PREDICTION_KEYS: Readonly<Record<StoredKind, readonly string[]>> = {
  markets: ['instrument'],
  probabilities: ['instrument', 'priced_at'],
  trades: ['instrument', 'trade_id', 'traded_at'],
  klines: ['instrument', 'interval', 'begins_at'],
};

/** In the order in which they are checked; the first one broken is the reason. */
export const PREDICTION_RULES: Readonly<Record<StoredKind, readonly Rule<PredictionRows>[]>> = {
  markets: [keyThere('markets'), endsAfterOpening(), between('payout', 0, 1)],
  probabilities: [keyThere('probabilities'), notLater('priced_at'), priceThere('price'), between('price', 0, 1)],
  trades: [keyThere('trades'), notLater('traded_at'), priceThere('price'), between('price', 0, 1), above('size', 0)],
  klines: [keyThere('klines'), notLater('ends_at'), ...candleRules()],
};

function numberAt({ table }: PredictionRows, name: string, row: number): number {
  return cellsOf(table.columns[name]!)[row]!;
}

function keyThere(kind: StoredKind): Rule<PredictionRows> {
  const key = PREDICTION_KEYS[kind];
  return {
    code: 'key_missing',
    severity: 'quarantine',
    isFixed: true,
    about: `${key.join(', ')} are there`,
    breaks: ({ table }, row) => key.some((name) => isMissing(table.columns[name]!, row)),
    detail: ({ table }, row) => `no ${key.find((name) => isMissing(table.columns[name]!, row))}`,
  };
}

function isMissing(column: Column, row: number): boolean {
  return column.type === 'text' ? column.codes[row] === NO_TEXT : Number.isNaN(cellsOf(column)[row]);
}

function notLater(name: string): Rule<PredictionRows> {
  return {
    code: 'future_dated',
    severity: 'quarantine',
    isFixed: true,
    about: 'it had happened when it was fetched',
    breaks: (rows, row) => numberAt(rows, name, row) > rows.knownMs,
    detail: (rows, row) => `${instantText(numberAt(rows, name, row))} is after ${instantText(rows.knownMs)}`,
  };
}

function endsAfterOpening(): Rule<PredictionRows> {
  return {
    code: 'ends_before_opening',
    severity: 'quarantine',
    about: 'a question ends after trading begins',
    breaks: (rows, row) => numberAt(rows, 'ends_at', row) <= numberAt(rows, 'opens_at', row),
    detail: (rows, row) => `ends ${instantText(numberAt(rows, 'ends_at', row))}`,
  };
}

function priceThere(name: string): Rule<PredictionRows> {
  return {
    code: `${name}_missing`,
    severity: 'quarantine',
    isFixed: true,
    about: `${name} is a finite number`,
    breaks: (rows, row) => !Number.isFinite(numberAt(rows, name, row)),
    detail: (rows, row) => `${name} ${numberAt(rows, name, row)}`,
  };
}

/** A missing value breaks nothing. */
function between(name: string, low: number, high: number): Rule<PredictionRows> {
  return {
    code: `${name}_out_of_range`,
    severity: 'quarantine',
    about: `${name} lies in ${low}..${high}`,
    breaks: (rows, row) => numberAt(rows, name, row) < low || numberAt(rows, name, row) > high,
    detail: (rows, row) => `${name} ${numberAt(rows, name, row)}`,
  };
}

function above(name: string, bound: number): Rule<PredictionRows> {
  return {
    code: `${name}_not_positive`,
    severity: 'quarantine',
    about: `${name} is a finite number above ${bound}`,
    breaks: (rows, row) => !(numberAt(rows, name, row) > bound && numberAt(rows, name, row) < Infinity),
    detail: (rows, row) => `${name} ${numberAt(rows, name, row)}`,
  };
}

function candleRules(): readonly Rule<PredictionRows>[] {
  const prices = ['open', 'high', 'low', 'close'];
  const at = (rows: PredictionRows, row: number) => prices.map((name) => numberAt(rows, name, row));
  const detail = (rows: PredictionRows, row: number) =>
    at(rows, row)
      .map((price, place) => `${prices[place]} ${price}`)
      .join(', ');
  return [
    ...prices.map((name) => above(name, 0)),
    {
      code: 'high_below_body',
      severity: 'quarantine',
      about: 'high >= max(open, close)',
      breaks: (rows, row) => numberAt(rows, 'high', row) < Math.max(...at(rows, row)),
      detail,
    },
    {
      code: 'low_above_body',
      severity: 'quarantine',
      about: 'low <= min(open, close)',
      breaks: (rows, row) => numberAt(rows, 'low', row) > Math.min(...at(rows, row)),
      detail,
    },
    {
      code: 'volume_negative',
      severity: 'quarantine',
      about: 'volume is 0 or more',
      breaks: (rows, row) => !(numberAt(rows, 'volume', row) >= 0),
      detail: (rows, row) => `volume ${numberAt(rows, 'volume', row)}`,
    },
  ];
}

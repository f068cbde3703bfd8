import { type Column, type Frame, NO_INT, NO_TEXT } from '../../core/frame.ts';
import { type SessionDay, sessionOfDay } from '../../core/time.ts';
import { cellsOf } from '../rows.ts';
import type { SourceKind } from '../source/source.ts';
import type { Rule } from './rule.ts';

/** The small tables around the bars: who is listed, what was split or suspended, what a company is worth. */
export type ReferenceKind = Exclude<SourceKind, 'bars' | 'fundamentals'>;

export type ReferenceContext = {
  /** The newest session that was closed at the run's as-of. */
  readonly lastDay: SessionDay;
  /** Null: unknown which instruments there are. */
  readonly instruments: ReadonlySet<string> | null;
};

export type ReferenceRows = { readonly table: Frame; readonly context: ReferenceContext };

export const REFERENCE_KEYS: Readonly<Record<ReferenceKind, readonly string[]>> = {
  instruments: ['instrument'],
  ex_factors: ['instrument', 'ex_date'],
  suspensions: ['instrument', 'session'],
  valuations: ['instrument', 'session'],
};

export const REFERENCE_RULES: Readonly<Record<ReferenceKind, readonly Rule<ReferenceRows>[]>> = {
  instruments: [keyThere('instruments'), delistedAfterListed()],
  ex_factors: [keyThere('ex_factors'), known(), positive('ex_factor'), positive('ex_cum_factor')],
  suspensions: [keyThere('suspensions'), known()],
  valuations: [keyThere('valuations'), known(), notLater('session'), positive('market_cap')],
};

function keyThere(kind: ReferenceKind): Rule<ReferenceRows> {
  const key = REFERENCE_KEYS[kind];
  return {
    code: 'key_missing',
    severity: 'quarantine',
    isFixed: true,
    about: `${key.join(' and ')} are there`,
    breaks: ({ table }, row) => key.some((name) => isMissing(table.columns[name]!, row)),
    detail: ({ table }, row) => `no ${key.find((name) => isMissing(table.columns[name]!, row))}`,
  };
}

function isMissing(column: Column, row: number): boolean {
  if (column.type === 'text') return column.codes[row] === NO_TEXT || column.dictionary[column.codes[row]!] === '';
  return cellsOf(column)[row] === NO_INT;
}

function known(): Rule<ReferenceRows> {
  const nameAt = ({ table }: ReferenceRows, row: number) => {
    const column = table.columns.instrument;
    return column?.type === 'text' ? column.dictionary[column.codes[row]!]! : '';
  };
  return {
    code: 'unknown_instrument',
    severity: 'quarantine',
    about: 'the instrument is one the source lists',
    breaks: (rows, row) => rows.context.instruments?.has(nameAt(rows, row)) === false,
    detail: (rows, row) => `"${nameAt(rows, row)}" is not in the list of instruments`,
  };
}

function positive(name: string): Rule<ReferenceRows> {
  const valueAt = ({ table }: ReferenceRows, row: number) => cellsOf(table.columns[name]!)[row]!;
  return {
    code: `${name}_not_positive`,
    severity: 'quarantine',
    about: `${name} is a finite number above 0`,
    breaks: (rows, row) => !(valueAt(rows, row) > 0 && valueAt(rows, row) < Infinity),
    detail: (rows, row) => `${name} ${valueAt(rows, row)}`,
  };
}

function notLater(name: string): Rule<ReferenceRows> {
  const dayAt = ({ table }: ReferenceRows, row: number) => cellsOf(table.columns[name]!)[row]!;
  return {
    code: 'future_dated',
    severity: 'quarantine',
    isFixed: true,
    about: 'the session was closed at the as-of',
    breaks: (rows, row) => dayAt(rows, row) > rows.context.lastDay,
    detail: (rows, row) => `${sessionOfDay(dayAt(rows, row))} is after ${sessionOfDay(rows.context.lastDay)}`,
  };
}

function delistedAfterListed(): Rule<ReferenceRows> {
  const daysAt = ({ table }: ReferenceRows, row: number) => ({
    listed: cellsOf(table.columns.listed!)[row]!,
    delisted: cellsOf(table.columns.delisted!)[row]!,
  });
  return {
    code: 'delisted_before_listed',
    severity: 'quarantine',
    about: 'delisted after it was listed',
    breaks: (rows, row) => {
      const { listed, delisted } = daysAt(rows, row);
      return listed !== NO_INT && delisted !== NO_INT && delisted < listed;
    },
    detail: (rows, row) => {
      const { listed, delisted } = daysAt(rows, row);
      return `listed ${sessionOfDay(listed)}, delisted ${sessionOfDay(delisted)}`;
    },
  };
}

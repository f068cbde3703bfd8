import { days, doubles, type Frame, NO_INT, NO_TEXT, text } from '../../core/frame.ts';
import { DAY_MS, instantText, type SessionDay, sessionOfDay } from '../../core/time.ts';
import type { Rule } from './rule.ts';

/** What statements are judged against. */
export type FundamentalContext = {
  /** The exchange's date at the run's as-of: nothing announced later may be there. */
  readonly lastDay: SessionDay;
  readonly asOfMs: number;
  /** Null when the source cannot say which instruments there are. */
  readonly instruments: ReadonlySet<string> | null;
};

export type FundamentalRows = {
  readonly instrument: (row: number) => string | null;
  readonly quarter: (row: number) => string | null;
  readonly announced: Int32Array;
  readonly knownAt: Float64Array;
  readonly values: readonly Float64Array[];
  readonly context: FundamentalContext;
};

export function fundamentalRows(table: Frame, context: FundamentalContext): FundamentalRows {
  const cell = (name: string) => {
    const { codes, dictionary } = text(table, name);
    return (row: number) => (codes[row] === NO_TEXT ? null : dictionary[codes[row]!]!);
  };
  const values = ['revenue', 'net_profit_parent', 'equity_parent', 'total_assets'].map((name) => doubles(table, name));
  return {
    instrument: cell('instrument'),
    quarter: cell('quarter'),
    announced: days(table, 'announced'),
    knownAt: doubles(table, 'known_at'),
    values,
    context,
  };
}

const QUARTER = /^(\d{4})q([1-4])$/;

/** The last day of a quarter written `2018q2`; null for anything else. */
export function quarterEnd(quarter: string | null): SessionDay | null {
  const match = quarter === null ? null : QUARTER.exec(quarter);
  // Day 0 of the month after the quarter is the quarter's last day.
  return match === null ? null : Date.UTC(Number(match[1]), Number(match[2]) * 3, 0) / DAY_MS;
}

/** The rules of financial statements, in the order in which they are checked. */
export const FUNDAMENTAL_RULES: readonly Rule<FundamentalRows>[] = [
  {
    code: 'key_missing',
    severity: 'quarantine',
    isFixed: true,
    about: 'instrument, quarter and announcement date are there',
    breaks: (f, i) => !f.instrument(i) || f.quarter(i) === null || f.announced[i] === NO_INT,
    detail: (f, i) => `instrument ${f.instrument(i) ?? 'missing'}, quarter ${f.quarter(i) ?? 'missing'}`,
  },
  {
    code: 'unknown_instrument',
    severity: 'quarantine',
    about: 'the instrument is one the source lists',
    breaks: (f, i) => f.context.instruments?.has(f.instrument(i)!) === false,
    detail: (f, i) => `"${f.instrument(i)}" is not in the list of instruments`,
  },
  {
    code: 'quarter_malformed',
    severity: 'quarantine',
    isFixed: true,
    about: 'the quarter looks like 2018q2',
    breaks: (f, i) => quarterEnd(f.quarter(i)) === null,
    detail: (f, i) => `quarter "${f.quarter(i)}"`,
  },
  {
    code: 'announced_before_quarter_end',
    severity: 'quarantine',
    about: 'a quarter is announced on its last day or later',
    breaks: (f, i) => f.announced[i]! < quarterEnd(f.quarter(i))!,
    detail: (f, i) => `${f.quarter(i)} announced on ${sessionOfDay(f.announced[i]!)}`,
  },
  {
    code: 'announced_after_as_of',
    severity: 'quarantine',
    isFixed: true,
    about: 'nothing was announced after the as-of',
    breaks: (f, i) => f.announced[i]! > f.context.lastDay,
    detail: (f, i) => `announced on ${sessionOfDay(f.announced[i]!)}, as of ${sessionOfDay(f.context.lastDay)}`,
  },
  {
    code: 'known_after_as_of',
    severity: 'quarantine',
    isFixed: true,
    about: 'nothing became known after the as-of',
    breaks: (f, i) => f.knownAt[i]! > f.context.asOfMs,
    detail: (f, i) => `known at ${instantText(f.knownAt[i]!)}`,
  },
  {
    code: 'value_not_finite',
    severity: 'quarantine',
    about: 'amounts are finite or missing',
    breaks: (f, i) => f.values.some((column) => Math.abs(column[i]!) === Infinity),
    detail: () => 'an amount is infinite',
  },
  {
    code: 'known_at_missing',
    severity: 'warn',
    about: 'the source says since when it has the statement; else the end of the announcement’s day counts',
    breaks: (f, i) => !Number.isFinite(f.knownAt[i]!),
    detail: () => 'no known_at',
  },
  {
    code: 'values_missing',
    severity: 'warn',
    about: 'at least one amount is there',
    breaks: (f, i) => f.values.every((column) => Number.isNaN(column[i]!)),
    detail: () => 'every amount is missing',
  },
];

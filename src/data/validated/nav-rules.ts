import { days, doubles, type Frame, NO_INT, NO_TEXT, text } from '../../core/frame.ts';
import { type SessionDay, sessionOfDay } from '../../core/time.ts';
import { type FundClass, RHYTHMS } from '../fund-class.ts';
import { type NavSteps, navSteps, type StepContext } from './nav-steps.ts';
import type { Rule } from './rule.ts';

/** What the rules know besides the rows themselves. */
export type NavContext = StepContext & {
  /** Classes of the funds that are listed. */
  readonly classes: ReadonlyMap<string, FundClass>;
  /** Nothing can be known of a later day. */
  readonly lastDay: SessionDay;
  readonly isSession: (day: SessionDay) => boolean;
  /** When the exchange closes on a session. */
  readonly closeMs: (day: SessionDay) => number;
  /** When each row was received. */
  readonly receivedAtMs: (row: number) => number;
};

/** Columns of a delivery as arrays, so that rules are quick. */
export type NavRows = {
  readonly context: NavContext;
  readonly instrument: (row: number) => string | null;
  readonly classOf: (row: number) => FundClass | undefined;
  readonly day: Int32Array;
  readonly unit: Float64Array;
  readonly accumulated: Float64Array;
  readonly published: Float64Array;
  readonly income: Float64Array;
  readonly yield7d: Float64Array;
  readonly steps: NavSteps;
};

export function navRows(table: Frame, context: NavContext): NavRows {
  const { codes, dictionary } = text(table, 'instrument');
  const classes = dictionary.map((name) => context.classes.get(name));
  return {
    context,
    instrument: (row) => (codes[row] === NO_TEXT ? null : dictionary[codes[row]!]!),
    classOf: (row) => classes[codes[row]!],
    day: days(table, 'nav_date'),
    unit: doubles(table, 'unit_nav'),
    accumulated: doubles(table, 'accumulated_nav'),
    published: doubles(table, 'daily_return'),
    income: doubles(table, 'income_per_10k'),
    yield7d: doubles(table, 'yield_7d'),
    steps: navSteps(table, context),
  };
}

const isMissing = Number.isNaN;
const percent = (fraction: number): string => `${(fraction * 100).toFixed(2)} %`;

/** Money funds earn a fraction of a yuan a day on 10 000; a first day after a holiday may state several at once. */
const INCOME_MAX = 50;
const YIELD_MAX = 0.5;
/** Four rounded numbers, each half a tick off. */
const ACCUMULATED_NOISE = 2.01e-4;
/** Funds state a value for the last day of a half-year and a year, session or not. */
const STATED_DAYS = /-(06-30|12-31)$/;

/** What must be true of every net asset value, in the order in which it is checked. */
export const NAV_RULES: readonly Rule<NavRows>[] = [
  {
    code: 'key_missing',
    severity: 'quarantine',
    about: 'a fund and a date',
    isFixed: true,
    breaks: ({ instrument, day }, row) => instrument(row) === null || day[row] === NO_INT,
    detail: ({ instrument }, row) => (instrument(row) === null ? 'no fund' : 'no date'),
  },
  {
    code: 'unknown_fund',
    severity: 'warn',
    about: 'a fund of the list',
    breaks: ({ classOf }, row) => classOf(row) === undefined,
    detail: ({ instrument }, row) => `fund ${instrument(row)} is not listed`,
  },
  {
    code: 'nav_date_in_future',
    severity: 'quarantine',
    about: 'no date that has not come yet',
    breaks: ({ day, context }, row) => day[row]! > context.lastDay,
    detail: ({ context }, row) => `row ${row} is later than ${sessionOfDay(context.lastDay)}`,
  },
  {
    code: 'nav_date_no_session',
    severity: 'quarantine',
    about: 'a day on which the exchange was open, or the end of a half-year; money funds any day',
    breaks: (rows, row) =>
      !isEveryDay(rows, row) &&
      !rows.context.isSession(rows.day[row]!) &&
      !STATED_DAYS.test(sessionOfDay(rows.day[row]!)),
    detail: ({ day }, row) => `${sessionOfDay(day[row]!)} was no session`,
  },
  {
    code: 'nav_date_before_close',
    severity: 'quarantine',
    about: 'received after the close of its date: a value that is there before was dated by a clock',
    breaks: (rows, row) =>
      !isEveryDay(rows, row) &&
      rows.context.isSession(rows.day[row]!) &&
      rows.context.receivedAtMs(row) < rows.context.closeMs(rows.day[row]!),
    detail: ({ day, context }, row) =>
      `of ${sessionOfDay(day[row]!)}, received ${new Date(context.receivedAtMs(row)).toISOString()}`,
  },
  {
    code: 'nav_missing',
    severity: 'quarantine',
    about: 'a net asset value, or the income of a money fund',
    breaks: ({ unit, income }, row) => isMissing(unit[row]!) && isMissing(income[row]!),
    detail: ({ accumulated }, row) =>
      isMissing(accumulated[row]!) ? 'neither value nor income' : 'an accumulated value without a unit value',
  },
  {
    code: 'value_of_other_kind',
    severity: 'quarantine',
    about: 'income of money funds, values of all others',
    breaks: ({ classOf, unit }, row) => {
      const fundClass = classOf(row);
      return fundClass !== undefined && (fundClass === 'money') !== isMissing(unit[row]!);
    },
    detail: ({ classOf, unit }, row) =>
      `${classOf(row)} fund with ${isMissing(unit[row]!) ? 'an income' : `a value of ${unit[row]}`}`,
  },
  {
    code: 'nav_not_positive',
    severity: 'quarantine',
    about: 'values above 0',
    breaks: ({ unit, accumulated }, row) => unit[row]! <= 0 || accumulated[row]! <= 0,
    detail: ({ unit, accumulated }, row) => `unit ${unit[row]}, accumulated ${accumulated[row]}`,
  },
  {
    code: 'income_implausible',
    severity: 'quarantine',
    about: `an income within ±${INCOME_MAX} on 10 000 units, a yield within ±${YIELD_MAX * 100} %`,
    breaks: ({ income, yield7d }, row) => Math.abs(income[row]!) > INCOME_MAX || Math.abs(yield7d[row]!) > YIELD_MAX,
    detail: ({ income, yield7d }, row) => `income ${income[row]}, yield ${percent(yield7d[row]!)}`,
  },
  {
    code: 'return_mismatch',
    severity: 'quarantine',
    about: 'a published return that follows from the values and the distributions',
    breaks: ({ steps, published }, row) => Math.abs(steps.computed[row]! - published[row]!) > steps.tolerance[row]!,
    detail: ({ steps, published, day }, row) =>
      `${sessionOfDay(day[row]!)}: published ${percent(published[row]!)}, computed ${percent(steps.computed[row]!)} from ${sessionOfDay(steps.fromDay[row]!)}; a distribution may be missing`,
  },
  {
    code: 'nav_jump',
    severity: 'quarantine',
    about: 'no larger move than funds of its class make, distributions aside',
    breaks: (rows, row) => Math.abs(moveOf(rows, row)) > RHYTHMS[rows.classOf(row) ?? 'equity'].returnMax,
    detail: (rows, row) => `moved ${percent(moveOf(rows, row))}`,
  },
  {
    code: 'accumulated_mismatch',
    severity: 'warn',
    about: 'an accumulated value that rises with the unit value and the distributions',
    breaks: ({ steps }, row) => Math.abs(steps.accumulatedGap[row]!) > ACCUMULATED_NOISE,
    detail: ({ steps }, row) => `off by ${steps.accumulatedGap[row]!.toFixed(4)}`,
  },
];

function isEveryDay({ classOf }: NavRows, row: number): boolean {
  const fundClass = classOf(row);
  return fundClass !== undefined && RHYTHMS[fundClass].isEveryDay;
}

/** What was computed, or, where there is nothing to compute from, what was published. */
function moveOf({ steps, published }: NavRows, row: number): number {
  return isMissing(steps.computed[row]!) ? published[row]! : steps.computed[row]!;
}

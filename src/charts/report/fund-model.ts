import type { ReportHead } from './model.ts';

/** A week of the fund desk. */
export type FundWeekReport = ReportHead & FundWeek;

export type FundWeek = {
  readonly kind: 'fund_week_report';
  /** Days since 1970-01-01: the newest date of a value, and the first day of the week before it. */
  readonly from: number;
  readonly to: number;
  readonly classes: readonly FundClassWeek[];
  readonly best: readonly FundLine[];
  readonly behind: readonly FundBehind[];
  readonly updates: readonly UpdateLine[];
  /** Values restated in the week, and values that lie in quarantine. */
  readonly restated: number;
  readonly quarantined: number;
};

export type FundClassWeek = {
  readonly fundClass: string;
  readonly funds: number;
  readonly current: number;
  readonly measured: number;
  /** Medians over the funds of the class; null when none has the figure. */
  readonly return5d: number | null;
  readonly return63d: number | null;
  readonly returnAnnual: number | null;
  readonly maxDrawdown: number | null;
};

export type FundLine = {
  readonly instrument: string;
  readonly name: string | null;
  readonly fundClass: string;
  readonly rank: number;
  readonly score: number;
  readonly return5d: number | null;
  readonly returnAnnual: number | null;
  readonly maxDrawdown: number | null;
  readonly sharpe: number | null;
};

export type FundBehind = {
  readonly instrument: string;
  readonly name: string | null;
  readonly fundClass: string;
  readonly state: string;
  readonly last: number | null;
  readonly sessions: number;
};

export type UpdateLine = {
  readonly task: string;
  readonly runs: number;
  /** Runs that got to their end, those with nothing to do among them. */
  readonly whole: number;
  readonly inserted: number;
  readonly revised: number;
  readonly rejected: number;
};

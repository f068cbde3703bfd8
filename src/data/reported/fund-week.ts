import { days, doubles, type Frame, NO_INT, type TextColumn, text, textAt } from '../../core/frame.ts';
import { DAY_MS, type SessionDay } from '../../core/time.ts';
import type { Draft } from '../lake/draft.ts';
import { readAsset } from '../lake/upsert.ts';
import { ASSETS } from '../stored/assets.ts';
import { FUND_ASSETS } from '../stored/fund-assets.ts';

export type FundWeekFacts = {
  readonly from: SessionDay;
  readonly to: SessionDay;
  readonly classes: readonly ClassFacts[];
  readonly best: readonly BestFund[];
  readonly behind: readonly BehindFund[];
  readonly updates: readonly TaskFacts[];
  readonly restated: number;
  readonly quarantined: number;
};

type Named = { readonly instrument: string; readonly name: string | null; readonly fundClass: string };

export type ClassFacts = {
  readonly fundClass: string;
  readonly funds: number;
  readonly current: number;
  readonly measured: number;
  readonly return5d: number | null;
  readonly return63d: number | null;
  readonly returnAnnual: number | null;
  readonly maxDrawdown: number | null;
};

export type BestFund = Named & {
  readonly rank: number;
  readonly score: number;
  readonly return5d: number | null;
  readonly returnAnnual: number | null;
  readonly maxDrawdown: number | null;
  readonly sharpe: number | null;
};

export type BehindFund = Named & {
  readonly state: string;
  readonly last: SessionDay | null;
  readonly sessions: number;
};

export type TaskFacts = {
  readonly task: string;
  readonly runs: number;
  readonly whole: number;
  readonly inserted: number;
  readonly revised: number;
  readonly rejected: number;
};

export type FundWeekOptions = {
  readonly asOfMs: number;
  /** Funds shown of each class, and funds that are behind. */
  readonly best: number;
  readonly behindMax: number;
};

const WEEK_DAYS = 7;

/**
 * What a week of the fund desk comes to.
 *
 * reads   fund_info, fund_nav_status, fund_metrics, fund_scores, fund_nav_superseded, data_update_log, quarantine
 */
export async function fundWeek(draft: Draft, options: FundWeekOptions): Promise<FundWeekFacts> {
  const sinceMs = options.asOfMs - WEEK_DAYS * DAY_MS;
  const [info, status, metrics, scores] = [
    await readAsset(draft, FUND_ASSETS.fund_info),
    await readAsset(draft, FUND_ASSETS.fund_nav_status),
    await readAsset(draft, FUND_ASSETS.fund_metrics),
    await readAsset(draft, FUND_ASSETS.fund_scores),
  ];
  const names = namesOf(info);
  const to = days(metrics, 'nav_date').reduce((last, day) => Math.max(last, day), Math.floor(sinceMs / DAY_MS));
  const restated = await readAsset(draft, FUND_ASSETS.fund_nav_superseded);
  const rejected = await readAsset(draft, ASSETS.quarantine);
  return {
    from: to - WEEK_DAYS + 1,
    to,
    classes: classFacts(status, metrics),
    best: bestFunds({ scores, metrics, names }, options.best),
    behind: behindFunds(status, names).slice(0, options.behindMax),
    updates: taskFacts(await readAsset(draft, FUND_ASSETS.data_update_log), sinceMs),
    restated: doubles(restated, 'superseded_at').filter((atMs) => atMs >= sinceMs).length,
    quarantined: rowsWith(text(rejected, 'dataset'), 'fund_nav').length,
  };
}

function namesOf(info: Frame): ReadonlyMap<string, string | null> {
  const [instrument, name] = [text(info, 'instrument'), text(info, 'name')];
  return new Map(Array.from({ length: info.rows }, (_, row) => [textAt(instrument, row)!, textAt(name, row)]));
}

function rowsWith({ codes, dictionary }: TextColumn, cell: string): readonly number[] {
  const code = dictionary.indexOf(cell);
  return [...codes.keys()].filter((row) => code >= 0 && codes[row] === code);
}

/** By class, the most funds first. */
function classFacts(status: Frame, metrics: Frame): readonly ClassFacts[] {
  const [fundClass, state] = [text(status, 'fund_class'), text(status, 'state')];
  const [measuredClass, measuredState] = [text(metrics, 'fund_class'), text(metrics, 'state')];
  const facts = fundClass.dictionary.map((name) => {
    const own = rowsWith(fundClass, name);
    const measured = rowsWith(measuredClass, name).filter((row) => textAt(measuredState, row) === 'ok');
    const median = (column: string) => medianOf(measured.map((row) => doubles(metrics, column)[row]!));
    return {
      fundClass: name,
      funds: own.length,
      current: own.filter((row) => textAt(state, row) === 'current').length,
      measured: measured.length,
      return5d: median('return_5d'),
      return63d: median('return_63d'),
      returnAnnual: median('return_annual'),
      maxDrawdown: median('max_drawdown'),
    };
  });
  return facts
    .filter(({ funds }) => funds > 0)
    .sort((a, b) => b.funds - a.funds || (a.fundClass < b.fundClass ? -1 : 1));
}

/** Null for no value; the mean of the middle two for an even count. */
export function medianOf(values: readonly number[]): number | null {
  const known = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  if (known.length === 0) return null;
  const middle = known.length / 2;
  return (known[Math.ceil(middle) - 1]! + known[Math.floor(middle)]!) / 2;
}

type Tables = { readonly scores: Frame; readonly metrics: Frame; readonly names: ReadonlyMap<string, string | null> };

function bestFunds({ scores, metrics, names }: Tables, count: number): readonly BestFund[] {
  const [instrument, fundClass] = [text(scores, 'instrument'), text(scores, 'fund_class')];
  const [rank, score] = [days(scores, 'score_rank'), doubles(scores, 'score')];
  const measured = text(metrics, 'instrument');
  const rowOf = new Map(Array.from({ length: metrics.rows }, (_, row) => [textAt(measured, row)!, row]));
  const shown = [...rank.keys()].filter((row) => rank[row] !== NO_INT && rank[row]! <= count);
  const lines = shown.map((row): BestFund => {
    const fund = textAt(instrument, row)!;
    const figure = (column: string) => numberOrNull(doubles(metrics, column)[rowOf.get(fund) ?? -1]);
    return {
      instrument: fund,
      name: names.get(fund) ?? null,
      fundClass: textAt(fundClass, row)!,
      rank: rank[row]!,
      score: score[row]!,
      return5d: figure('return_5d'),
      returnAnnual: figure('return_annual'),
      maxDrawdown: figure('max_drawdown'),
      sharpe: figure('sharpe'),
    };
  });
  return lines.sort((a, b) => (a.fundClass === b.fundClass ? a.rank - b.rank : a.fundClass < b.fundClass ? -1 : 1));
}

function numberOrNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}

const BEHIND = new Set(['late', 'stale', 'never']);

/** The late before the silent: somebody can still do something about them. */
function behindFunds(status: Frame, names: ReadonlyMap<string, string | null>): readonly BehindFund[] {
  const [instrument, fundClass, state] = ['instrument', 'fund_class', 'state'].map((name) => text(status, name)) as [
    TextColumn,
    TextColumn,
    TextColumn,
  ];
  const [last, behind] = [days(status, 'last_nav_date'), days(status, 'sessions_behind')];
  return [...last.keys()]
    .filter((row) => BEHIND.has(textAt(state, row)!))
    .map((row) => ({
      instrument: textAt(instrument, row)!,
      name: names.get(textAt(instrument, row)!) ?? null,
      fundClass: textAt(fundClass, row)!,
      state: textAt(state, row)!,
      last: last[row] === NO_INT ? null : last[row]!,
      sessions: behind[row]!,
    }))
    .sort((a, b) => (a.state === b.state ? b.sessions - a.sessions : a.state < b.state ? -1 : 1));
}

const WHOLE = new Set(['success', 'nothing_new']);

function taskFacts(log: Frame, sinceMs: number): readonly TaskFacts[] {
  const [task, state, at] = [text(log, 'task'), text(log, 'state'), doubles(log, 'finished_at')];
  const sum = (rows: readonly number[], column: string) =>
    rows.reduce((total, row) => total + Math.max(0, days(log, column)[row]!), 0);
  return task.dictionary.flatMap((name) => {
    const rows = rowsWith(task, name).filter((row) => at[row]! >= sinceMs);
    if (rows.length === 0) return [];
    const whole = rows.filter((row) => WHOLE.has(textAt(state, row)!)).length;
    const [inserted, revised, rejected] = ['rows_inserted', 'rows_revised', 'rows_rejected'].map((column) =>
      sum(rows, column),
    );
    return [{ task: name, runs: rows.length, whole, inserted: inserted!, revised: revised!, rejected: rejected! }];
  });
}

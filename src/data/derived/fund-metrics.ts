import { days, doubles, type Frame, NO_INT, text, textAt, textColumn } from '../../core/frame.ts';
import { metrics } from '../../quant/index.ts';
import type { FundClass } from '../fund-class.ts';
import type { Draft } from '../lake/draft.ts';
import { type Authorship, provenanceOf, readAsset, writePartition } from '../lake/upsert.ts';
import { payoutsOf } from '../payouts.ts';
import { runsOf } from '../rows.ts';
import { FUND_ASSETS, FUND_METRICS, TRAILING_POINTS } from '../stored/fund-assets.ts';
import { adjustedReturns, chained } from './adjusted-navs.ts';
import { readNavsAsOf } from './read-navs.ts';

export type FundMetricsOptions = {
  readonly pointsMin: number;
  readonly pointsMax: number;
  /** A year. */
  readonly riskFree: number;
};

export type MeasuredFunds = {
  readonly partition: string;
  readonly funds: number;
  readonly measured: number;
  readonly insufficient: number;
  readonly navs: number;
  /** The metrics are the same bytes as before. */
  readonly isUnchanged: boolean;
};

export type FundShard = { readonly partition: string; readonly from: string; readonly to: string };

const CONVENTION = 'cn';
/** Below a year of points an annual figure says more than was seen. */
const YEAR_POINTS = 252;
const NAMES = Object.values(FUND_METRICS);
const COLUMNS = [...Object.keys(FUND_METRICS), ...Object.keys(TRAILING_POINTS)];

/**
 * Measures every fund of a shard on adjusted returns, over its newest points: convention `cn`, a year of 250 sessions, of
 * 365 days for money funds. A fund with too few points has a row that says so, and no number.
 *
 * reads   fund_nav, fund_nav_superseded, fund_distributions, fund_info
 * writes  fund_metrics and fund_nav_adjusted, one file each a shard; idempotent by content
 */
export async function measureFunds(
  draft: Draft,
  shard: FundShard,
  options: FundMetricsOptions & { readonly asOfMs: number; readonly author: Authorship },
): Promise<MeasuredFunds> {
  const navs = await readNavsAsOf(draft, { from: shard.from, to: shard.to }, options.asOfMs);
  const classes = classesOf(await readAsset(draft, FUND_ASSETS.fund_info));
  const payouts = payoutsOf(await readAsset(draft, FUND_ASSETS.fund_distributions));
  const { names, offsets } = runsOf(text(navs, 'instrument'));
  const funds = navs.rows === 0 ? [] : names;
  const all = { day: days(navs, 'nav_date'), unit: doubles(navs, 'unit_nav'), income: doubles(navs, 'income_per_10k') };
  const returns = new Float64Array(navs.rows);
  const worth = new Float64Array(navs.rows);
  const table = metricTable(funds, classes);
  const measure = measurers(options);
  funds.forEach((fund, k) => {
    const [begin, end] = [offsets[k]!, offsets[k + 1]!];
    const own = {
      day: all.day.subarray(begin, end),
      unit: all.unit.subarray(begin, end),
      income: all.income.subarray(begin, end),
    };
    const earned = adjustedReturns(own, payouts.get(fund));
    returns.set(earned, begin);
    worth.set(chained(earned), begin);
    measureInto(table, k, { day: own.day, earned, isMoney: classes.get(fund) === 'money' }, { measure, options });
  });
  const before = draft.files('fund_metrics').find((file) => file.partition === shard.partition)?.path;
  const [file] = await write(draft, 'fund_metrics', { shard, rows: frameOf(table), author: options.author });
  await write(draft, 'fund_nav_adjusted', { shard, rows: adjustedRows(navs, worth, returns), author: options.author });
  const insufficient = table.state.filter((state) => state === 'insufficient').length;
  const { partition } = shard;
  const counts = { funds: funds.length, measured: funds.length - insufficient, insufficient, navs: navs.rows };
  return { partition, ...counts, isUnchanged: file?.path === before };
}

function classesOf(info: Frame): ReadonlyMap<string, FundClass> {
  const [instrument, fundClass] = [text(info, 'instrument'), text(info, 'fund_class')];
  const entries = Array.from({ length: info.rows }, (_, row) => [
    textAt(instrument, row)!,
    textAt(fundClass, row) as FundClass,
  ]);
  return new Map(entries as [string, FundClass][]);
}

type MetricTable = {
  readonly funds: readonly string[];
  readonly classes: readonly (FundClass | null)[];
  readonly navDate: Int32Array;
  readonly windowFrom: Int32Array;
  readonly points: Int32Array;
  readonly state: string[];
  readonly extrapolated: Uint8Array;
  readonly values: Readonly<Record<string, Float64Array>>;
};

function metricTable(funds: readonly string[], classes: ReadonlyMap<string, FundClass>): MetricTable {
  const rows = funds.length;
  return {
    funds,
    classes: funds.map((fund) => classes.get(fund) ?? null),
    navDate: new Int32Array(rows).fill(NO_INT),
    windowFrom: new Int32Array(rows).fill(NO_INT),
    points: new Int32Array(rows),
    state: new Array<string>(rows).fill('insufficient'),
    extrapolated: new Uint8Array(rows),
    values: Object.fromEntries(COLUMNS.map((name) => [name, new Float64Array(rows).fill(Number.NaN)])),
  };
}

type Measurer = ReturnType<typeof metrics.prepareAll>;
type Measurers = { readonly exchange: Measurer; readonly everyDay: Measurer };

/** Settings are checked once, for all funds. */
function measurers({ riskFree }: FundMetricsOptions): Measurers {
  const settings = { convention: CONVENTION, riskFree } as const;
  return {
    exchange: metrics.prepareAll(settings, NAMES),
    everyDay: metrics.prepareAll({ ...settings, periodsPerYear: 365 }, NAMES),
  };
}

type Earned = { readonly day: Int32Array; readonly earned: Float64Array; readonly isMoney: boolean };
type Measuring = { readonly measure: Measurers; readonly options: FundMetricsOptions };

function measureInto(
  table: MetricTable,
  row: number,
  { day, earned, isMoney }: Earned,
  { measure, options }: Measuring,
): void {
  const known = [...earned.keys()].filter((k) => !Number.isNaN(earned[k]!)).slice(-options.pointsMax);
  if (known.length === 0) return;
  table.navDate[row] = day[known.at(-1)!]!;
  table.windowFrom[row] = day[known[0]!]!;
  table.points[row] = known.length;
  if (known.length < options.pointsMin) return;
  // The first value of a fund is a beginning, not a return; each day's income of a money fund is one.
  const window = Float64Array.from(isMoney ? known : known.slice(1), (k) => earned[k]!);
  table.state[row] = 'ok';
  table.extrapolated[row] = known.length < YEAR_POINTS ? 1 : 0;
  (isMoney ? measure.everyDay : measure.exchange)(window).forEach(({ value }, k) => {
    if (value !== null) table.values[COLUMNS[k]!]![row] = value;
  });
  for (const [name, points] of Object.entries(TRAILING_POINTS)) {
    if (window.length < points) continue;
    table.values[name]![row] = window.subarray(-points).reduce((worth, each) => worth * (1 + each), 1) - 1;
  }
}

function frameOf(table: MetricTable): Frame {
  const columns = {
    instrument: textColumn(table.funds),
    fund_class: textColumn(table.classes),
    nav_date: { type: 'day', values: table.navDate } as const,
    window_from: { type: 'day', values: table.windowFrom } as const,
    points: { type: 'int', values: table.points } as const,
    state: textColumn(table.state),
    is_extrapolated: { type: 'flag', values: table.extrapolated } as const,
    ...Object.fromEntries(
      Object.entries(table.values).map(([name, values]) => [name, { type: 'double', values } as const]),
    ),
  };
  return { rows: table.funds.length, columns };
}

function adjustedRows(navs: Frame, worth: Float64Array, returns: Float64Array): Frame {
  const { instrument, nav_date } = navs.columns;
  const columns = {
    instrument: instrument!,
    nav_date: nav_date!,
    adjusted_nav: { type: 'double', values: worth } as const,
    adjusted_return: { type: 'double', values: returns } as const,
  };
  return { rows: navs.rows, columns };
}

type Written = { readonly shard: FundShard; readonly rows: Frame; readonly author: Authorship };

async function write(draft: Draft, name: 'fund_metrics' | 'fund_nav_adjusted', { shard, rows, author }: Written) {
  const asset = FUND_ASSETS[name];
  const { partition } = shard;
  return writePartition(draft, { asset, partition, rows, provenance: provenanceOf(name, author) });
}

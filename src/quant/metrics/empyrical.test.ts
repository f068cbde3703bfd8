import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readGolden } from './golden-for-tests.ts';
import type { Settings } from './index.ts';
import * as metrics from './index.ts';

type Case = {
  readonly test: string;
  readonly metric: string;
  readonly series: string;
  readonly benchmark?: string;
  readonly periodsPerYear: number;
  readonly riskFreePerPeriod?: number | string;
  readonly marPerPeriod?: number | string;
  readonly marAnnual?: number;
  readonly confidence?: number;
  readonly expected: number | null;
  readonly decimals?: number;
};
type Rolling = Omit<Case, 'expected'> & { readonly window: number; readonly expected: readonly number[] };
type Aggregate = {
  readonly series: string;
  readonly unit: metrics.CalendarUnit;
  readonly first: string;
  readonly step: number;
  readonly expected: readonly number[];
};
const tables = readGolden<{
  series: Record<string, (number | null)[]>;
  cases: Case[];
  rolling: Rolling[];
  aggregate: Aggregate[];
}>('empyrical.json');
const DECIMALS = 8;

const column = (name: string): Float64Array => Float64Array.from(tables.series[name]!, (value) => value ?? Number.NaN);
/** A column of rates where the table has one; where the returns are missing, so may they be: any number will do. */
const rateOf = (rate: number | string) => ({
  perPeriod: typeof rate === 'number' ? rate : column(rate).map((value) => (Number.isNaN(value) ? 0 : value)),
});

function settingsOf(row: Case | Rolling): Settings {
  return {
    convention: 'empyrical',
    ...(row.periodsPerYear === undefined ? {} : { periodsPerYear: row.periodsPerYear }),
    ...(row.riskFreePerPeriod === undefined ? {} : { riskFree: rateOf(row.riskFreePerPeriod) }),
    ...(row.marPerPeriod === undefined ? {} : { mar: rateOf(row.marPerPeriod) }),
    ...(row.marAnnual === undefined ? {} : { mar: row.marAnnual }),
    ...(row.confidence === undefined ? {} : { confidence: row.confidence }),
    ...(row.benchmark === undefined ? {} : { benchmark: column(row.benchmark) }),
  };
}

describe("empyrical's published test tables", () => {
  tables.cases.forEach((row, index) => {
    it(`${index} ${row.test}: ${row.series}${row.benchmark === undefined ? '' : ` by ${row.benchmark}`}`, () => {
      const { value, reason } = metrics.call(row.metric, column(row.series), settingsOf(row));
      if (row.expected === null) assert.deepEqual([value, typeof reason], [null, 'string']);
      else assertDecimals(value, row.expected, row.decimals ?? DECIMALS);
    });
  });

  tables.rolling.forEach((row, index) => {
    it(`${index} ${row.test}: ${row.series}`, () => {
      const values = metrics.rolling(row.metric, column(row.series), { ...settingsOf(row), window: row.window });
      assert.ok(values.subarray(0, row.window - 1).every(Number.isNaN), 'no value before the first window is full');
      row.expected.forEach((want, k) => {
        assertDecimals(values[row.window - 1 + k]!, want, row.decimals ?? DECIMALS);
      });
    });
  });

  for (const { series, unit, first, step, expected } of tables.aggregate) {
    it(`aggregate_returns: ${series} by ${unit}`, () => {
      const day = Date.parse(`${first}T00:00:00Z`) / 86_400_000;
      const values = column(series);
      const sessions = Int32Array.from(values, (_, k) => day + k * step);
      const got = metrics.calendarReturns(values, sessions, unit).map(({ value }) => value);
      assert.equal(got.length, expected.length);
      expected.forEach((want, k) => {
        assertDecimals(got[k]!, want, DECIMALS);
      });
    });
  }
});

/** numpy's assert_almost_equal: within one and a half units of the last decimal. */
function assertDecimals(got: number | null, want: number, decimals: number): void {
  assert.ok(got !== null && Math.abs(got - want) < 1.5 * 10 ** -decimals, `got ${got}, want ${want}`);
}

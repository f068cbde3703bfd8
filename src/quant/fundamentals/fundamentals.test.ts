import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { dayOfSession, toSession } from '../../core/time.ts';
import { asOf, gather } from './as-of.ts';
import { assertKnown, guardAsOf } from './as-of-guard.ts';
import { quarterOf, quarterText, toQuarter } from './quarter.ts';
import { roeDiluted, roeWeighted } from './return-on-equity.ts';
import {
  averageOfYear,
  deriveAsOf,
  growthYearOnYear,
  lastFullYear,
  singleQuarter,
  trailingTwelveMonths,
} from './trailing.ts';
import { pb, pe, ps } from './valuation.ts';

const day = (text: string) => dayOfSession(toSession(text));
const days = (...texts: string[]) => Int32Array.from(texts, day);
type Row = readonly [quarter: string, announced: string, value: number, revision?: number];

function statements(rows: readonly Row[]) {
  return {
    quarter: Int32Array.from(rows, (row) => toQuarter(row[0])),
    announced: Int32Array.from(rows, (row) => day(row[1])),
    revision: Int32Array.from(rows, (row) => row[3] ?? 0),
    values: Float64Array.from(rows, (row) => row[2]),
  };
}

/** qlib's documented sample (docs/advanced/PIT.rst): roeWa of 600519, quarter 2007q4 restated after twelve days. */
const QLIB: readonly Row[] = [
  ['2007q2', '2007-07-30', 0.173],
  ['2007q3', '2007-10-23', 0.245],
  ['2007q4', '2008-03-01', 0.3479],
  ['2007q4', '2008-03-13', 0.396, 1],
  ['2008q1', '2008-04-22', 0.101],
];

describe('asOf', () => {
  it('uses an announcement from the next session on, and a restatement from its own next session', () => {
    const table = statements(QLIB);
    const sessions = days(
      '2007-07-30',
      '2007-07-31',
      '2008-02-29',
      '2008-03-03',
      '2008-03-13',
      '2008-03-14',
      '2008-04-23',
    );
    assert.deepEqual(
      [...gather(table.values, asOf(table, sessions))],
      [NaN, 0.173, 0.245, 0.3479, 0.3479, 0.396, 0.101],
    );
    const sameDay = gather(table.values, asOf(table, sessions, 'same_session'));
    assert.deepEqual([...sameDay], [0.173, 0.173, 0.245, 0.3479, 0.396, 0.396, 0.101]);
  });

  it('lets the later quarter win when two come on one day, and ignores late news about old quarters', () => {
    const table = statements([
      ['2015q1', '2015-04-21', 1],
      ['2014q4', '2015-04-21', 2],
      ['2014q4', '2015-05-04', 3, 1],
    ]);
    assert.deepEqual([...gather(table.values, asOf(table, days('2015-04-22', '2015-05-05')))], [1, 1]);
  });

  it('lets the later revision win among rows of one quarter and one day, whatever their order', () => {
    const table = statements([
      ['2014q4', '2015-04-21', 7, 2],
      ['2014q4', '2015-04-21', 6, 1],
    ]);
    assert.deepEqual([...asOf(table, days('2015-04-22'))], [0]);
  });

  it('refuses sessions that are not ascending', () => {
    assert.throws(() => asOf(statements(QLIB), days('2008-01-02', '2008-01-02')), { code: 'quant.input' });
  });

  it('changes nothing at or before a session when everything announced later is deleted', () => {
    const row = fc.tuple(
      fc.integer({ min: 0, max: 12 }),
      fc.integer({ min: 0, max: 30 }),
      fc.integer({ min: 1, max: 99 }),
    );
    fc.assert(
      fc.property(fc.array(row, { maxLength: 25, size: 'max' }), fc.integer({ min: 0, max: 31 }), (rows, cut) => {
        const table = (kept: readonly (readonly number[])[]) => ({
          quarter: Int32Array.from(kept, (r) => 8000 + r[0]!),
          announced: Int32Array.from(kept, (r) => r[1]!),
          revision: Int32Array.from(kept, (r) => r[2]!),
          values: Float64Array.from(kept, (r) => r[2]!),
        });
        const whole = table(rows);
        const known = table(rows.filter((r) => r[1]! <= cut));
        const sessions = Int32Array.from({ length: cut + 1 }, (_, k) => k);
        assert.deepEqual(gather(known.values, asOf(known, sessions)), gather(whole.values, asOf(whole, sessions)));
        for (const derive of [trailingTwelveMonths, singleQuarter, averageOfYear]) {
          assert.deepEqual(deriveAsOf(known, sessions, derive), deriveAsOf(whole, sessions, derive));
        }
      }),
    );
  });
});

describe('figures from cumulative reports', () => {
  const ytd = new Map([
    [toQuarter('2022q3'), 60],
    [toQuarter('2022q4'), 100],
    [toQuarter('2023q2'), 50],
    [toQuarter('2023q3'), 90],
    [toQuarter('2024q1'), 30],
  ]);
  const known = (quarter: number) => ytd.get(quarter) ?? Number.NaN;

  it('TTM is the year to date plus last year minus last year to date', () => {
    assert.equal(trailingTwelveMonths(known, toQuarter('2023q3')), 90 + 100 - 60);
    assert.equal(trailingTwelveMonths(known, toQuarter('2022q4')), 100);
    assert.equal(trailingTwelveMonths(known, toQuarter('2023q2')), Number.NaN);
  });

  it('a single quarter is the difference of two reports, the first one its own', () => {
    assert.equal(singleQuarter(known, toQuarter('2023q3')), 40);
    assert.equal(singleQuarter(known, toQuarter('2024q1')), 30);
    assert.equal(singleQuarter(known, toQuarter('2022q3')), Number.NaN);
  });

  it('knows the last full year, growth and the average of a year', () => {
    assert.equal(lastFullYear(known, toQuarter('2023q3')), 100);
    assert.equal(lastFullYear(known, toQuarter('2022q4')), 100);
    assert.equal(growthYearOnYear(known, toQuarter('2023q3')), 0.5);
    assert.equal(averageOfYear(known, toQuarter('2023q3')), 75);
    assert.equal(
      growthYearOnYear(() => -1, toQuarter('2023q3')),
      Number.NaN,
    );
  });

  it('derives as of each session with the revisions known then', () => {
    const table = statements([
      ['2022q3', '2022-10-28', 60],
      ['2022q4', '2023-04-20', 100],
      ['2023q3', '2023-10-27', 90],
      ['2022q4', '2023-11-06', 80, 1],
    ]);
    const sessions = days('2022-10-28', '2022-10-31', '2023-04-21', '2023-10-30', '2023-11-06', '2023-11-07');
    assert.deepEqual([...deriveAsOf(table, sessions, trailingTwelveMonths)], [NaN, NaN, 100, 130, 130, 110]);
  });
});

describe('quarters', () => {
  it('reads a name or a period end and writes the name', () => {
    for (const text of ['2023q3', '2023Q3', '2023-09-30', '20230930'])
      assert.equal(toQuarter(text), quarterOf(2023, 3));
    assert.equal(quarterText(quarterOf(2023, 3) - 4), '2022q3');
    for (const text of ['2023q5', '2023-09-29', '2023', '']) {
      assert.throws(() => toQuarter(text), { code: 'quant.parameter' }, text);
    }
  });
});

describe('guard', () => {
  const column = {
    dataset: 'profit',
    values: Float64Array.of(1, 2, NaN),
    knownAt: days('2024-04-20', '2024-04-30', '2024-08-01'),
  };

  it('gives what was known and throws, naming both days, for what was not', () => {
    const read = guardAsOf(column, day('2024-04-29'));
    assert.equal(read(0), 1);
    assert.throws(() => read(1), {
      code: 'data.beyond_as_of',
      message: /as of 2024-04-29 but a value known only at 2024-04-30/,
    });
    assert.equal(guardAsOf(column, day('2024-04-30'))(1), 2);
    assert.throws(() => read(9), { code: 'data.beyond_as_of' });
  });

  it('checks a whole column, in which a missing value betrays nothing', () => {
    assertKnown(column, days('2024-04-20', '2024-04-30', '2024-05-01'));
    assert.throws(() => assertKnown(column, days('2024-04-20', '2024-04-29', '2024-05-01')), {
      code: 'data.beyond_as_of',
    });
  });
});

describe('ratios', () => {
  const value = Float64Array.of(100, 100, 100, NaN);

  it('has no PE for a loss, no PB for negative book, no PS without revenue', () => {
    assert.deepEqual([...pe(value, Float64Array.of(5, -5, 0, 5))], [20, NaN, NaN, NaN]);
    assert.deepEqual(
      [...pb(value, Float64Array.of(50, 50, -1, 50), Float64Array.of(10, NaN, 0, 0))],
      [2.5, 2, NaN, NaN],
    );
    assert.deepEqual([...ps(value, Float64Array.of(50, 0, NaN, 1))], [2, NaN, NaN, NaN]);
    assert.throws(() => pe(value, Float64Array.of(1)), { code: 'quant.input' });
  });

  it('has a negative ROE for a loss and none on negative equity', () => {
    assert.deepEqual([...roeDiluted(Float64Array.of(10, -10, 10), Float64Array.of(100, 100, -5))], [0.1, -0.1, NaN]);
  });

  it('weights equity as the CSRC does: 120 / (1000 + 60 + 200 * 6/12 - 100 * 9/12)', () => {
    const changes = [
      { amount: 200, monthsRemaining: 6 },
      { amount: -100, monthsRemaining: 9 },
    ];
    assert.equal(roeWeighted({ profit: 120, equityAtStart: 1000, changes, months: 12 }), 120 / 1085);
    assert.equal(roeWeighted({ profit: 120, equityAtStart: -100, months: 12 }), Number.NaN);
  });
});

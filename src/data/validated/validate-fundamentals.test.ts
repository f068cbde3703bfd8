import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dayOfSession, sessionOfDay, toSession } from '../../core/time.ts';
import { pageOf, type RowLiteral } from '../rows-kit.ts';
import { type FundamentalContext, quarterEnd } from './fundamental-rules.ts';
import { validateFundamentals } from './validate-fundamentals.ts';
import { validateReference } from './validate-reference.ts';

const context: FundamentalContext = {
  lastDay: dayOfSession(toSession('2018-11-01')),
  asOfMs: Date.parse('2018-11-01T12:00:00Z'),
  instruments: new Set(['000048.XSHE']),
};
const good: RowLiteral = {
  instrument: '000048.XSHE',
  quarter: '2018q2',
  announced: '2018-08-31',
  known_at: '2018-08-31T12:00:00Z',
  revenue: 1.06367e9,
};

async function reasonOf(change: RowLiteral): Promise<string | null> {
  const result = validateFundamentals([await pageOf('fundamentals', [{ ...good, ...change }])], context);
  return result.rejected[0]?.reason ?? null;
}

describe('a rule of statements', () => {
  const sides: readonly [reason: string, breaks: RowLiteral, passes: RowLiteral][] = [
    ['key_missing', { announced: null }, {}],
    ['unknown_instrument', { instrument: '000049.XSHE' }, {}],
    ['quarter_malformed', { quarter: '2018-06-30' }, {}],
    ['announced_before_quarter_end', { announced: '2018-06-29' }, { announced: '2018-06-30' }],
    ['announced_after_as_of', { announced: '2018-11-02' }, { announced: '2018-11-01' }],
    ['known_after_as_of', { known_at: '2018-11-01T12:00:00.001Z' }, { known_at: '2018-11-01T12:00:00Z' }],
    ['value_not_finite', { revenue: -Infinity }, { revenue: -1 }],
  ];
  for (const [reason, breaks, passes] of sides) {
    it(`${reason}: ${JSON.stringify(breaks)} is set aside, ${JSON.stringify(passes)} is not`, async () => {
      assert.equal(await reasonOf(breaks), reason);
      assert.equal(await reasonOf(passes), null);
    });
  }

  it('warns of a statement of which nobody says since when it was known', async () => {
    const page = await pageOf('fundamentals', [{ ...good, known_at: null }]);
    const { verdict, counts } = validateFundamentals([page], context);
    assert.deepEqual([verdict.findings[0]?.rule, counts.accepted, counts.warned], ['known_at_missing', 1, 1]);
  });

  it('keeps both rows of a quarter that was restated', async () => {
    const restated = { ...good, announced: '2018-10-31', known_at: '2018-10-31T12:00:00Z', revenue: 1.060487e9 };
    const { counts } = validateFundamentals([await pageOf('fundamentals', [good, restated])], context);
    assert.deepEqual(counts, { read: 2, accepted: 2, rejected: 0, duplicates: 0, warned: 0 });
  });

  it('knows the last day of each quarter, leap years included', () => {
    const ends = ['2018q1', '2018q2', '2018q3', '2018q4', '2000q1'].map((quarter) =>
      sessionOfDay(quarterEnd(quarter)!),
    );
    assert.deepEqual(ends, ['2018-03-31', '2018-06-30', '2018-09-30', '2018-12-31', '2000-03-31']);
    assert.equal(quarterEnd('2018q5'), null);
  });
});

describe('a rule of the tables around the bars', () => {
  const against = { lastDay: context.lastDay, instruments: context.instruments };
  const cases = [
    ['instruments', { instrument: 'A', listed: '2018-01-02', delisted: '2018-01-01' }, 'delisted_before_listed'],
    ['instruments', { instrument: 'A', listed: '2018-01-02', delisted: '2018-01-02' }, null],
    ['instruments', { instrument: '' }, 'key_missing'],
    ['ex_factors', { instrument: '000048.XSHE', ex_date: '2018-01-02', ex_factor: 2, ex_cum_factor: 2 }, null],
    [
      'ex_factors',
      { instrument: '000048.XSHE', ex_date: '2018-01-02', ex_factor: 2, ex_cum_factor: 0 },
      'ex_cum_factor_not_positive',
    ],
    ['suspensions', { instrument: '000049.XSHE', session: '2018-01-02' }, 'unknown_instrument'],
    ['valuations', { instrument: '000048.XSHE', session: '2018-11-02', market_cap: 1 }, 'future_dated'],
    ['valuations', { instrument: '000048.XSHE', session: '2018-11-01', market_cap: null }, 'market_cap_not_positive'],
  ] as const;
  for (const [kind, row, reason] of cases) {
    it(`${kind}: ${JSON.stringify(row)} -> ${reason ?? 'accepted'}`, async () => {
      const { rejected } = validateReference(kind, [await pageOf(kind, [row])], against);
      assert.equal(rejected[0]?.reason ?? null, reason);
    });
  }
});

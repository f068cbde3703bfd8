import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toSession } from '../../core/time.ts';
import { type Findings, report } from './report.ts';

const NOTHING: Findings = {
  source: null,
  asOf: '2013-03-01T22:00:00.000Z',
  bars: null,
  fundamentals: null,
  gaps: null,
  completed: null,
  derived: [],
  scored: null,
  quality: null,
  outputs: [],
  job: 'sync',
};

const GAPS: NonNullable<Findings['gaps']> = {
  from: toSession('2013-02-25'),
  to: toSession('2013-03-01'),
  instruments: 2,
  gaps: 1,
  toDo: 0,
  expected: 10,
  outside: 3,
  held: 7,
  filled: 0,
  suspended: 1,
  missing: 2,
  byReason: { not_delivered: 2 },
  examples: [],
};

describe('report', () => {
  it('says of a run that did nothing just that', () => {
    const { synced, skipped, gaps, quality, scores, outputs, next } = report(NOTHING);
    assert.deepEqual([synced, skipped, gaps, quality, scores, outputs], [[], [], null, null, null, []]);
    assert.deepEqual(next, ['tapeline status sync', 'tapeline list']);
  });

  it('accounts for every gap: found is what was fetched, filled and left', () => {
    const completed: Findings['completed'] = {
      tried: 9,
      fetched: 3,
      filled: 4,
      filledBy: 'ffill',
      counts: { inserted: 7, unchanged: 0, revised: 0 },
      requests: 1,
      quarantined: 0,
      verdicts: [],
      after: { ...GAPS, expected: 16, held: 8, filled: 5 },
    };
    const { gaps, next } = report({ ...NOTHING, gaps: { ...GAPS, missing: 9 }, completed });
    assert.deepEqual(
      [gaps!.found, gaps!.fetched, gaps!.filled, gaps!.left, gaps!.leftByReason],
      [9, 3, 4, 2, { not_delivered: 2 }],
    );
    const { expected, held, filledEarlier, suspended, found } = gaps!;
    assert.deepEqual([held, filledEarlier, suspended, found], [5, 1, 1, 9]);
    assert.equal(held + filledEarlier + suspended + found, expected, 'every expected session is in one of them');
    assert.ok(next.includes('tapeline sql "select * from gaps"'));
  });

  it('lists what was skipped with its reason', () => {
    const facts = { rows: 0, instruments: 0, sessionLast: null, columns: {}, leftOut: {} };
    const derived: Findings['derived'] = [
      { ...facts, asset: 'indicators_daily', state: 'unchanged', because: null },
      { ...facts, asset: 'fundamental_indicators_daily', state: 'nothing_to_compute', because: 'no statements' },
    ];
    const scored: Findings['scored'] = {
      sessions: [],
      rows: 0,
      top: [],
      factors: [],
      model: '',
      partitionsWritten: [],
      absent: { pe: 'no column pe_ttm' },
      unscored: { too_few_factors: ['A', 'B'] },
    };
    const { skipped } = report({ ...NOTHING, derived, scored });
    assert.deepEqual(
      skipped.map(({ what, because, count }) => [what, because, count]),
      [
        ['indicators_daily', 'inputs_unchanged', null],
        ['fundamental_indicators_daily', 'no statements', null],
        ['factor pe', 'no column pe_ttm', null],
        ['scores', 'too_few_factors', 2],
      ],
    );
  });
});

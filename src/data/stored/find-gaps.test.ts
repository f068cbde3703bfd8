import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { calendarOf } from '../../calendar/index.ts';
import { dayOfSession, sessionOfDay, toSession } from '../../core/time.ts';
import { frameOf, type RowLiteral } from '../rows-kit.ts';
import { coverageOf } from './coverage.ts';
import { findGaps, type GapQuestion, isOpen } from './find-gaps.ts';

const day = (text: string) => dayOfSession(toSession(text));
const calendar = calendarOf('XNYS');
const SCHEMA = { instrument: 'text', session: 'day', suspended: 'flag', filled_by: 'text' } as const;
const bars = (...rows: RowLiteral[]) =>
  coverageOf(
    frameOf(
      SCHEMA,
      rows.map((row) => ({ instrument: 'IBM', suspended: 0, ...row })),
    ),
  );
const at = (session: string, more: RowLiteral = {}): RowLiteral => ({ session, ...more });

/** Ten sessions from Tuesday 2013-02-19 to Monday 2013-03-04. */
const base: Omit<GapQuestion, 'coverage'> = {
  calendar,
  instruments: ['IBM'],
  listings: new Map(),
  suspended: new Map(),
  quarantined: new Map(),
  asked: () => [{ from: day('2013-01-01'), to: day('2013-03-04') }],
  from: toSession('2013-02-19'),
  to: toSession('2013-03-04'),
  edgeSessionsMax: 2,
};
const find = (question: Partial<GapQuestion> & Pick<GapQuestion, 'coverage'>) => {
  const answer = findGaps({ ...base, ...question });
  const gaps = answer.gaps.map((gap) => [sessionOfDay(gap.from), sessionOfDay(gap.to), gap.sessions, gap.reason]);
  return { ...answer, gaps };
};

describe('findGaps', () => {
  it('finds sessions without a bar as ranges, weekends apart', () => {
    const held = ['02-19', '02-20', '02-21', '02-26', '02-27', '02-28', '03-04'].map((text) => at(`2013-${text}`));
    const { gaps, expected, held: count, missing } = find({ coverage: bars(...held) });
    assert.deepEqual(gaps, [
      ['2013-02-22', '2013-02-25', 2, 'not_delivered'],
      ['2013-03-01', '2013-03-01', 1, 'not_delivered'],
    ]);
    assert.deepEqual([expected, count, missing], [10, 7, 3]);
  });

  it('explains suspended sessions, and counts filled ones apart', () => {
    const suspended = new Map([['IBM', new Set([day('2013-02-21')])]]);
    const coverage = bars(
      ...['02-19', '02-20'].map((text) => at(`2013-${text}`)),
      at('2013-02-22', { suspended: 1, filled_by: 'vendor' }),
      at('2013-02-25', { filled_by: 'ffill' }),
      ...['02-26', '02-27', '02-28', '03-01', '03-04'].map((text) => at(`2013-${text}`)),
    );
    const answer = find({ coverage, suspended });
    assert.deepEqual([answer.gaps, answer.held, answer.filled, answer.suspended], [[], 7, 1, 2]);
  });

  it('tells what was never asked for, what is in quarantine and what the source does not have', () => {
    const coverage = bars(...['02-19', '02-20', '02-27', '02-28', '03-01', '03-04'].map((text) => at(`2013-${text}`)));
    const asked = () => [{ from: day('2013-02-22'), to: day('2013-03-04') }];
    const quarantined = new Map([['IBM', new Set([day('2013-02-25')])]]);
    assert.deepEqual(find({ coverage, asked, quarantined }).gaps, [
      ['2013-02-21', '2013-02-21', 1, 'not_asked'],
      ['2013-02-22', '2013-02-22', 1, 'not_delivered'],
      ['2013-02-25', '2013-02-25', 1, 'quarantined'],
      ['2013-02-26', '2013-02-26', 1, 'not_delivered'],
    ]);
  });

  it('takes more than the allowed sessions without a bar at an end as the series’ own end', () => {
    const listings = new Map([['IBM', { listed: day('2013-02-19'), delisted: null }]]);
    const middle = bars(...['02-22', '02-25', '02-26', '02-27'].map((text) => at(`2013-${text}`)));
    assert.deepEqual(find({ coverage: middle, listings }).gaps, [
      ['2013-02-19', '2013-02-21', 3, 'series_not_begun'],
      ['2013-02-28', '2013-03-04', 3, 'series_ended'],
    ]);
    const { expected, missing, outside } = find({ coverage: middle, listings });
    assert.deepEqual([expected, missing, outside], [4, 0, 6]);
    const nearly = bars(...['02-21', '02-22', '02-25', '02-26', '02-27', '02-28'].map((text) => at(`2013-${text}`)));
    assert.deepEqual(
      find({ coverage: nearly, listings }).gaps.map((gap) => gap[3]),
      ['not_delivered', 'not_delivered'],
    );
  });

  it('says that there is nothing at all, and that nobody asked', () => {
    const coverage = bars();
    assert.deepEqual(find({ coverage }).gaps, [['2013-02-19', '2013-03-04', 10, 'no_rows']]);
    assert.deepEqual(find({ coverage, asked: () => [] }).gaps, [['2013-02-19', '2013-03-04', 10, 'not_asked']]);
    assert.deepEqual(find({ coverage, from: null }).gaps, []);
  });

  it('expects nothing before listing and from delisting on', () => {
    const listings = new Map([['IBM', { listed: day('2013-02-21'), delisted: day('2013-02-26') }]]);
    const coverage = bars(at('2013-02-21'), at('2013-02-22'), at('2013-02-25'));
    assert.deepEqual([find({ coverage, listings }).expected, find({ coverage, listings }).missing], [3, 0]);
  });

  it('is an error past what the calendar knows, not a guess', () => {
    assert.throws(() => find({ coverage: bars(), to: toSession('2099-01-05') }), { code: 'calendar.beyond_horizon' });
  });

  it('puts every expected session into exactly one of held, filled, suspended and missing', () => {
    const sessions = calendar.sessions(toSession('2013-02-19'), toSession('2013-03-04'));
    const state = fc.constantFrom('held', 'filled', 'suspended', 'missing');
    fc.assert(
      fc.property(fc.array(state, { minLength: 10, maxLength: 10 }), (states) => {
        const rows = sessions.flatMap((session, k) => {
          if (states[k] === 'missing') return [];
          return [
            at(
              session,
              states[k] === 'filled' ? { filled_by: 'ffill' } : { suspended: Number(states[k] === 'suspended') },
            ),
          ];
        });
        const answer = findGaps({ ...base, coverage: bars(...rows), edgeSessionsMax: 100 });
        const count = (wanted: string) => states.filter((each) => each === wanted).length;
        for (const each of ['held', 'filled', 'suspended', 'missing'] as const) {
          // Listing unknown: expected from the first row on, or from the asked range when there is none.
          const before = rows.length === 0 ? 0 : states.findIndex((each) => each !== 'missing');
          assert.equal(answer[each], each === 'missing' ? count(each) - before : count(each), each);
        }
        assert.equal(
          answer.gaps.reduce((sum, gap) => sum + gap.sessions, 0),
          answer.missing,
        );
        assert.ok(answer.gaps.every((gap) => gap.reason === 'no_rows' || isOpen(gap)));
      }),
    );
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { calendarOf } from '../../calendar/index.ts';
import { dayOfSession, toSession } from '../../core/time.ts';
import { pageOf, type RowLiteral, rowsOf } from '../rows-kit.ts';
import type { BarContext, Listing } from './bar-rules.ts';
import { STRICTNESS_DEFAULT, validateBars } from './validate-bars.ts';

const day = (text: string) => dayOfSession(toSession(text));
const context: BarContext = { calendar: calendarOf('XNYS'), lastSession: toSession('2013-03-01'), listings: null };

/** 2013-02-28 and 2013-03-01 were sessions, 2013-03-02 was a Saturday. */
const good: RowLiteral = { instrument: 'IBM', session: '2013-02-28', open: 10, high: 12, low: 9, close: 11, volume: 5 };
const listings = (name: string, listing: Partial<Listing>): BarContext => ({
  ...context,
  listings: new Map([[name, { listed: null, delisted: null, ...listing }]]),
});

async function validate(rows: readonly RowLiteral[], against: BarContext = context) {
  return validateBars([await pageOf('bars', rows)], against);
}

async function reasonOf(change: RowLiteral, against: BarContext = context): Promise<string | null> {
  const { rejected } = await validate([{ ...good, ...change }], against);
  return rejected[0]?.reason ?? null;
}

describe('a rule of bars', () => {
  /** The row that breaks it, and the one beside it that does not. */
  const sides: readonly [reason: string, breaks: RowLiteral, passes: RowLiteral][] = [
    ['key_missing', { instrument: null }, {}],
    ['key_missing', { session: null }, {}],
    ['future_dated', { session: '2013-03-04' }, { session: '2013-03-01' }],
    ['not_a_session', { session: '2013-02-18' }, { session: '2013-02-19' }],
    ['not_a_session', { session: '1850-01-02' }, {}],
    ['price_missing', { close: null }, {}],
    ['price_missing', { high: Infinity }, {}],
    ['price_not_positive', { open: 0, low: 0 }, { open: 0.01, low: 0.01 }],
    ['price_not_positive', { low: -9 }, {}],
    ['high_below_body', { high: 10.99 }, { high: 11 }],
    ['low_above_body', { low: 10.01 }, { low: 10 }],
    ['volume_negative', { volume: -1 }, { volume: 0, low: 11, high: 11, open: 11 }],
    ['above_limit_up', { limit_up: 11.99 }, { limit_up: 12 }],
    ['below_limit_down', { limit_down: 9.01 }, { limit_down: 9 }],
  ];
  for (const [reason, breaks, passes] of sides) {
    it(`${reason}: ${JSON.stringify(breaks)} is set aside, ${JSON.stringify(passes)} is not`, async () => {
      assert.equal(await reasonOf(breaks), reason);
      assert.equal(await reasonOf(passes), null);
    });
  }

  it('bounds an instrument by its listing and delisting, both days included', async () => {
    assert.equal(await reasonOf({}, listings('IBM', { listed: day('2013-03-01') })), 'before_listing');
    assert.equal(await reasonOf({}, listings('IBM', { listed: day('2013-02-28') })), null);
    assert.equal(await reasonOf({}, listings('IBM', { delisted: day('2013-02-27') })), 'after_delisting');
    assert.equal(await reasonOf({}, listings('IBM', { delisted: day('2013-02-28') })), null);
    assert.equal(await reasonOf({}, listings('AAPL', {})), 'unknown_instrument');
  });

  it('warns of a bar that is odd but possible, and stores it', async () => {
    const odd: readonly [string, RowLiteral][] = [
      ['moved_without_volume', { volume: 0 }],
      ['price_jumped', { prev_close: 7 }],
      ['turnover_off', { turnover: 5000 }],
    ];
    for (const [rule, change] of odd) {
      const { verdict, counts } = await validate([{ ...good, ...change }]);
      assert.deepEqual([verdict.findings[0]?.rule, verdict.verdict, verdict.score], [rule, 'warned', 0.5]);
      assert.deepEqual(counts, { read: 1, accepted: 1, rejected: 0, duplicates: 0, warned: 1 });
    }
  });
});

describe('validateBars', () => {
  it('says which row of which body was set aside, and why', async () => {
    const page = await pageOf('bars', [good, { ...good, session: '2013-03-01', low: 11.5 }]);
    const { rejected } = validateBars([page], context);
    assert.deepEqual(rejected, [
      {
        dataset: 'ohlcv_daily',
        provider: 'test',
        instrument: 'IBM',
        session: '2013-03-01',
        reason: 'low_above_body',
        detail: 'open 10, high 12, low 11.5, close 11',
        rawLine: 3,
        rawText: 'instrument=IBM session=2013-03-01 open=10 high=12 low=11.5 close=11 volume=5',
        rawSha256: page.raw.address.sha256,
      },
    ]);
  });

  it('keeps the first of equal rows and counts the others, across pages', async () => {
    const pages = [await pageOf('bars', [good]), await pageOf('bars', [good, good])];
    const { accepted, counts, rejected, verdict } = validateBars(pages, context);
    assert.deepEqual(counts, { read: 3, accepted: 1, rejected: 0, duplicates: 2, warned: 0 });
    assert.equal(accepted.rows.rows, 1);
    assert.equal(rejected.length, 0);
    assert.equal(verdict.verdict, 'passed');
  });

  it('sets aside every row of a key whose rows differ, across pages', async () => {
    const other = { ...good, session: '2013-03-01' };
    const pages = [await pageOf('bars', [good, other]), await pageOf('bars', [{ ...good, volume: 6 }])];
    const { accepted, rejected, counts } = validateBars(pages, context);
    assert.deepEqual(
      rejected.map((each) => [each.reason, each.rawLine]),
      [
        ['duplicate_conflict', 2],
        ['duplicate_conflict', 2],
      ],
    );
    assert.deepEqual(
      rowsOf(accepted.rows).map((row) => row.session),
      ['2013-03-01'],
    );
    assert.deepEqual(counts, { read: 3, accepted: 1, rejected: 2, duplicates: 0, warned: 0 });
  });

  it('lets a broken row not spoil the good one of its key', async () => {
    const { counts } = await validate([good, { ...good, close: -11 }]);
    assert.deepEqual(counts, { read: 2, accepted: 1, rejected: 1, duplicates: 0, warned: 0 });
  });

  it('counts lines that the source could not read', async () => {
    const rejected = [{ line: 7, reason: 'the close is "--"', text: 'IBM,2013-02-28,10,12,9,--,5' }];
    const result = validateBars([await pageOf('bars', [good], { rejected })], context);
    assert.deepEqual(result.counts, { read: 2, accepted: 1, rejected: 1, duplicates: 0, warned: 0 });
    assert.equal(result.rejected[0]?.reason, 'unreadable');
    assert.equal(result.rejected[0]?.rawText, 'IBM,2013-02-28,10,12,9,--,5');
  });

  it('hands on rows in the order of instrument and session, whatever order they came in', async () => {
    const rows = ['MSFT', 'AAPL'].flatMap((instrument) =>
      ['2013-03-01', '2013-02-27', '2013-02-28'].map((session) => ({ ...good, instrument, session })),
    );
    const { accepted } = await validate(rows);
    assert.deepEqual(
      rowsOf(accepted.rows).map((row) => `${row.instrument} ${row.session}`),
      [
        'AAPL 2013-02-27',
        'AAPL 2013-02-28',
        'AAPL 2013-03-01',
        'MSFT 2013-02-27',
        'MSFT 2013-02-28',
        'MSFT 2013-03-01',
      ],
    );
  });

  it('blocks a delivery of which too much was rejected, and not one that is just within', async () => {
    const rows = Array.from({ length: 10 }, (_, k) => ({ ...good, instrument: `S${k}`, close: k === 0 ? -1 : 11 }));
    const page = await pageOf('bars', rows);
    const just = validateBars([page], context, { severities: {}, rejectedShareMax: 0.1 });
    assert.deepEqual([just.verdict.verdict, just.verdict.blockedBecause, just.verdict.score], ['warned', null, 0.9]);
    const over = validateBars([page], context, { severities: {}, rejectedShareMax: 0.09 });
    assert.equal(over.verdict.verdict, 'blocked');
    assert.match(
      over.verdict.blockedBecause!,
      /^1 of 10 rows were rejected, at most 9 % may be, most of them by "price_/,
    );
  });

  it('obeys severities of one’s own, and refuses those of rules that do not exist', async () => {
    const page = await pageOf('bars', [{ ...good, high: 10.5 }]);
    const as = (severities: Record<string, 'warn' | 'block' | 'off'>) =>
      validateBars([page], context, { ...STRICTNESS_DEFAULT, severities }).verdict.verdict;
    assert.equal(as({ high_below_body: 'warn' }), 'warned');
    assert.equal(as({ high_below_body: 'block' }), 'blocked');
    assert.equal(as({ high_below_body: 'off' }), 'passed');
    assert.throws(() => as({ high_below_bodi: 'off' }), { code: 'usage.unknown_name', message: /"high_below_body"/ });
    assert.throws(() => as({ key_missing: 'off' }), { code: 'usage.invalid' });
  });

  it('judges nothing when there is nothing', () => {
    const { verdict, accepted } = validateBars([], context);
    assert.deepEqual([verdict.score, verdict.verdict, accepted.rows.rows], [null, 'passed', 0]);
  });

  it('conserves rows: in = accepted + rejected + duplicates, and accepted keys are unique', async () => {
    const row = fc.record({
      instrument: fc.constantFrom('A', 'B', null),
      session: fc.constantFrom('2013-02-28', '2013-03-01', '2013-03-02', '2013-03-04', null),
      open: fc.constantFrom(10, -1, null),
      high: fc.constantFrom(12, 8),
      low: fc.constantFrom(9, 11),
      close: fc.constantFrom(10, 11),
      volume: fc.constantFrom(0, 5, -5),
    });
    const pages = fc.array(fc.array(row, { maxLength: 12 }), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(pages, async (bodies) => {
        const all = await Promise.all(bodies.map((rows) => pageOf('bars', rows)));
        const { counts, accepted, rejected } = validateBars(all, context);
        assert.equal(counts.read, bodies.flat().length);
        assert.equal(counts.read, accepted.rows.rows + rejected.length + counts.duplicates);
        const keys = rowsOf(accepted.rows).map((each) => `${each.instrument} ${each.session}`);
        assert.equal(new Set(keys).size, keys.length);
      }),
    );
  });
});

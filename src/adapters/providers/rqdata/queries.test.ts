import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Session } from '../../../core/time.ts';
import type { SourceKind, SourceRequest } from '../../../data/source/source.ts';
import { queriesOf, shanghaiDate, universeQuery } from './queries.ts';

const options = { batchSize: 2, rowsMax: 100_000, today: '2024-05-06' as Session };

function queries(kind: SourceKind, request: Partial<SourceRequest> = {}, more: Partial<typeof options> = {}) {
  return queriesOf({ kind, instruments: ['A'], from: null, to: null, asOf: null, ...request }, { ...options, ...more });
}

test('prices are asked for unadjusted, daily, without suspended days, with the fields by name', () => {
  const [query] = queries('bars', { from: '2024-01-02' as Session, to: '2024-01-31' as Session });
  assert.deepEqual(query!.args, {
    order_book_ids: ['A'],
    start_date: '2024-01-02',
    end_date: '2024-01-31',
    frequency: '1d',
    fields: ['open', 'high', 'low', 'close', 'volume', 'total_turnover', 'prev_close', 'limit_up', 'limit_down'],
    adjust_type: 'none',
    skip_suspended: true,
    market: 'cn',
  });
  assert.equal(query!.method, 'get_price');
});

test('names are asked for in batches, in their order, and each answer knows its part', () => {
  const all = queries('suspensions', { instruments: ['E', 'D', 'C', 'B', 'A'] });
  assert.deepEqual(
    all.map(({ request }) => request.instruments),
    [['E', 'D'], ['C', 'B'], ['A']],
  );
  assert.deepEqual(
    all.map(({ args }) => args.order_book_ids),
    [['E', 'D'], ['C', 'B'], ['A']],
  );
});

test('a long range gets smaller batches, never below one', () => {
  const instruments = ['A', 'B', 'C', 'D'];
  const range = { instruments, from: '2014-01-02' as Session, to: '2024-01-02' as Session };
  assert.equal(queries('bars', range, { batchSize: 4, rowsMax: 6000 }).length, 2);
  assert.equal(queries('bars', range, { batchSize: 4, rowsMax: 10 }).length, 4);
  assert.equal(queries('ex_factors', range, { batchSize: 4, rowsMax: 10 }).length, 1);
});

test('an open end is closed: missing dates would mean three months to the vendor', () => {
  const [bars] = queries('bars');
  assert.deepEqual([bars!.args.start_date, bars!.args.end_date], ['2000-01-04', '2024-05-06']);
  assert.deepEqual([bars!.request.from, bars!.request.to], ['2000-01-04', '2024-05-06']);
});

test('nothing later than as-of is asked for', () => {
  const asOf = '2020-01-31' as Session;
  assert.equal(queries('bars', { asOf })[0]!.args.end_date, '2020-01-31');
  assert.deepEqual(queries('bars', { asOf, from: '2020-02-03' as Session }), []);
  assert.equal(queries('fundamentals', { asOf })[0]!.args.date, '2020-01-31');
});

test('statements are asked for by quarter: those that end within the range, in all their versions', () => {
  const quarters = (from: string, to: string) => {
    const [query] = queries('fundamentals', { from: from as Session, to: to as Session });
    return query === undefined ? null : [query.args.start_quarter, query.args.end_quarter];
  };
  assert.deepEqual(quarters('2018-01-01', '2018-12-31'), ['2018q1', '2018q4']);
  assert.deepEqual(quarters('2018-03-31', '2018-12-30'), ['2018q1', '2018q3']);
  assert.deepEqual(quarters('2018-04-01', '2018-06-30'), ['2018q2', '2018q2']);
  assert.equal(quarters('2018-04-01', '2018-06-29'), null);
  assert.equal(queries('fundamentals')[0]!.args.statements, 'all');
});

test('all stocks there ever were are asked for without a date', () => {
  const request = {
    kind: 'instruments',
    instruments: [],
    from: null,
    to: null,
    asOf: '2020-01-31' as Session,
  } as const;
  assert.deepEqual(universeQuery(request).args, { type: 'CS', market: 'cn' });
});

test('the vendor’s date turns at midnight in Shanghai', () => {
  assert.equal(shanghaiDate(Date.parse('2024-05-05T15:59:59Z')), '2024-05-05');
  assert.equal(shanghaiDate(Date.parse('2024-05-05T16:00:00Z')), '2024-05-06');
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dailyDataSync, quarantineReview } from '../../src/pipelines/stocks/index.ts';
import { type Desk, openDesk } from './desk.ts';
import { worldOf } from './scripted-source.ts';

/** Monday to Friday; New York closes at 21:00 UTC. */
const WEEK = ['2013-02-25', '2013-02-26', '2013-02-27', '2013-02-28', '2013-03-01'];
const FRIDAY_EVENING = '2013-03-01T22:00:00Z';
const SATURDAY = '2013-03-02T12:00:00Z';
const SUNDAY = '2013-03-03T12:00:00Z';

/** Ten bars of two stocks; on Wednesday that of A has its high and low swapped, and that of B a price below 0. */
async function deskWithBadRows(): Promise<Desk> {
  const bar = (instrument: string, session: string, close: number) => {
    return { instrument, session, open: close, high: close + 1, low: close - 1, close, volume: 100 };
  };
  const bars = ['A', 'B'].flatMap((name) => WEEK.map((session, k) => bar(name, session, 10 + k)));
  Object.assign(bars[2]!, { high: 11, low: 13 });
  Object.assign(bars[7]!, { low: -1 });
  const listed = (instrument: string) => ({ instrument, venue: 'XNYS', board: 'XNYS', listed: '2013-02-25' });
  const world = worldOf({ instruments: ['A', 'B'].map(listed), bars });
  const desk = await openDesk(world, FRIDAY_EVENING);
  await desk.run(dailyDataSync, { config: { rejected_share_max: 0.9, complete: false } });
  return desk;
}

type Wish = Readonly<Record<string, unknown>>;

async function review(desk: Desk, reason: string, wish: Wish, at = SATURDAY): Promise<void> {
  const found = await desk.sql(`select raw_sha256, raw_line from quarantine where reason = '${reason}'`);
  const rows = found.map(([sha256, line]) => `${sha256}:${line}`);
  const config = { 'review_quarantine.rows': rows, ...prefixed({ note: 'looked at', by: 'ada', ...wish }) };
  await desk.run(quarantineReview, { at, config });
}

const prefixed = (wish: Wish): Wish =>
  Object.fromEntries(Object.entries(wish).map(([key, value]) => [`review_quarantine.${key}`, value]));

const WEDNESDAY =
  'select high, low, provider, revision, (known_at at time zone $$UTC$$)::text from ohlcv_daily where instrument = $$A$$ and session = $$2013-02-27$$';
const LOWEST = 'select min(low)::int from ohlcv_daily';
const DECIDED = 'select decision, note, decided_by, row_after from quarantine_decisions order by decided_at';

describe('rows in quarantine', () => {
  it('are stored as they came when somebody releases them', async () => {
    await using desk = await deskWithBadRows();
    assert.deepEqual(await desk.sql(WEDNESDAY), []);
    await review(desk, 'high_below_body', { decision: 'released' });
    assert.deepEqual(await desk.sql(WEDNESDAY), [[11, 13, 'scripted', 1, '2013-02-27 21:00:00']]);
    const after = 'instrument=A session=2013-02-27 open=12 high=11 low=13 close=12 volume=100';
    assert.deepEqual(await desk.sql(DECIDED), [['released', 'looked at', 'ada', after]]);
    assert.equal(desk.snapshot('quarantine').rows, 2, 'they stay there, to be looked at');
    await assert.rejects(review(desk, 'high_below_body', { decision: 'discarded' }), { code: 'usage.invalid' });
  });

  it('are stored with other values when somebody corrects them, known from then on and by hand', async () => {
    await using desk = await deskWithBadRows();
    const swapped = { decision: 'corrected', values: { high: '13', low: '11' } };
    await review(desk, 'high_below_body', swapped);
    assert.deepEqual(await desk.sql(WEDNESDAY), [[13, 11, 'by_hand', 1, '2013-03-02 12:00:01']]);
    await review(desk, 'high_below_body', { ...swapped, values: { high: '13.5', low: '11' } }, SUNDAY);
    assert.deepEqual(await desk.sql(WEDNESDAY), [[13.5, 11, 'by_hand', 2, '2013-03-03 12:00:01']]);
    const before = 'select high, (superseded_at at time zone $$UTC$$)::text from ohlcv_daily_superseded';
    assert.deepEqual(await desk.sql(before), [[13, '2013-03-03 12:00:01']]);
    const origins = "select provider from origins where asset = 'ohlcv_daily' order by 1";
    assert.deepEqual(await desk.sql(origins), [['by_hand'], ['scripted']]);
  });

  it('stay where they are when what they are corrected to breaks a rule, or is no value at all', async () => {
    await using desk = await deskWithBadRows();
    const correct = (values: Wish) => review(desk, 'high_below_body', { decision: 'corrected', values });
    await assert.rejects(correct({ high: '13' }), { code: 'data.invalid', message: /"low_above_body"/ });
    await assert.rejects(correct({ high: 'much' }), { code: 'usage.invalid', message: /"high" wants a number/ });
    await assert.rejects(correct({ session: 'today' }), { code: 'usage.invalid', message: /"session" wants a date/ });
    await assert.rejects(correct({ hihg: '13' }), { code: 'usage.unknown_name' });
    await assert.rejects(correct({ session: '2013-03-04' }), { code: 'data.invalid', message: /"future_dated"/ });
    assert.deepEqual(await desk.sql(WEDNESDAY), []);
    assert.equal(desk.snapshot('quarantine_decisions').rows, 0);
  });

  it('can be discarded, and released after all', async () => {
    await using desk = await deskWithBadRows();
    await review(desk, 'price_not_positive', { decision: 'discarded' });
    assert.deepEqual(await desk.sql(LOWEST), [[9]]);
    await review(desk, 'price_not_positive', { decision: 'released' }, SUNDAY);
    assert.deepEqual(await desk.sql(LOWEST), [[-1]]);
    assert.deepEqual(
      (await desk.sql(DECIDED)).map(([decision]) => decision),
      ['discarded', 'released'],
    );
  });

  it('of a dataset or a place that is not there are refused', async () => {
    await using desk = await deskWithBadRows();
    const wish = { decision: 'released', dataset: 'scores' };
    await assert.rejects(review(desk, 'high_below_body', wish), { code: 'usage.unknown_name' });
    await assert.rejects(desk.run(quarantineReview), { code: 'usage.invalid', message: /names no row/ });
    const config = prefixed({ rows: ['deadbeef:1'], decision: 'discarded' });
    await assert.rejects(desk.run(quarantineReview, { config }), {
      code: 'usage.invalid',
      message: /raw_sha256:raw_line/,
    });
  });
});

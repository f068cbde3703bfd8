import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sessionOfDay } from '../../src/core/time.ts';
import { fundWeek, medianOf } from '../../src/data/reported/fund-week.ts';
import { scoreFunds } from '../../src/data/scored/score-funds.ts';
import { type FundDesk, openFundDesk } from './fund-desk.ts';

/** What readers see of the stored values: without the moments at which they came. */
async function navsOf(desk: FundDesk) {
  const rows = await desk.rows('fund_nav');
  return rows.map(({ ingested_at: _received, known_at: _known, provider: _provider, ...row }) => row);
}

async function quarantined(desk: FundDesk): Promise<readonly string[]> {
  const rows = await desk.lake.rows('quarantine', { reason: 'text', instrument: 'text' }, ['reason', 'instrument']);
  return rows.map(({ reason }) => String(reason));
}

test('every value that was published is merged once, under the date its publisher states', async () => {
  await using desk = await openFundDesk();
  const collected = await desk.collect();
  assert.deepEqual([collected.expected, collected.failed, collected.stopped], [13, [], null]);
  const merged = await desk.merge();
  const nav = await desk.rows('fund_nav');
  const published = desk.site.market.funds.flatMap((fund) =>
    desk.site.market
      .rows(fund, Date.parse('2024-03-15T14:40:00Z'))
      .map((row) => `${fund.code} ${sessionOfDay(row.day)}`),
  );
  assert.deepEqual(nav.map((row) => `${row.instrument} ${row.nav_date}`).sort(), published.sort());
  assert.equal(merged.counts.inserted, nav.length);
  assert.deepEqual(await desk.rows('fund_nav_staging'), [], 'what was merged waits no longer');
  assert.deepEqual(await quarantined(desk), []);
});

test('a second collection and validation of the same evening change nothing', async () => {
  await using desk = await openFundDesk();
  await desk.collect();
  await desk.merge();
  const [before, calls] = [desk.lake.snapshot('fund_nav').files, desk.site.stats.callsByName.trend];
  await desk.collect();
  const again = await desk.merge();
  assert.deepEqual([again.counts.inserted, again.counts.revised], [0, 0]);
  assert.deepEqual(desk.lake.snapshot('fund_nav').files, before);
  assert.equal(desk.site.stats.callsByName.trend, calls, 'no history is asked for twice');
});

test('day by day and in one go come to the same values', async () => {
  await using once = await openFundDesk();
  await using daily = await openFundDesk();
  for (const date of [
    '2024-03-11',
    '2024-03-12',
    '2024-03-13',
    '2024-03-14',
    '2024-03-15',
    '2024-03-16',
    '2024-03-18',
  ]) {
    daily.at(`${date}T19:00`);
    await daily.collect();
    await daily.merge();
    daily.at(`${date}T23:30`);
    await daily.collect();
    await daily.merge();
  }
  once.at('2024-03-18T23:30');
  await once.collect();
  await once.merge();
  // What was blank on the last evening is asked for again with the next value.
  const shown = async (desk: FundDesk) =>
    (await navsOf(desk))
      .filter(({ nav_date }) => String(nav_date) < '2024-03-14')
      .map(({ revision: _count, subscription: _s, redemption: _r, ...row }) => row);
  assert.deepEqual(await shown(daily), await shown(once));
});

test('a value that is blank at first is filled in later, without a revision', async () => {
  await using desk = await openFundDesk({ funds: 24 });
  desk.at('2024-03-15T20:00');
  await desk.collect();
  await desk.merge();
  const blank = (await desk.rows('fund_nav')).filter(
    (row) => row.nav_date === '2024-03-15' && row.unit_nav !== null && row.accumulated_nav === null,
  );
  assert.ok(blank.length > 0, 'some accumulated NAVs are blank in the evening');
  desk.at('2024-03-16T08:00');
  await desk.collect();
  await desk.merge();
  const rows = await desk.rows('fund_nav');
  for (const { instrument } of blank) {
    const now = rows.find((row) => row.instrument === instrument && row.nav_date === '2024-03-15');
    assert.deepEqual([now?.accumulated_nav === null, now?.revision], [false, 1]);
  }
  assert.deepEqual(await desk.rows('fund_nav_superseded'), []);
});

test('a restatement is a revision, and what was said before is kept', async () => {
  await using desk = await openFundDesk();
  const misprinted = sessionOfDay(desk.site.market.days[120]!);
  for (const later of [0, 1, 2, 3]) {
    desk.at(`${sessionOfDay(desk.site.market.days[120 + later]!)}T23:30`);
    await desk.collect({ targets: ['000005'], recheckEveryDays: 1 });
    await desk.merge();
  }
  const [now] = (await desk.rows('fund_nav')).filter((row) => row.nav_date === misprinted);
  const before = (await desk.rows('fund_nav_superseded')).filter((row) => row.nav_date === misprinted);
  assert.equal(now?.revision, 2);
  assert.deepEqual(
    before.map(({ revision }) => revision),
    [1],
  );
  assert.ok(Math.abs(Number(before[0]!.unit_nav) - Number(now!.unit_nav) - 0.0037) < 1e-9);
  assert.equal(before[0]!.superseded_at, now!.known_at, 'known as it is since it was received');
});

test('a dividend nobody told of sets the value aside; the hole is asked for again, and filled when it is told', async () => {
  await using desk = await openFundDesk({ faults: 'missing_dividends' });
  await desk.collect({ targets: ['000001'] });
  await desk.merge();
  assert.deepEqual(await quarantined(desk), ['return_mismatch'], 'one day does not follow, and only that one');
  const exDate = sessionOfDay(desk.site.market.days[100]!);
  const dates = async () => (await desk.rows('fund_nav')).map(({ nav_date }) => nav_date);
  assert.equal((await dates()).includes(exDate), false);
  desk.site.setFaults('');
  desk.at('2024-03-20T23:00');
  await desk.collect({ targets: ['000001'] });
  await desk.merge();
  assert.equal((await dates()).includes(exDate), true);
});

/** What a spoilt answer ends in: rows set aside for this reason, and nothing wrong merged. */
const SPOILT: readonly (readonly [fault: string, reason: string])[] = [
  ['negative_navs@lsjz', 'nav_not_positive'],
  ['absurd_rows@lsjz', 'return_mismatch'],
  ['conflicting_rows@lsjz', 'duplicate_conflict'],
  ['future_rows@lsjz', 'unreadable'],
  ['bad_numbers@lsjz', 'unreadable'],
  ['clock_dates@market', 'nav_date_no_session'],
];

for (const [fault, reason] of SPOILT) {
  test(`${fault}: rows are set aside as ${reason}, and no wrong value is merged`, async () => {
    await using good = await openFundDesk();
    await using bad = await openFundDesk();
    for (const desk of [good, bad]) {
      desk.at('2024-03-08T23:30');
      await desk.collect();
      await desk.merge();
      desk.at('2024-03-16T12:00');
    }
    bad.site.setFaults(fault);
    for (const desk of [good, bad]) {
      await desk.collect();
      await desk.merge();
    }
    const wanted = new Map((await navsOf(good)).map((row) => [`${row.instrument} ${row.nav_date}`, row.unit_nav]));
    for (const row of await navsOf(bad)) assert.equal(row.unit_nav, wanted.get(`${row.instrument} ${row.nav_date}`));
    assert.ok((await quarantined(bad)).includes(reason), `quarantine has ${reason}`);
  });
}

test('a market page without a value is an error, not a quiet evening', async () => {
  await using desk = await openFundDesk();
  await desk.collect();
  await desk.merge();
  desk.site.setFaults('status_503@market');
  await assert.rejects(desk.collect(), { code: 'source.transient' });
});

test('a source that shuts us out keeps what came, and the next run goes on from there', async () => {
  await using desk = await openFundDesk();
  desk.site.setFaults('reset@trend:4+');
  const first = await desk.collect();
  assert.equal(first.stopped?.code, 'source.banned');
  assert.equal(first.history.fetched, 3);
  assert.ok(first.history.waiting > 0);
  await desk.merge();
  assert.ok((await desk.rows('fund_nav')).length > 100, 'three histories and the market are there');
  desk.site.setFaults('');
  desk.at('2024-03-16T00:00');
  const second = await desk.collect();
  assert.deepEqual([second.stopped, second.history.waiting], [null, 0]);
  assert.ok(second.history.fetched < 13);
  await desk.merge();
  assert.deepEqual((await desk.merge()).states, { current: 13 });
});

test('late is measured against the class: a QDII fund two sessions behind is on time', async () => {
  await using desk = await openFundDesk();
  await desk.collect();
  const { states } = await desk.merge();
  assert.deepEqual(states, { current: 13 });
  const status = await desk.rows('fund_nav_status');
  const of = (fundClass: string) => status.find((row) => row.fund_class === fundClass);
  assert.equal(of('equity')?.expected_nav_date, '2024-03-15');
  assert.equal(of('qdii')?.expected_nav_date, '2024-03-13');
  desk.at('2024-03-21T10:00');
  const later = await desk.merge();
  assert.equal(later.states.late, 13, 'three sessions on, without a collection, all are late');
});

test('a holder who reinvests sees no drawdown at a dividend, and what the published returns chain to', async () => {
  await using desk = await openFundDesk();
  await desk.collect();
  await desk.merge();
  await desk.measure();
  const adjusted = (await desk.rows('fund_nav_adjusted')).filter(({ instrument }) => instrument === '000001');
  const navs = (await desk.rows('fund_nav')).filter(({ instrument }) => instrument === '000001');
  const published = navs.slice(1).reduce((worth, { daily_return }) => worth * (1 + Number(daily_return)), 1);
  assert.ok(
    Math.abs(Number(adjusted.at(-1)!.adjusted_nav) / published - 1) < 2e-3,
    'as published, but for the rounding of each day',
  );
  const exDate = sessionOfDay(desk.site.market.days[100]!);
  const row = adjusted.find(({ nav_date }) => nav_date === exDate)!;
  const [before, after] = [
    navs.find(({ nav_date }) => nav_date === sessionOfDay(desk.site.market.days[99]!))!,
    navs.find(({ nav_date }) => nav_date === exDate)!,
  ];
  assert.ok(
    Number(row.adjusted_return) > Number(after.unit_nav) / Number(before.unit_nav) - 1,
    'the dividend belongs to the holder',
  );
});

test('every fund of sixty values and more is measured, money funds by their incomes, and the rest say why not', async () => {
  await using desk = await openFundDesk({ from: '2023-12-01' });
  await desk.collect();
  await desk.merge();
  await desk.measure();
  const metrics = await desk.rows('fund_metrics');
  assert.equal(metrics.length, 13);
  for (const row of metrics) {
    const isEnough = Number(row.points) >= 60;
    assert.equal(row.state, isEnough ? 'ok' : 'insufficient');
    assert.equal(row.sharpe === null, !isEnough, `${row.instrument} with ${row.points} values`);
  }
  const money = metrics.find(({ fund_class }) => fund_class === 'money')!;
  assert.ok(
    Number(money.return_annual) > 0.01 && Number(money.return_annual) < 0.04,
    'a few percent a year, over 365 days',
  );
  assert.equal(money.max_drawdown, 0);
  const files = desk.lake.written.length;
  await desk.measure();
  assert.equal(desk.lake.written.length, files, 'nothing changed, nothing is measured again');
});

test('the week names who is behind, the best of each class, and the medians of what was measured', async () => {
  await using desk = await openFundDesk({ from: '2023-10-09', funds: 40 });
  await desk.collect();
  await desk.merge();
  await desk.measure();
  await desk.lake.step((draft) => scoreFunds(draft, { topCount: 3, author: AUTHOR }));
  desk.at('2024-03-21T10:00');
  await desk.merge();
  const asOfMs = Date.parse('2024-03-21T02:00:00Z');
  const week = await desk.lake.step((draft) => fundWeek(draft, { asOfMs, best: 2, behindMax: 5 }));
  const metrics = await desk.rows('fund_metrics');
  const equity = week.classes.find(({ fundClass }) => fundClass === 'equity')!;
  const own = metrics.filter(({ fund_class, state }) => fund_class === 'equity' && state === 'ok');
  const sorted = own.map(({ return_annual }) => Number(return_annual)).sort((a, b) => a - b);
  assert.equal(equity.measured, own.length);
  assert.equal(
    equity.returnAnnual,
    (sorted[Math.ceil(sorted.length / 2) - 1]! + sorted[Math.floor(sorted.length / 2)]!) / 2,
  );
  assert.ok(week.best.every(({ rank }) => rank <= 2) && week.best.some(({ rank }) => rank === 2));
  assert.equal(week.behind.length, 5);
  assert.ok(
    week.behind.every(({ state, sessions, name }) => state === 'late' && sessions > 0 && name!.startsWith('模拟')),
  );
  assert.equal(medianOf([]), null);
});

const AUTHOR = { runId: 'r', stepKey: 's', codeVersion: '0', providers: ['eastmoney'], simulated: true };

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayOfSession, sessionOfDay, toSession } from '../../core/time.ts';
import type { Statement } from './fundamentals.ts';
import { createMarket } from './market.ts';
import { numberOfQuarter, parseQuarter, quarterAt, quarterEnd, quarterText, reportDeadline } from './quarters.ts';

const market = createMarket({ seed: 11, symbols: 320, from: '2023-01-03', to: '2025-12-31' });
const each = market.instruments.map((instrument) => ({ instrument, statements: market.statements(instrument) }));
const simulated = each.flatMap(({ instrument, statements }) =>
  statements
    .filter(({ storedSeconds }) => !Number.isNaN(storedSeconds))
    .map((statement) => ({ instrument, statement })),
);
const originals = simulated.filter(({ statement }) => statement.ifAdjusted === 0);

test('quarters and their deadlines', () => {
  assert.equal(quarterText(parseQuarter('2018q2')!), '2018q2');
  assert.equal(parseQuarter('2018q5'), null);
  assert.equal(sessionOfDay(quarterEnd(parseQuarter('2023q4')!)), '2023-12-31');
  assert.equal(sessionOfDay(quarterEnd(parseQuarter('2024q1')!)), '2024-03-31');
  const deadlines = ['2023q1', '2023q2', '2023q3', '2023q4'].map((text) =>
    sessionOfDay(reportDeadline(parseQuarter(text)!)),
  );
  assert.deepEqual(deadlines, ['2023-04-30', '2023-08-31', '2023-10-31', '2024-04-30']);
  assert.equal(quarterText(quarterAt(dayOfSession(toSession('2023-10-01')))), '2023q4');
});

test('assets are liabilities plus equity, and equity is the parent part plus minorities', () => {
  for (const { instrument, statement } of simulated) {
    const v = statement.values;
    const where = `${instrument.orderBookId} ${quarterText(statement.quarter)}`;
    assert.ok(Math.abs(v.total_assets - v.total_liabilities - v.total_equity) < 0.02, where);
    assert.ok(Math.abs(v.total_equity - v.equity_parent_company - v.minority_interest) < 0.02, where);
    assert.ok(Math.abs(v.gross_profit - v.operating_revenue + v.operating_cost) < 0.02, where);
  }
});

test('flows are year to date: revenue grows within a year and starts again in the first quarter', () => {
  for (const { statements } of each) {
    const first = new Map<number, Statement>();
    for (const one of statements) if (!first.has(one.quarter) && one.ifAdjusted === 0) first.set(one.quarter, one);
    for (const [quarter, { values }] of first) {
      const before = first.get(quarter - 1)?.values.revenue;
      if (before === undefined || Number.isNaN(before)) continue;
      if (numberOfQuarter(quarter) === 1) assert.ok(values.revenue < before);
      else assert.ok(values.revenue > before);
    }
  }
});

test('reports come after their quarter, nearly all in time, some late, and never the first quarter before the year', () => {
  const first = firstVersions();
  const late = first.filter(({ statement }) => statement.infoDay > reportDeadline(statement.quarter));
  assert.ok(first.every(({ statement }) => statement.infoDay > quarterEnd(statement.quarter)));
  assert.ok(late.length > 20 && late.length < first.length * 0.08, `${late.length} of ${first.length} late`);
  const infoDays = new Map(
    first.map(({ instrument, statement }) => [`${instrument.orderBookId} ${statement.quarter}`, statement.infoDay]),
  );
  let together = 0;
  for (const { instrument, statement } of first) {
    const annual = infoDays.get(`${instrument.orderBookId} ${statement.quarter - 1}`);
    if (numberOfQuarter(statement.quarter) !== 1 || annual === undefined) continue;
    assert.ok(statement.infoDay >= annual);
    if (statement.infoDay === annual) together += 1;
  }
  assert.ok(together > 30, `${together} times the annual and the first-quarter report on one date`);
});

test('some announcements fall on a weekend', () => {
  const weekend = originals.filter(({ statement }) => [2, 3].includes(statement.infoDay % 7));
  assert.ok(weekend.length > 100, 'day 0, 1970-01-01, was a Thursday');
});

/** Of stocks listed before the market: the others publish old reports with their prospectus. */
function firstVersions(): typeof simulated {
  const seen = new Set<string>();
  return originals.filter(({ instrument, statement }) => {
    const key = `${instrument.orderBookId} ${statement.quarter}`;
    if (seen.has(key) || !instrument.life.isListedBefore) return false;
    seen.add(key);
    return true;
  });
}

test('a correction is a later row of the same quarter with other figures', () => {
  const corrections = each.flatMap(({ statements }) =>
    statements.flatMap((one, index) => {
      const before = statements[index - 1];
      const isCorrection = before?.quarter === one.quarter && one.ifAdjusted === 0 && !Number.isNaN(one.storedSeconds);
      return isCorrection ? [{ before, one }] : [];
    }),
  );
  assert.ok(corrections.length > 50);
  for (const { before, one } of corrections) {
    assert.ok(one.infoDay > before!.infoDay);
    assert.notEqual(one.values.net_profit, before!.values.net_profit);
  }
});

test("last year's figures return with this year's report, on its date and marked", () => {
  const byQuarter = new Map(
    firstVersions().map(({ instrument, statement }) => [`${instrument.orderBookId} ${statement.quarter}`, statement]),
  );
  const repeated = simulated.filter(
    ({ instrument, statement }) => statement.ifAdjusted === 1 && instrument.life.isListedBefore,
  );
  assert.ok(repeated.length > 2_000);
  for (const { instrument, statement } of repeated) {
    const next = byQuarter.get(`${instrument.orderBookId} ${statement.quarter + 4}`);
    assert.equal(statement.infoDay, next?.infoDay);
  }
});

test('the vendor stores a report in the evening or within days', () => {
  for (const { statement } of simulated) {
    const evening = statement.storedSeconds % 86_400;
    assert.ok(evening >= 17 * 3600 && evening < 23 * 3600 && statement.storedSeconds < 5 * 86_400);
  }
});

test('nothing is published after a delisting, nor older than the prospectus before a listing', () => {
  for (const { instrument, statements } of each) {
    const { end, isListedBefore, listedDay } = instrument.life;
    const lastDay = market.days[end] ?? Number.POSITIVE_INFINITY;
    const own = statements.filter(({ storedSeconds }) => !Number.isNaN(storedSeconds));
    assert.ok(own.every(({ infoDay }) => infoDay < lastDay));
    if (!isListedBefore) assert.ok(own.every(({ infoDay }) => infoDay >= listedDay - 20));
  }
});

test('a longer market only adds statements', () => {
  const short = createMarket({ seed: 11, symbols: 12, from: '2023-01-03', to: '2024-06-28' });
  for (const instrument of short.instruments) {
    const known = (statements: readonly Statement[]): readonly Statement[] =>
      statements.filter(({ infoDay }) => infoDay <= dayOfSession(toSession('2024-06-28')));
    assert.deepEqual(
      known(short.statements(instrument)),
      known(market.statements(market.instrumentOf(instrument.orderBookId)!)),
    );
  }
});

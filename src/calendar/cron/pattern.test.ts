import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isTapelineError } from '../../core/errors.ts';
import { sentence } from '../../core/messages/sentence.ts';
import { tickSource } from '../schedule/tick-source.ts';

function due(cron: string, fromText: string, count: number, zone = 'UTC'): readonly string[] {
  const range = { afterMs: Date.parse(fromText), untilMs: Infinity, limit: count };
  const ticks = tickSource({ cron, zone }, { zoneData: 'any' }).between(range);
  return ticks.map(({ atMs }) => new Date(atMs).toISOString().slice(0, 16));
}

function refusal(cron: string, zone = 'UTC'): { readonly code: string; readonly en: string; readonly zh: string } {
  try {
    tickSource({ cron, zone }, { zoneData: 'any' });
  } catch (error) {
    if (isTapelineError(error)) return { code: error.code, en: sentence(error, 'en'), zh: sentence(error, 'zh') };
    throw error;
  }
  throw new Error(`"${cron}" was accepted`);
}

test('0 and 7 are Sunday, and names are taken in any case', () => {
  for (const weekday of ['0', '7', 'SUN', 'sun', '7,0']) {
    assert.deepEqual(due(`0 9 * * ${weekday}`, '2026-11-22T12:00Z', 1), ['2026-11-29T09:00'], weekday);
  }
  assert.deepEqual(due('0 9 * * 1-5', '2026-11-20T12:00Z', 2), ['2026-11-23T09:00', '2026-11-24T09:00']);
  assert.deepEqual(due('0 9 * * 5-7', '2026-11-22T12:00Z', 3), [
    '2026-11-27T09:00',
    '2026-11-28T09:00',
    '2026-11-29T09:00',
  ]);
  assert.deepEqual(due('0 9 1 jan,Jul *', '2026-11-22T12:00Z', 2), ['2027-01-01T09:00', '2027-07-01T09:00']);
});

test('six fields begin with seconds', () => {
  const source = tickSource({ cron: '*/20 30 9 * * *', zone: 'UTC' }, { zoneData: 'any' });
  const range = { afterMs: Date.parse('2026-11-22T09:30:00Z'), untilMs: Infinity, limit: 3 };
  const seconds = source.between(range).map(({ atMs }) => new Date(atMs).toISOString().slice(5, 19));
  assert.deepEqual(seconds, ['11-22T09:30:20', '11-22T09:30:40', '11-23T09:30:00']);
});

test('L, LW, W and # name days of a month', () => {
  assert.deepEqual(due('0 0 L * *', '2024-01-31T00:00Z', 2), ['2024-02-29T00:00', '2024-03-31T00:00']);
  assert.deepEqual(due('0 0 LW * *', '2026-05-01T00:00Z', 1), ['2026-05-29T00:00'], 'the 31st is a Sunday');
  assert.deepEqual(due('0 0 1W * *', '2026-07-31T12:00Z', 1), ['2026-08-03T00:00'], 'the 1st is a Saturday');
  assert.deepEqual(due('0 0 * * FRI#2', '2026-11-01T00:00Z', 2), ['2026-11-13T00:00', '2026-12-11T00:00']);
  assert.deepEqual(due('0 0 * * 5L', '2026-11-01T00:00Z', 1), ['2026-11-27T00:00']);
});

test('day and weekday together are either of them, and both with a plus', () => {
  assert.deepEqual(due('0 0 13 * 5', '2026-11-01T00:00Z', 3), ['2026-11-06', '2026-11-13', '2026-11-20'].map(midnight));
  assert.deepEqual(due('0 0 13 * +5', '2026-11-14T00:00Z', 2), ['2027-08-13', '2028-10-13'].map(midnight));
});

const midnight = (date: string): string => `${date}T00:00`;

test('29 February is due in leap years only, and skips the year 2100', () => {
  assert.deepEqual(due('0 0 29 2 *', '2026-01-01T00:00Z', 2), ['2028-02-29', '2032-02-29'].map(midnight));
  assert.deepEqual(due('0 0 29 2 *', '2096-03-01T00:00Z', 1), ['2104-02-29'].map(midnight));
});

test('a fifth Friday comes only in months that have one', () => {
  assert.deepEqual(
    due('0 0 * * 5#5', '2026-01-01T00:00Z', 3),
    ['2026-01-30', '2026-05-29', '2026-07-31'].map(midnight),
  );
});

test('a pattern that is never due is refused in one sentence, in either language', () => {
  for (const never of ['0 0 30 2 *', '0 0 31 4,6,9,11 *', '0 0 31W 2 *', '0 0 30 2 +1']) {
    const { code, en, zh } = refusal(never);
    assert.equal(code, 'usage.cron');
    assert.match(en, /never due/, never);
    assert.match(zh, /永远不会到期/, never);
  }
});

test('a pattern that is none is refused with the field and what it may hold', () => {
  const cases = [
    ['60 * * * *', 'minute'],
    ['* 24 * * *', 'hour'],
    ['* 22-2 * * *', 'hour'],
    ['* * 0 * *', 'day'],
    ['* * L-2 * *', 'day'],
    ['* * 32W * *', 'day'],
    ['* * * 13 *', 'month'],
    ['* * * JANUARY *', 'month'],
    ['* * * * 8', 'weekday'],
    ['* * * * 1#6', 'weekday'],
    ['* * * * ONT', 'weekday'],
    ['5/20 * * * *', 'minute'],
    ['*/0 * * * *', 'minute'],
    ['*/60 * * * *', 'minute'],
    ['1,, * * * *', 'minute'],
    ['a * * * *', 'minute'],
    ['-1 * * * *', 'minute'],
  ] as const;
  for (const [cron, field] of cases) assert.match(refusal(cron).en, new RegExp(`as ${field}\\. Write `), cron);
  for (const cron of ['', '* * * *', '* * * * * * *', 'hello'])
    assert.match(refusal(cron).en, /has \d fields?\./, cron);
  assert.match(refusal('@fortnightly').en, /has 1 field\./);
});

test('an unknown zone is refused with the nearest known one', () => {
  const { code, en } = refusal('0 0 * * *', 'Asia/Shangai');
  assert.equal(code, 'usage.zone');
  assert.match(en, /Did you mean "Asia\/Shanghai"\?/);
});

test('a range over one value is a fixed time; a list of two is a rhythm', () => {
  const gap = '2026-03-08T00:00Z';
  assert.deepEqual(due('30 2-2 * * *', gap, 1, 'America/New_York'), ['2026-03-08T07:00'], 'after the gap');
  assert.deepEqual(due('30 2,3 * * *', gap, 1, 'America/New_York'), ['2026-03-08T07:30'], 'only the 03:30 that exists');
});

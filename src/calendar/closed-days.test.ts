import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isTapelineError } from '../core/errors.ts';
import { dayOfSession, sessionOfDay, toSession } from '../core/time.ts';
import { type DayRule, dayOfRule, daysNamed, easterSunday, type Move, weekdayOf } from './closed-days.ts';

const dateOf = (rule: Omit<DayRule, 'name'>, year: number): string | null => {
  const day = dayOfRule({ name: 'a holiday', ...rule }, year);
  return day === null ? null : sessionOfDay(day);
};

test('Easter Sunday falls where the church tables put it, on its earliest and latest dates too', () => {
  const published = [
    ['1818-03-22', '1886-04-25', '1943-04-25', '1954-04-18', '1981-04-19', '2000-04-23', '2008-03-23', '2011-04-24'],
    ['2019-04-21', '2024-03-31', '2025-04-20', '2026-04-05', '2027-03-28', '2028-04-16', '2038-04-25', '2285-03-22'],
  ].flat();
  const ours = published.map((date) => sessionOfDay(easterSunday(Number(date.slice(0, 4)))));
  assert.deepEqual(ours, published);
});

test('weekdays are right on both sides of 1970', () => {
  const weekdays = ['1970-01-01', '1969-12-31', '1929-10-24', '2000-02-29', '2026-11-22'].map((date) =>
    weekdayOf(dayOfSession(toSession(date))),
  );
  assert.deepEqual(weekdays, ['thu', 'wed', 'thu', 'tue', 'sun']);
});

test('the nth weekday counts from the start of the month, or from its end', () => {
  const monday = (month: number, nth: number) => ({ on: { month, nth, weekday: 'mon' as const } });
  assert.equal(dateOf(monday(9, 1), 2025), '2025-09-01', 'the first of the month itself');
  assert.equal(dateOf(monday(9, 1), 2024), '2024-09-02');
  assert.equal(dateOf(monday(5, -1), 2021), '2021-05-31', 'the last of the month itself');
  assert.equal(dateOf(monday(5, -1), 2026), '2026-05-25');
  assert.equal(dateOf(monday(12, -2), 2026), '2026-12-21', 'the last but one of a year');
  assert.equal(dateOf({ on: { month: 11, nth: 4, weekday: 'thu', plusDays: 1 } }, 2019), '2019-11-29');
});

test('a fixed date moves off the weekend as its rule says', () => {
  const moved = (move: Move) =>
    [2021, 2022, 2023].map((year) => dateOf({ on: { month: 12, day: 25, moved: move } }, year));
  assert.deepEqual(moved('nearest_weekday'), ['2021-12-24', '2022-12-26', '2023-12-25']);
  assert.deepEqual(moved('sunday_to_monday'), ['2021-12-25', '2022-12-26', '2023-12-25']);
  assert.deepEqual(moved('weekend_to_monday'), ['2021-12-27', '2022-12-26', '2023-12-25']);
  assert.deepEqual(moved('weekend_to_friday'), ['2021-12-24', '2022-12-23', '2023-12-25']);
});

test('a rule is kept from its first year to its last, but not in the years it leaves out', () => {
  const rule = { from: 2000, to: 2003, except: [2002], on: { month: 6, day: 1 } };
  const kept = [1999, 2000, 2001, 2002, 2003, 2004].filter((year) => dateOf(rule, year) !== null);
  assert.deepEqual(kept, [2000, 2001, 2003]);
});

test('a rule that is bound to weekdays is not kept on others', () => {
  const rule: Omit<DayRule, 'name'> = { on: { month: 7, day: 3 }, onlyOn: ['mon', 'tue', 'thu'] };
  assert.deepEqual([dateOf(rule, 2024), dateOf(rule, 2025), dateOf(rule, 2026)], [null, '2025-07-03', null]);
});

test('a run of dates names every day in it', () => {
  const days = daysNamed({ dates: { 2024: '01-01 02-28..03-01', 2030: '05-05' } }, 2024, 2025);
  assert.deepEqual([...days].map(sessionOfDay), ['2024-01-01', '2024-02-28', '2024-02-29', '2024-03-01']);
});

test('a date that does not exist is refused', () => {
  assert.throws(() => daysNamed({ dates: { 2023: '02-29' } }, 2023, 2023), isTapelineError);
  assert.throws(() => daysNamed({ dates: { 2023: '1-2' } }, 2023, 2023), isTapelineError);
});

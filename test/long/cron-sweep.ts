/**
 * Every fixed time of day against a clock watched minute by minute: all time zones that differ, every clock change,
 * all 1440 minutes, under three rules; and a few rhythms. Not part of `npm test`:
 *
 *     node test/long/cron-sweep.ts                     2015 … 2035, some minutes
 *     node test/long/cron-sweep.ts --years 1970-2037   longer
 *     node test/long/cron-sweep.ts --zones Asia/       only zones whose names hold this
 */
import { parseArgs } from 'node:util';
import {
  changesSeen,
  distinctZones,
  fixedSeen,
  inner,
  rhythmSeen,
  type Watched,
  watch,
} from '../../src/calendar/cron/oracle-for-tests.ts';
import { tickSource } from '../../src/calendar/index.ts';
import type { DstRule } from '../../src/core/trigger.ts';

const RULES: readonly DstRule[] = [
  { gap: 'next', overlap: 'first' },
  { gap: 'skip', overlap: 'second' },
  { gap: 'next', overlap: 'both' },
];
const RHYTHMS: readonly (readonly [cron: string, matches: (wall: number) => boolean])[] = [
  ['* * * * *', () => true],
  ['*/7 * * * *', (wall) => (wall % 60) % 7 === 0],
  ['15 * * * *', (wall) => wall % 60 === 15],
  ['30 1-2 * * *', (wall) => wall % 60 === 30 && [1, 2].includes(Math.floor(wall / 60) % 24)],
  ['0 0,12,23 * * *', (wall) => [0, 720, 1380].includes(wall % 1440)],
];
const WRONG_SHOWN_MAX = 20;

const { values } = parseArgs({
  options: { years: { type: 'string', default: '2015-2035' }, zones: { type: 'string', default: '' } },
});
const [yearFirst, yearLast] = values.years.split('-').map(Number) as [number, number];
const span = { fromMs: Date.UTC(yearFirst, 0, 1), untilMs: Date.UTC(yearLast + 1, 0, 1) };
const counted = { cases: 0, wrong: 0, changes: 0 };

const names = Intl.supportedValuesOf('timeZone').filter((name) => name.includes(values.zones));
const distinct = distinctZones(names, span.fromMs, span.untilMs);
for (const zone of distinct.values()) {
  for (const changeMs of changesSeen(zone, span.fromMs, span.untilMs)) sweep(zone, changeMs);
}
process.stdout.write(
  `${names.length} zones, ${distinct.size} that differ, tz ${process.versions.tz}, ${yearFirst}-${yearLast}: ` +
    `${counted.changes} clock changes, ${counted.cases} cases, ${counted.wrong} wrong\n`,
);
if (counted.wrong > 0 || counted.cases === 0) process.exitCode = 1;

function sweep(zone: string, changeMs: number): void {
  const watched = watch(zone, changeMs);
  counted.changes += 1;
  for (let minute = 0; minute < 1440; minute += 1) {
    const cron = `${minute % 60} ${Math.floor(minute / 60)} * * *`;
    for (const dst of RULES)
      compare({ cron, zone, dst }, { watched, changeMs, expected: fixedSeen(watched, minute, dst) });
  }
  for (const [cron, matches] of RHYTHMS) {
    compare({ cron, zone }, { watched, changeMs, expected: rhythmSeen(watched, matches) });
  }
}

type Case = { readonly watched: Watched; readonly changeMs: number; readonly expected: readonly number[] };

function compare(
  trigger: { readonly cron: string; readonly zone: string; readonly dst?: DstRule },
  { watched, changeMs, expected }: Case,
): void {
  const range = { afterMs: watched.beginMs, untilMs: watched.endMs, limit: 100_000 };
  const ticks = tickSource(trigger, { zoneData: process.versions.tz ?? '' }).between(range);
  const [got, wanted] = [ticks.map((tick) => tick.atMs), expected].map((each) => inner(each, changeMs).join());
  counted.cases += 1;
  if (got === wanted) return;
  counted.wrong += 1;
  if (counted.wrong <= WRONG_SHOWN_MAX) {
    process.stdout.write(`${JSON.stringify(trigger)} around ${changeMs}: wanted ${wanted}, got ${got}\n`);
  }
}

/**
 * How many next ticks a second: croner alone and ours, the same patterns, zones and moments; and the next tick of ten
 * thousand triggers of every form. The answers are compared as well: a quick wrong one is worth nothing.
 * Run: node bench/calendar/next-tick.ts
 */
import { Cron } from 'croner';
import { tickSource } from '../../src/calendar/index.ts';
import type { Trigger } from '../../src/core/trigger.ts';

const ZONES = ['Asia/Shanghai', 'America/New_York', 'Europe/London', 'UTC', 'Australia/Lord_Howe'];
const PATTERNS = ['* * * * *', '*/15 9-16 * * 1-5', '30 16 * * 1-5', '0 0 1 * *', '0 9 * * 5#2', '0 0 29 2 *'];
const MOMENTS = 400;
const ROUNDS = 5;
const MANY = 10_000;
const zoneData = process.versions.tz ?? 'unknown';
/** Six hours and a bit apart: a hundred days of every time of day, a clock change included. */
const moments = Array.from({ length: MOMENTS }, (_, index) => Date.UTC(2026, 0, 1) + index * 21_917_000);

process.stdout.write(`Node ${process.version}, tz ${zoneData}, one core, best of ${ROUNDS} rounds\n`);
console.table(Object.fromEntries(PATTERNS.map((pattern) => [pattern, compare(pattern)])));
const triggers = Array.from({ length: MANY }, (_, index) => triggerOf(index));
const sources = triggers.map((trigger) => tickSource(trigger, { zoneData }));
const bestMs = bestOf(() => {
  for (const [index, source] of sources.entries()) source.next(moments[index % MOMENTS]!);
});
process.stdout.write(`next of ${MANY} triggers of every form: ${((bestMs * 1000) / MANY).toFixed(2)} us each\n`);

function compare(pattern: string): Readonly<Record<string, number>> {
  const theirs = ZONES.map((zone) => new Cron(pattern, { timezone: zone }));
  const ours = ZONES.map((zone) => tickSource({ cron: pattern, zone }, { zoneData }));
  const asked = ZONES.length * MOMENTS;
  const theirMs = bestOf(() => {
    for (const cron of theirs) for (const atMs of moments) cron.nextRun(new Date(atMs));
  });
  const ourMs = bestOf(() => {
    for (const source of ours) for (const atMs of moments) source.next(atMs);
  });
  let different = 0;
  for (const [index, cron] of theirs.entries()) {
    for (const atMs of moments) {
      if (cron.nextRun(new Date(atMs))?.getTime() !== ours[index]!.next(atMs)?.atMs) different += 1;
    }
  }
  const perSecond = (tookMs: number): number => Math.round((asked / tookMs) * 1000);
  return {
    croner: perSecond(theirMs),
    ours: perSecond(ourMs),
    ratio: Number((theirMs / ourMs).toFixed(1)),
    different,
  };
}

function triggerOf(index: number): Trigger {
  const zone = ZONES[index % ZONES.length]!;
  const minutes = index % 60;
  const forms: readonly Trigger[] = [
    { cron: `${minutes} ${index % 24} * * ${index % 7}`, zone },
    { cron: `*/${1 + (index % 15)} 9-16 * * 1-5`, zone },
    { calendar: 'XSHG', at: `close+${minutes}m` },
    { calendar: 'XNYS', at: '20:30', on: { nth: -1, of: 'month' }, plusSessions: 1 },
    { every: '15m', anchor: '2026-01-01T00:00:00Z' },
    {
      anyOf: [
        { calendar: 'XHKG', at: 'close' },
        { cron: `${minutes} 12 * * 6`, zone },
      ],
    },
  ];
  return forms[index % forms.length]!;
}

function bestOf(run: () => void): number {
  let bestMs = Infinity;
  for (let round = 0; round < ROUNDS; round += 1) {
    const beganMs = performance.now();
    run();
    bestMs = Math.min(bestMs, performance.now() - beganMs);
  }
  return bestMs;
}

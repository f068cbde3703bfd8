import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isTapelineError } from '../../core/errors.ts';
import { type Job, job } from './job.ts';
import { op } from './op.ts';
import { pipeline } from './pipeline.ts';
import { type Schedule, type ScheduleOptions, schedule } from './schedule.ts';

const one = pipeline('daily', (p) => p.add(op({ name: 'sync', run: () => 1 })));
const daily = job(one);
const narrow = job(one, { name: 'narrow', maxInstances: 2 });
const EVENING = { calendar: 'XSHG', at: 'close+90m' } as const;

const of = (options: ScheduleOptions, forJob: Job = daily): Schedule => schedule(forJob, { ...EVENING, ...options });

test('a schedule is a value with every rule spelled out', () => {
  const { name, job: of, trigger, policy, startsPaused, tags, priority } = schedule(daily, EVENING);
  assert.deepEqual(
    [name, of, trigger, startsPaused, tags, priority],
    ['daily.schedule', 'daily', EVENING, false, {}, 0],
  );
  assert.deepEqual(policy, {
    misfireGraceMs: null,
    coalesce: 'latest',
    overlap: 'skip',
    instancesMax: 1,
    catchUpMax: 100,
    jitterMs: 0,
  });
});

test('every form of trigger is kept as it was written, and nothing else with it', () => {
  const triggers = [
    { cron: '0 19 * * *', zone: 'Asia/Shanghai', dst: { gap: 'skip', overlap: 'both' } },
    { calendar: 'XNYS', at: 'open-15m', on: { nth: -1, of: 'month' }, plusSessions: 1 },
    { every: '4h', anchor: '2026-01-01T00:00:00Z' },
    { once: '2026-03-01T09:00:00+08:00' },
    { anyOf: [EVENING, { once: '2026-03-01T09:00:00+08:00' }] },
    { allOf: [EVENING, { cron: '* * * * 1', zone: 'UTC' }] },
  ] as const;
  for (const trigger of triggers)
    assert.deepEqual(schedule(daily, { ...trigger, misfireGrace: '1h', tags: { a: 'b' } }).trigger, trigger);
});

test('the limit of the job holds for its schedules', () => {
  assert.equal(of({ maxInstances: 2 }, narrow).policy.instancesMax, 2);
  assert.equal(of({}, narrow).policy.instancesMax, 1);
});

describe('what cannot both be meant is refused in one sentence', () => {
  const wrong: readonly (readonly [string, () => unknown, RegExp])[] = [
    ['cancelOther with two instances', () => of({ overlap: 'cancelOther', maxInstances: 2 }), /leaves one run.*is 2/],
    ['cancelOther without coalescing', () => of({ overlap: 'cancelOther', coalesce: 'none' }), /cancel the one before/],
    ['more instances than the job allows', () => of({ maxInstances: 3 }, narrow), /"narrow" allows 2/],
    ['a queue longer than the cap', () => of({ overlap: { queueAll: 11 }, catchUp: 10 }), /catchUp lets 10 ticks/],
    ['no grace at all', () => of({ misfireGrace: 0 }), /misfireGrace is 0 ms/],
    ['a grace that is no duration', () => of({ misfireGrace: '60' as '60s' }), /misfireGrace is "60"/],
    ['an unknown coalesce', () => of({ coalesce: 'last' as 'latest' }), /coalesce is "last"/],
    ['an unknown overlap', () => of({ overlap: 'wait' as 'skip' }), /overlap is "wait"/],
    ['a queue of none', () => of({ overlap: { queueAll: 0 } }), /overlap.queueAll is 0/],
    ['no instances', () => of({ maxInstances: 0 }), /maxInstances is 0/],
    ['half a catch-up', () => of({ catchUp: 1.5 }), /catchUp is 1.5/],
    ['a name that is no name', () => of({ name: 'at night' }), /characters outside/],
    ['no trigger', () => schedule(daily, {} as never), /it has 0 triggers/],
    [
      'two triggers',
      () => schedule(daily, { ...EVENING, cron: '* * * * *', zone: 'UTC' } as never),
      /it has 2 triggers/,
    ],
    ['a cron without a zone', () => schedule(daily, { cron: '* * * * *' } as never), /its trigger has no "zone"/],
    ['a field nobody knows', () => of({ grace: '1h' } as never), /unknown field "grace"/],
    ['no job', () => schedule(one as never, EVENING), /it has no job/],
  ];
  for (const [what, make, sentence] of wrong) {
    test(what, () => {
      const isTold = (error: unknown): boolean =>
        isTapelineError(error) && error.code === 'definition.invalid' && sentence.test(error.message);
      assert.throws(make, isTold);
    });
  }
});

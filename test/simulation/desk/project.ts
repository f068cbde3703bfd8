import type { JobHooks } from '../../../src/control/definition/hooks.ts';
import { type Job, job } from '../../../src/control/definition/job.ts';
import { type Op, type OpServices, op } from '../../../src/control/definition/op.ts';
import { type PipelineBuilder, pipeline, type Ref } from '../../../src/control/definition/pipeline.ts';
import { budget, pool } from '../../../src/control/definition/pool.ts';
import { defineProject, type Project } from '../../../src/control/definition/project.ts';
import { type Schedule, type ScheduleOptions, schedule } from '../../../src/control/definition/schedule.ts';
import { runRequest, type Sensor, sensor } from '../../../src/control/definition/sensor.ts';
import { eventSensor, onRun } from '../../../src/control/definition/sensor-kinds.ts';
import type { Trigger } from '../../../src/core/trigger.ts';
import { type Draw, drawOf } from '../draw.ts';
import { isEven, type Value } from '../jobs.ts';
import type { DeskPlan } from './plan.ts';
import { slicesOf } from './slices.ts';
import { answeringJob, watchingSensors } from './watched.ts';

/** What an op of the project calls. */
export type Perform = (inputs: object, context: OpServices, about: OpAbout) => Promise<Performed>;
export type OpAbout = {
  readonly writes: readonly string[];
  readonly uses: readonly { readonly name: string; readonly slots: number }[];
};
/** What ops and hooks do. */
export type ProjectWork = { readonly perform: Perform; readonly hooks: JobHooks };
export type Performed = { readonly value: Value; readonly list: readonly string[] };

/** The project of a seed in one of its versions: the same jobs, schedules and sensors that come, go and change. */
export function projectOf(plan: DeskPlan, version: number, { perform, hooks }: ProjectWork): Project {
  const { seed, features } = plan;
  const jobs = Array.from({ length: features.jobs }, (_, index) =>
    new JobMaker(plan, `job_${index}`, { perform, hooks }).make(drawOf(seed, `desk job ${index}`)),
  );
  const slices = slicesOf(plan, perform);
  const answer = answeringJob(perform);
  return defineProject({
    assets: slices.assets,
    jobs: [...jobs, answer, ...slices.jobs],
    schedules: [...schedulesOf(plan, version, jobs), ...slices.schedules],
    sensors: [...sensorsOf(plan, jobs), ...watchingSensors(plan, answer)],
    pools: features.pools ? POOLS.map(pool) : [],
    budgets: features.budgets
      ? [budget({ name: 'calls', perMinute: 6, perDay: seed % 5 === 0 ? 60 : 500, zone: 'Asia/Shanghai' })]
      : [],
  });
}

export const POOLS = [
  { name: 'vendor', slots: 2 },
  { name: 'memory', slots: 3 },
] as const;

class JobMaker {
  readonly #plan: DeskPlan;
  readonly #name: string;
  readonly #work: ProjectWork;
  #count = 0;

  constructor(plan: DeskPlan, name: string, work: ProjectWork) {
    this.#plan = plan;
    this.#name = name;
    this.#work = work;
  }

  make(draw: Draw): Job {
    const built = pipeline(this.#name, (p) => this.#grow(p, draw));
    return job(built, {
      concurrency: draw.int(1, 4),
      whenBudgetIsSpent: draw.pick(['wait', 'fail']),
      ...(draw.chance(0.5) ? { maxInstances: draw.int(1, 2) } : {}),
      hooks: this.#plan.features.hooks ? this.#work.hooks : {},
    });
  }

  #grow(p: PipelineBuilder, draw: Draw): void {
    const seen: Ref<Value | null>[] = [];
    for (let count = draw.int(1, 4); count > 0; count -= 1) seen.push(this.#step(p, draw, seen));
    if (this.#plan.features.conditions && draw.chance(0.6)) {
      const chosen = p.when(draw.pick(seen) as Ref<Value>, isEven, (q) => {
        const first = this.#step(q as PipelineBuilder, draw, seen);
        return draw.chance(0.5) ? first : this.#step(q as PipelineBuilder, draw, [first]);
      });
      seen.push(chosen);
    }
    if (this.#plan.features.maps) seen.push(this.#map(p, draw, seen));
    if (draw.chance(0.5)) this.#step(p, draw, seen.slice(-2));
  }

  /** A list, a step or two for each of its items, and one that takes what became of them. */
  #map(p: PipelineBuilder, draw: Draw, seen: readonly Ref<Value | null>[]): Ref<Value> {
    const list = p.add(this.#op(draw, 'list') as Op<Record<never, never>, readonly string[]>);
    const first = this.#op(draw, 'value') as Op<{ item: string; beside: Value | null }, Value>;
    const second = draw.chance(0.5) ? (this.#op(draw, 'value') as Op<{ before: Value }, Value>) : null;
    const options = {
      onItemFailure: draw.pick(['fail', 'skip'] as const),
      ...(draw.chance(0.5) ? { concurrency: draw.int(1, 2) } : {}),
    };
    const beside = draw.pick(seen);
    const whole = p.mapEach(
      list,
      (item, q) => {
        const done = q.add(first, { item, beside } as never) as Ref<Value>;
        return second === null ? done : (q.add(second, { before: done } as never) as Ref<Value>);
      },
      options,
    );
    return p.add(
      this.#op(draw, 'value') as Op<{ all: readonly Value[] }, Value>,
      { all: whole } as never,
    ) as Ref<Value>;
  }

  #step(p: PipelineBuilder, draw: Draw, seen: readonly Ref<Value | null>[]): Ref<Value> {
    const some = Array.from({ length: seen.length === 0 ? 0 : draw.int(0, 2) }, () => draw.pick(seen));
    const inputs = Object.fromEntries([...new Set(some)].map((ref, index) => [`in_${index}`, ref]));
    return p.add(this.#op(draw, 'value') as Op<object, Value>, inputs as never, {
      priority: draw.int(-1, 1),
    }) as Ref<Value>;
  }

  #op(draw: Draw, gives: 'value' | 'list'): Op<never, unknown> {
    const { pools, budgets, assets } = this.#plan.features;
    const name = `${this.#name}.s${this.#count}`;
    this.#count += 1;
    const writes = assets && draw.chance(0.4) ? [draw.pick(['prices', 'scores'])] : [];
    const uses =
      pools && draw.chance(0.5)
        ? [
            draw.pick([
              { name: 'vendor', slots: 1 },
              { name: 'memory', slots: 1 },
              { name: 'memory', slots: 2 },
            ]),
          ]
        : [];
    const { perform } = this.#work;
    return op({
      name,
      writes,
      pool: uses,
      budget: budgets && draw.chance(0.3) ? [{ name: 'calls', cost: draw.int(1, 2) }] : [],
      critical: draw.chance(0.15),
      ...(draw.chance(0.6)
        ? { retry: { max: draw.int(1, 3), jitter: draw.pick([0, 0.1]), delay: draw.int(0, 5000), maxDelay: 20_000 } }
        : {}),
      ...(draw.chance(0.5) ? { timeout: draw.int(2, 25) * 1000 } : {}),
      run: async (inputs: object, context) => (await perform(inputs, context, { writes, uses }))[gives],
    }) as never;
  }
}

const TRIGGERS: readonly Trigger[] = [
  { every: '20s', anchor: '2026-01-01T00:00:00Z' },
  { every: '45s', anchor: '2026-01-01T00:00:07Z' },
  { cron: '* * * * *', zone: 'Asia/Shanghai' },
  { cron: '*/2 * * * *', zone: 'America/New_York' },
  { cron: '0,30 * * * * *', zone: 'Europe/Berlin' },
  { cron: '0 2 * * *', zone: 'Europe/Berlin' },
  { cron: '30 1 * * *', zone: 'America/New_York' },
  { calendar: 'XSHG', at: 'open+1m' },
  { calendar: 'XSHG', at: 'close+1m' },
  { calendar: 'XSHG', at: 'close-2m' },
  {
    anyOf: [
      { every: '90s', anchor: '2026-01-01T00:00:00Z' },
      { cron: '* * * * *', zone: 'UTC' },
    ],
  },
];

function schedulesOf({ seed, features }: DeskPlan, version: number, jobs: readonly Job[]): readonly Schedule[] {
  return Array.from({ length: features.schedules }, (_, index) => {
    const draw = drawOf(seed, `schedule ${index}`);
    const first = scheduleOf(draw, index, jobs);
    if (version % 2 === 0) return [first];
    const change = draw.pick(['none', 'trigger', 'gone'] as const);
    if (change === 'none') return [first];
    return change === 'gone' ? [] : [scheduleOf(drawOf(seed, `schedule ${index} again`), index, jobs)];
  }).flat();
}

function scheduleOf(draw: Draw, index: number, jobs: readonly Job[]): Schedule {
  const target = draw.pick(jobs);
  const overlap = draw.pick<ScheduleOptions['overlap'] & {}>(['skip', 'queueOne', { queueAll: 2 }, 'cancelOther']);
  const coalesce = overlap === 'cancelOther' ? 'latest' : draw.pick(['latest', 'earliest', 'none'] as const);
  return schedule(target, {
    ...draw.pick(TRIGGERS),
    name: `tick_${index}`,
    overlap,
    coalesce,
    misfireGrace: draw.pick([null, '1s', '10s', '1h']),
    maxInstances: overlap === 'cancelOther' ? 1 : draw.int(1, target.maxInstances ?? 2),
    catchUp: draw.pick([2, 5, 100]),
    jitter: draw.pick([0, 0, '3s']),
    paused: draw.chance(0.05),
    priority: draw.int(-1, 1),
  });
}

/** Runs that the counting sensor asks for, one each look. */
export const COUNT_MAX = 12;

function sensorsOf({ seed, features }: DeskPlan, jobs: readonly Job[]): readonly Sensor[] {
  const draw = drawOf(seed, 'sensors');
  const target = draw.pick(jobs);
  const counting = sensor({
    name: 'counting',
    every: draw.pick(['2s', '15s']),
    evaluate: ({ cursor, nowMs }) => {
      if (drawOf(seed, `counting ${nowMs}`).chance(0.2)) throw new Error('the sensor broke');
      const count = Number(cursor ?? 0);
      if (count >= COUNT_MAX) return { skipReason: 'it has counted to the end' };
      return { cursor: count + 1, requests: [runRequest(target, { runKey: `count ${count + 1}` })] };
    },
  });
  const emitting = eventSensor('arrived', target, { name: 'emitted' });
  const listeners =
    jobs.length > 1 ? [onRun(jobs[0]!, draw.pick(['success', 'any']), jobs[1]!, { name: 'ended' })] : [];
  return [
    ...(features.counting ? [counting] : []),
    ...(features.emitting ? [emitting] : []),
    ...(features.listening ? listeners : []),
  ];
}

import { TapelineError } from '../../core/errors.ts';
import { checkName } from '../../core/ids.ts';
import type { Duration } from '../../core/time.ts';
import type { Trigger } from '../../core/trigger.ts';
import { type Branded, brand, isBranded } from './brand.ts';
import { definedDurationMs } from './duration.ts';
import type { Job } from './job.ts';

/** A job, when it is due, and what becomes of each tick. */
export type Schedule = Branded<'schedule'> & {
  readonly name: string;
  readonly description: string;
  readonly job: string;
  readonly trigger: Trigger;
  readonly policy: TickPolicy;
  /** Registered paused: `tapeline schedule resume` lets it go. */
  readonly startsPaused: boolean;
  /** For its runs: tags, config by `op.key` or `key`, and how urgent they are in the queue. */
  readonly tags: Readonly<Record<string, string>>;
  readonly config: Readonly<Record<string, unknown>>;
  readonly priority: number;
};

/** What happens to a tick: every rule that `decide` knows. */
export type TickPolicy = {
  /** A tick that comes up later than this does not run; null when it is never too late. */
  readonly misfireGraceMs: number | null;
  readonly coalesce: Coalesce;
  readonly overlap: Overlap;
  /** Runs of the job, whoever made them, beside which no further one starts. */
  readonly instancesMax: number;
  /** Ticks that one decision looks at; older ones are summed up in one line. */
  readonly catchUpMax: number;
  /** A run starts up to this much after its tick: how much is drawn from the tick itself, so it never changes. */
  readonly jitterMs: number;
};

/** Of several due ticks, which run. */
export type Coalesce = 'latest' | 'earliest' | 'none';
/** What a tick does while as many runs of the job are open as may be. */
export type Overlap = 'skip' | 'queueOne' | { readonly queueAll: number } | 'cancelOther';

export type ScheduleOptions = {
  readonly name?: string;
  readonly description?: string;
  readonly misfireGrace?: Duration | null;
  readonly coalesce?: Coalesce;
  readonly overlap?: Overlap;
  readonly maxInstances?: number;
  readonly catchUp?: number;
  readonly jitter?: Duration;
  readonly paused?: boolean;
  readonly tags?: Readonly<Record<string, string>>;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly priority?: number;
};

export const CATCH_UP_DEFAULT = 100;
const CATCH_UP_MAX = 10_000;
const GRACE_MIN_MS = 1000;

/**
 * A schedule: `schedule(full, { calendar: 'XSHG', at: 'close+90m' })`. One without a zone or a calendar does not compile.
 * @throws definition.invalid for policies that contradict each other, in one sentence.
 */
export function schedule(job: Job, spec: Trigger & ScheduleOptions): Schedule {
  if (!isBranded(job, 'job')) throw invalid('A schedule', 'it has no job', 'Write schedule(job(…), { … }).');
  const name = checkName('schedule', spec.name ?? `${job.name}.schedule`);
  const where = `Schedule "${name}"`;
  const policy = policyOf(where, job, spec);
  checkPolicy(where, job, policy);
  return brand('schedule', {
    name,
    description: spec.description ?? '',
    job: job.name,
    trigger: triggerOf(where, spec),
    policy,
    startsPaused: spec.paused ?? false,
    tags: spec.tags ?? {},
    config: spec.config ?? {},
    priority: whole(where, 'priority', spec.priority ?? 0, { min: -1000, max: 1000 }),
  });
}

function policyOf(where: string, job: Job, spec: ScheduleOptions): TickPolicy {
  const { misfireGrace = null, coalesce = 'latest', overlap = 'skip', jitter = 0 } = spec;
  const instancesMax = spec.maxInstances ?? 1;
  return {
    misfireGraceMs: misfireGrace === null ? null : definedDurationMs(where, 'misfireGrace', misfireGrace),
    coalesce: oneOf(where, 'coalesce', coalesce, ['latest', 'earliest', 'none']),
    overlap: checkOverlap(where, overlap),
    instancesMax: Math.min(
      whole(where, 'maxInstances', instancesMax, { min: 1, max: 1000 }),
      limitOf(where, job, spec),
    ),
    catchUpMax: whole(where, 'catchUp', spec.catchUp ?? CATCH_UP_DEFAULT, { min: 1, max: CATCH_UP_MAX }),
    jitterMs: definedDurationMs(where, 'jitter', jitter),
  };
}

/** The job's own limit holds for everybody. */
function limitOf(where: string, job: Job, { maxInstances = 1 }: ScheduleOptions): number {
  if (job.maxInstances === null || maxInstances <= job.maxInstances) return job.maxInstances ?? maxInstances;
  const problem = `maxInstances is ${maxInstances}, but its job "${job.name}" allows ${job.maxInstances}`;
  throw invalid(where, problem, 'Raise the limit of the job, or lower this one.');
}

function checkOverlap(where: string, overlap: Overlap): Overlap {
  if (typeof overlap !== 'object')
    return oneOf<Exclude<Overlap, object>>(where, 'overlap', overlap, ['skip', 'queueOne', 'cancelOther']);
  whole(where, 'overlap.queueAll', overlap?.queueAll, { min: 1, max: CATCH_UP_MAX });
  return { queueAll: overlap.queueAll };
}

/** Policies that cannot both be meant. */
function checkPolicy(where: string, job: Job, policy: TickPolicy): void {
  const { misfireGraceMs, coalesce, overlap, catchUpMax } = policy;
  if (overlap === 'cancelOther' && policy.instancesMax > 1) {
    const problem = `overlap "cancelOther" leaves one run of "${job.name}", but maxInstances is ${policy.instancesMax}`;
    throw invalid(where, problem, 'Leave maxInstances out, or choose another overlap.');
  }
  if (overlap === 'cancelOther' && coalesce === 'none') {
    const problem = 'with coalesce "none" and overlap "cancelOther" each missed tick would cancel the one before it';
    throw invalid(where, problem, 'Choose coalesce "latest".');
  }
  if (typeof overlap === 'object' && overlap.queueAll > catchUpMax) {
    const problem = `overlap queues up to ${overlap.queueAll} runs, but catchUp lets ${catchUpMax} ticks through`;
    throw invalid(where, problem, 'Raise catchUp, or queue fewer.');
  }
  if (misfireGraceMs !== null && misfireGraceMs < GRACE_MIN_MS) {
    const problem = `misfireGrace is ${misfireGraceMs} ms, and a tick may come up that late on a busy machine`;
    throw invalid(where, problem, 'Write 1s or more, or null for never too late.');
  }
}

/** The trigger alone, without the policy that stands beside it. */
function triggerOf(where: string, spec: Trigger & ScheduleOptions): Trigger {
  const entries = Object.entries(spec).filter(([key, value]) => !OPTION_KEYS.has(key) && value !== undefined);
  const forms = FORMS.filter((form) => entries.some(([key]) => key === form.key));
  const unknown = entries.map(([key]) => key).find((key) => !forms.some((form) => form.fields.includes(key)));
  if (forms.length !== 1 || unknown !== undefined) {
    const problem = forms.length === 1 ? `it has an unknown field "${unknown}"` : `it has ${forms.length} triggers`;
    throw invalid(where, problem, `Write one of ${FORMS.map((form) => form.example).join(', ')}.`);
  }
  const missing = forms[0]!.needs.find((field) => !entries.some(([key]) => key === field));
  if (missing === undefined) return Object.fromEntries(entries) as Trigger;
  throw invalid(where, `its trigger has no "${missing}"`, `Write it like ${forms[0]!.example}.`);
}

const FORMS = [
  { key: 'cron', needs: ['zone'], may: ['dst'], example: "{ cron: '0 19 * * *', zone: 'Asia/Shanghai' }" },
  {
    key: 'calendar',
    needs: ['at'],
    may: ['on', 'plusSessions', 'dst'],
    example: "{ calendar: 'XSHG', at: 'close+90m' }",
  },
  { key: 'every', needs: ['anchor'], may: [], example: "{ every: '4h', anchor: '2026-01-01T00:00:00Z' }" },
  { key: 'once', needs: [], may: [], example: "{ once: '2026-03-01T09:00:00+08:00' }" },
  { key: 'anyOf', needs: [], may: [], example: '{ anyOf: [ … ] }' },
  { key: 'allOf', needs: [], may: [], example: '{ allOf: [ … ] }' },
].map((form) => ({ ...form, fields: [form.key, ...form.needs, ...form.may] }));

const OPTION_KEYS: ReadonlySet<string> = new Set([
  ...['name', 'description', 'misfireGrace', 'coalesce', 'overlap', 'maxInstances'],
  ...['catchUp', 'jitter', 'paused', 'tags', 'config', 'priority'],
]);

function oneOf<T extends string>(where: string, field: string, value: T, known: readonly T[]): T {
  if (known.includes(value)) return value;
  throw invalid(where, `${field} is "${String(value)}"`, `Write one of ${known.join(', ')}.`);
}

function whole(where: string, field: string, value: number, { min, max }: { min: number; max: number }): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw invalid(where, `${field} is ${value}`, `Write a whole number from ${min} to ${max}.`);
}

function invalid(where: string, problem: string, wayOut: string): TapelineError {
  return new TapelineError('definition.invalid', { facts: { where, problem, wayOut } });
}

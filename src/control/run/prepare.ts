import { TapelineError } from '../../core/errors.ts';
import { unstorableIn } from '../../core/json.ts';
import type { PartitionAsk, RunPartitions } from '../../core/partition.ts';
import { type ConfigLayer, resolveConfig } from '../definition/config.ts';
import type { Job } from '../definition/job.ts';
import type { RunAdmission, RunCreated, RunTrigger } from '../event/events.ts';
import { LATEST, type PartitionKeeper } from '../partition/keeper.ts';
import { definitionHash, planSteps } from '../plan/make-plan.ts';
import type { PlannedStep } from '../plan/plan.ts';
import { selectItems, selectionText, selectSteps } from '../plan/select.ts';
import { RUN_STATES_OVER, type RunRow, type StepRow } from '../state/rows.ts';
import type { RetryRequest, RunRequest, StateStore } from '../state/store.ts';
import { scopeOf } from './retry-scope.ts';
import { checkInputs, latestOutputs, neededFrom, outputsOf, takenItems } from './reuse.ts';
import { checkSameCode } from './same-code.ts';

export type PreparedRun = { readonly created: RunCreated; readonly selected: readonly string[] };

/** What the composition root knows and a request does not say. */
export type PrepareContext = {
  readonly definition: { readonly url: string; readonly version: string };
  readonly profile: string | null;
  readonly layers: readonly ConfigLayer[];
  readonly asOfMs: number;
  /** Knows the slices of partitioned jobs; without it there are none. */
  readonly partitions?: Pick<PartitionKeeper, 'requested'>;
};

/** A run of a job as it will be recorded: plan, validated config, outputs taken over. Nothing is written. */
export async function prepareRun(
  job: Job,
  request: RunRequest,
  store: Pick<StateStore, 'runs' | 'steps'>,
  context: PrepareContext,
): Promise<PreparedRun> {
  checkProfile(request.profile, context.profile);
  checkConcurrency(request.concurrency);
  const steps = planSteps(job.pipeline);
  const selected = selectSteps(steps, request.selection);
  if (selected.length === 0) throw nothingSelected(job, request.selection);
  const { steps: config } = await resolveConfig(job, [...context.layers, flagLayer(request)]);
  checkConfig(job, config);
  const text = selectionText(request.selection);
  const taken = await takenItems(job, steps, selected, { store, selection: text });
  const running = new Set([...selected.map((step) => step.key), ...Object.keys(taken?.but ?? {})]);
  const reused = await latestOutputs(job, neededFrom(steps, running), text, store);
  const trigger: RunTrigger = { kind: 'manual', by: request.by, parentRunId: null };
  const items = selectItems(steps, request.selection);
  const partitions = await partitionsOf(job, request, context);
  const created: RunCreated = {
    ...(await createdOf(job, steps, { ...context, config, reused, trigger, request, partitions })),
    ...(taken === null ? {} : { taken }),
    ...(items === null ? {} : { items }),
  };
  const keys = steps.map((step) => step.key).filter((key) => running.has(key));
  return { created: keys.length === steps.length ? created : { ...created, selected: keys }, selected: keys };
}

/** A run that takes over what an earlier one finished and does the rest again, with the same config. */
export async function prepareRetry(
  job: Job,
  earlier: RunRow,
  steps: readonly StepRow[],
  { mode, adopt = false }: Pick<RetryRequest, 'mode' | 'adopt'>,
  context: PrepareContext & { readonly by: string },
): Promise<PreparedRun> {
  if (!RUN_STATES_OVER.includes(earlier.state)) throw stillRunning(earlier);
  if (!adopt) await checkSameCode(earlier, job, context.definition.version);
  checkProfile(earlier.created.profile, context.profile);
  const plan = planSteps(job.pipeline);
  const { again, but } = scopeOf(plan, steps, mode);
  if (again.size === 0) throw nothingToRetry(earlier);
  const reused = outputsOf(
    plan.filter(({ key }) => !again.has(key)),
    steps,
  );
  checkInputs(earlier, steps, neededFrom(plan, again), reused);
  const trigger: RunTrigger = { kind: 'retry', by: context.by, parentRunId: earlier.runId };
  const { taken: _taken, ...before } = earlier.created;
  const created: RunCreated = {
    ...before,
    trigger,
    admission: admissionOf(job),
    reused,
    steps: plan,
    config: await configAgain(job, earlier, context),
    definition: { ...context.definition, hash: await definitionHash(job) },
    asOfMs: context.asOfMs,
    ...(Object.keys(but).length === 0 ? {} : { taken: { runId: earlier.runId, but } }),
    // Whoever names a step wants it done.
    ...(mode.kind === 'failed' ? {} : { isForced: true }),
  };
  const selected = plan.map((step) => step.key).filter((key) => again.has(key) || Object.hasOwn(reused, key));
  return { created: { ...created, selected }, selected };
}

/** The slices that a run makes: those asked for, or the newest. */
async function partitionsOf(job: Job, request: RunRequest, context: PrepareContext): Promise<RunPartitions | null> {
  const ask = request.partitions ?? null;
  if (job.partitions === null || context.partitions === undefined) {
    if (ask === null) return null;
    const what = `Job "${job.name}" is not cut into partitions`;
    const facts = { what, got: [ask.from, ask.to].join(' .. '), wayOut: 'Run it without naming partitions.' };
    throw new TapelineError('usage.invalid', { facts });
  }
  const latest: PartitionAsk = { from: LATEST, to: null, lanes: null };
  return context.partitions.requested(job.partitions, ask ?? latest, context.asOfMs);
}

/** Resources are those of the engine's profile: a run of another one would read other sources. */
function checkProfile(asked: string | null, ours: string | null): void {
  if (asked === null || asked === ours) return;
  const what = `This engine works with profile "${ours ?? '(none)'}"`;
  const facts = { what, got: asked, wayOut: 'Wait until it is done, or leave the profile out.' };
  throw new TapelineError('usage.invalid', { facts });
}

function checkConcurrency(concurrency: number | null): void {
  if (concurrency === null || (Number.isSafeInteger(concurrency) && concurrency >= 1)) return;
  const facts = { what: 'The concurrency of a run is a whole number of 1 or more', got: String(concurrency) };
  throw new TapelineError('usage.invalid', { facts: { ...facts, wayOut: 'Correct it, or leave it out.' } });
}

/** Config is stored with the run and read again by children and retries: it has to come back equal. */
function checkConfig(job: Job, config: RunCreated['config']): void {
  const problems = Object.entries(config).flatMap(([step, value]) => {
    const problem = unstorableIn(value);
    return problem === null ? [] : [`step "${step}": ${problem}`];
  });
  if (problems.length === 0) return;
  const facts = {
    where: `the config of job "${job.name}"`,
    problems,
    wayOut: 'Let the schema give plain JSON; make dates and the like of it in the op.',
  };
  throw new TapelineError('config.invalid', { facts });
}

/** The earlier run's config; for steps that came to the job since, what they would get now. */
export async function configAgain(job: Job, earlier: RunRow, context: PrepareContext): Promise<RunCreated['config']> {
  const { config } = earlier.created;
  if (job.pipeline.steps.every((step) => Object.hasOwn(config, step.key))) return config;
  const { steps: now } = await resolveConfig(job, context.layers);
  checkConfig(job, now);
  return { ...now, ...config };
}

type CreatedParts = Omit<PrepareContext, 'partitions'> & {
  readonly partitions: RunPartitions | null;
  readonly config: RunCreated['config'];
  readonly reused: RunCreated['reused'];
  readonly trigger: RunTrigger;
  readonly request: RunRequest;
};

async function createdOf(job: Job, steps: readonly PlannedStep[], parts: CreatedParts): Promise<RunCreated> {
  const { config, reused, trigger, request, definition, profile, asOfMs, partitions } = parts;
  return {
    job: job.name,
    tags: { ...job.tags, ...request.tags },
    trigger,
    definition: { ...definition, hash: await definitionHash(job) },
    config,
    profile,
    steps,
    concurrency: request.concurrency ?? job.concurrency,
    asOfMs,
    reused,
    ...(partitions === null ? {} : { partitions }),
    ...(request.isForced === true ? { isForced: true } : {}),
    admission: admissionOf(job),
  };
}

function admissionOf({ maxInstances }: Job): RunAdmission {
  return { instancesMax: maxInstances, priority: 0, notBeforeMs: null, graceMs: null };
}

export function flagLayer(request: Pick<RunRequest, 'settings'>): ConfigLayer {
  return { origin: 'flag', where: '--set', values: request.settings, isText: true, isStrict: true };
}

function nothingSelected(job: Job, selection: RunRequest['selection']): TapelineError {
  const facts = { what: `The selection leaves no step of "${job.name}" to run`, got: selectionText(selection) };
  return new TapelineError('usage.invalid', { facts: { ...facts, wayOut: 'Widen it.' } });
}

function stillRunning(earlier: RunRow): TapelineError {
  const facts = {
    what: `Run ${earlier.runId} is not over`,
    got: earlier.state,
    wayOut: 'Wait for its end, or cancel it.',
  };
  return new TapelineError('usage.invalid', { facts });
}

function nothingToRetry(earlier: RunRow): TapelineError {
  return new TapelineError('usage.invalid', {
    facts: {
      what: `Run ${earlier.runId} has nothing left to do again`,
      got: earlier.state,
      wayOut: `Start a new one with "tapeline run ${earlier.job}", or name a step with --from.`,
    },
  });
}

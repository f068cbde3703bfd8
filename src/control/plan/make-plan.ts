import { TapelineError } from '../../core/errors.ts';
import { canonicalJson, sha256Hex } from '../../core/hash.ts';
import { nearestName } from '../../core/nearest.ts';
import type { Job } from '../definition/job.ts';
import type { Pipeline, PipelineMap, PipelineStep } from '../definition/pipeline.ts';
import type { PlannedInput, PlannedMap, PlannedStep } from './plan.ts';

/** A job's steps in the order in which they would start one by one: Kahn's order, ties by priority, then name. */
export function planSteps(pipeline: Pipeline): readonly PlannedStep[] {
  const maps = plannedMaps(pipeline.steps);
  const planned = pipeline.steps.map((step) => planStep(step, step.map === null ? null : maps.get(step.map)!));
  checkReferences(pipeline.name, planned);
  return inOrder(pipeline.name, planned);
}

/**
 * What the definition was: the wiring, the policies and the code of ops, conditions and retry rules. A change of any of
 * it gives another hash; what they import is not seen.
 */
export function definitionHash(job: Job): Promise<string> {
  const known = HASHES.get(job) ?? hashOf(job);
  HASHES.set(job, known);
  return known;
}

/** A definition never changes while it stands. */
const HASHES = new WeakMap<Job, Promise<string>>();

async function hashOf(job: Job): Promise<string> {
  const code = job.pipeline.steps.map(({ key, op, conditions, map }) => {
    const functions = [
      op.run,
      op.retryIf,
      ...conditions.map(({ holds }) => holds),
      ...(map === null ? [] : [map.keyOf]),
    ];
    return [key, ...functions.map((each) => each?.toString() ?? null)];
  });
  const order = job.order?.toString() ?? null;
  const plan = { job: job.name, config: job.config, steps: planSteps(job.pipeline), code, order };
  return (await sha256Hex(canonicalJson(plan))).slice(0, 16);
}

/** Every step that waits for one of `keys`, directly or not. */
export function descendantsOf(steps: readonly PlannedStep[], keys: Iterable<string>): ReadonlySet<string> {
  const found = new Set<string>();
  const reached = new Set(keys);
  for (const step of steps) {
    if (!step.after.some((key) => reached.has(key))) continue;
    reached.add(step.key);
    found.add(step.key);
  }
  return found;
}

/** Every step that one of `keys` waits for, directly or not. */
export function ancestorsOf(steps: readonly PlannedStep[], keys: Iterable<string>): ReadonlySet<string> {
  const found = new Set<string>();
  const wanted = new Set(keys);
  for (const step of [...steps].reverse()) {
    if (!wanted.has(step.key)) continue;
    for (const key of step.after) {
      wanted.add(key);
      found.add(key);
    }
  }
  return found;
}

/** Each map as its steps carry it. What a member takes from outside, all of them wait for: items begin together. */
function plannedMaps(steps: readonly PipelineStep[]): ReadonlyMap<PipelineMap, PlannedMap> {
  const membersOf = new Map<PipelineMap, PipelineStep[]>();
  for (const step of steps) {
    if (step.map === null) continue;
    const known = membersOf.get(step.map);
    if (known === undefined) membersOf.set(step.map, [step]);
    else known.push(step);
  }
  return new Map(
    [...membersOf].map(([map, of]) => {
      const members = of.map((step) => step.key);
      const waits = of.flatMap(waitsOf).filter((key) => !members.includes(key));
      const { concurrency, onItemFailure, itemsMax } = map;
      const over = map.over.stepKey;
      return [map, { over, members, waits: distinct([over, ...waits]), concurrency, onItemFailure, itemsMax }];
    }),
  );
}

function waitsOf({ inputs, conditions, options }: PipelineStep): readonly string[] {
  const refs = [...Object.values(inputs), ...(options.after ?? [])];
  return [...refs.flatMap((ref) => ref.oneOf ?? [ref.stepKey]), ...conditions.map((condition) => condition.on)];
}

const distinct = (keys: readonly string[]): readonly string[] => [...new Set(keys)].sort();

function plannedInput({ stepKey, isOptional, part, oneOf }: PipelineStep['inputs'][string]): PlannedInput {
  const input = { from: stepKey, optional: isOptional };
  return { ...input, ...(part === undefined ? {} : { part }), ...(oneOf === undefined ? {} : { oneOf }) };
}

function planStep(step: PipelineStep, map: PlannedMap | null): PlannedStep {
  const { key, op, options, conditions } = step;
  return {
    key,
    op: op.name,
    inputs: Object.fromEntries(Object.entries(step.inputs).map(([name, ref]) => [name, plannedInput(ref)])),
    after: distinct([...waitsOf(step), ...(map?.waits ?? [])]),
    conditions: conditions.map(({ on, isOptional, label, part }, index) => ({
      on,
      optional: isOptional,
      index,
      label,
      ...(part === undefined ? {} : { part }),
    })),
    isolate: op.isolate,
    critical: options.critical ?? op.critical,
    priority: options.priority ?? 0,
    timeoutMs: op.timeoutMs,
    retry: op.retry,
    reads: op.reads,
    writes: op.writes,
    tags: { ...op.tags, ...options.tags },
    ...(op.memoryBytes === null ? {} : { memoryBytes: op.memoryBytes }),
    ...(op.pools.length === 0 ? {} : { pools: op.pools }),
    ...(op.budgets.length === 0 ? {} : { budgets: op.budgets }),
    ...(map === null ? {} : { map }),
  };
}

function checkReferences(pipeline: string, steps: readonly PlannedStep[]): void {
  const known = new Set(steps.map((step) => step.key));
  for (const step of steps) {
    const missing = step.after.find((key) => !known.has(key));
    if (missing === undefined) continue;
    const nearest = nearestName(missing, [...known]);
    const hint = nearest === null ? '' : `, did you mean "${nearest}"`;
    const problem = `step "${step.key}" waits for "${missing}", which is not there${hint}`;
    throw new TapelineError('definition.invalid', {
      facts: { where: `Pipeline "${pipeline}"`, problem, wayOut: 'Add that step, or remove the reference.' },
    });
  }
}

function inOrder(pipeline: string, steps: readonly PlannedStep[]): readonly PlannedStep[] {
  const waiting = new Map(steps.map((step) => [step.key, step.after.length]));
  const followers = followersOf(steps);
  // The last one starts first: taking it off the end moves nothing.
  const ready = steps.filter((step) => step.after.length === 0).sort((left, right) => firstToStart(right, left));
  const order: PlannedStep[] = [];
  while (ready.length > 0) {
    const step = ready.pop()!;
    order.push(step);
    for (const follower of followers.get(step.key) ?? []) {
      const left = waiting.get(follower.key)! - 1;
      waiting.set(follower.key, left);
      if (left === 0) ready.splice(placeIn(ready, follower), 0, follower);
    }
  }
  if (order.length === steps.length) return order;
  throw new TapelineError('definition.cycle', { facts: { pipeline, path: cycleIn(steps, order) } });
}

/** Where a step belongs in a list that ends with the first to start. */
function placeIn(ready: readonly PlannedStep[], step: PlannedStep): number {
  let [low, high] = [0, ready.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (firstToStart(ready[middle]!, step) > 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function firstToStart(left: PlannedStep, right: PlannedStep): number {
  return right.priority - left.priority || (left.key < right.key ? -1 : left.key > right.key ? 1 : 0);
}

function followersOf(steps: readonly PlannedStep[]): ReadonlyMap<string, readonly PlannedStep[]> {
  const followers = new Map<string, PlannedStep[]>();
  for (const step of steps) {
    for (const key of step.after) {
      const known = followers.get(key);
      if (known === undefined) followers.set(key, [step]);
      else known.push(step);
    }
  }
  return followers;
}

/** Walks back from any step that never became ready until a step comes up twice. */
function cycleIn(steps: readonly PlannedStep[], order: readonly PlannedStep[]): readonly string[] {
  const done = new Set(order.map((step) => step.key));
  const stuck = new Map(steps.filter((step) => !done.has(step.key)).map((step) => [step.key, step]));
  const path: string[] = [];
  let at = [...stuck.keys()].sort()[0]!;
  while (!path.includes(at)) {
    path.push(at);
    at = stuck.get(at)!.after.find((key) => stuck.has(key))!;
  }
  return [...path.slice(path.indexOf(at)), at].reverse();
}

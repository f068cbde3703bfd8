import { EXIT, isTapelineError, TapelineError } from '../../core/errors.ts';
import { nearestName } from '../../core/nearest.ts';
import type { Job } from './job.ts';
import type { PipelineStep } from './pipeline.ts';
import { type ConfigKey, configKeys, unknownKeyOf, validateConfig, valueOfText } from './schema.ts';

export type ConfigOrigin = 'default' | 'job' | 'project' | 'file' | 'environment' | 'flag';

/** One place that sets config. Later layers win. */
export type ConfigLayer = {
  readonly origin: ConfigOrigin;
  /** Where exactly: a file's path, a variable's name, `--set`. */
  readonly where: string;
  /** `key` or `op.key` → value. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Values are text that has to be read in the type its key wants. */
  readonly isText: boolean;
  /** A key that no op of the job knows is an error; otherwise it may belong to another job. */
  readonly isStrict: boolean;
};

export type ResolvedKey = {
  readonly step: string;
  readonly key: string;
  readonly value: unknown;
  readonly origin: ConfigOrigin;
  readonly where: string;
  readonly description: string | null;
};

export type ResolvedConfig = {
  /** Validated config by step key, defaults filled in. */
  readonly steps: Readonly<Record<string, unknown>>;
  readonly keys: readonly ResolvedKey[];
};

/**
 * The config of every step of a job from all layers. A bare `key` sets it in every op of the job that has it, and
 * must mean the same in all of them; `op.key` sets one. An op whose schema cannot name its keys takes any `op.key`.
 *
 * @throws usage.unknown_name, usage.invalid for an ambiguous key, config.invalid with all problems of all steps at once.
 */
export async function resolveConfig(job: Job, layers: readonly ConfigLayer[]): Promise<ResolvedConfig> {
  const known = keysOf(job);
  const own: ConfigLayer = {
    origin: 'job',
    where: `job "${job.name}"`,
    values: job.config,
    isText: false,
    isStrict: true,
  };
  const chosen = new Map<string, Map<string, Chosen>>(job.pipeline.steps.map((step) => [step.key, new Map()]));
  for (const layer of [own, ...layers]) {
    for (const [name, raw] of Object.entries(layer.values)) {
      for (const { step, key } of targetsOf(job, known, layer, name)) {
        chosen.get(step.key)!.set(key.key, { value: layer.isText ? valueOfText(key, String(raw)) : raw, layer });
      }
    }
  }
  return validateSteps(job, known, chosen);
}

type Chosen = { readonly value: unknown; readonly layer: ConfigLayer };
type Target = { readonly step: PipelineStep; readonly key: ConfigKey };
type KnownKeys = ReadonlyMap<string, readonly ConfigKey[] | null>;

function targetsOf(job: Job, known: KnownKeys, layer: ConfigLayer, name: string): readonly Target[] {
  const targets = namedIn(job, known, name);
  if (targets.length === 0 && layer.isStrict) throw unknownKey(job, known, layer, name);
  const types = new Set(targets.map(({ key }) => `${key.type}/${key.itemType}`));
  if (types.size > 1) throw ambiguousKey(name, name.slice(name.lastIndexOf('.') + 1), targets);
  return targets;
}

/** The keys of a job that `key` or `op.key` names. */
function namedIn(job: Job, known: KnownKeys, name: string): readonly Target[] {
  const dot = name.lastIndexOf('.');
  const [scope, bare] = dot < 0 ? [null, name] : [name.slice(0, dot), name.slice(dot + 1)];
  return job.pipeline.steps
    .filter((step) => scope === null || step.key === scope || step.op.name === scope)
    .flatMap((step) => {
      const key = keyNamed(known.get(step.key)!, bare, scope !== null);
      return key === null ? [] : [{ step, key }];
    });
}

function keyNamed(keys: readonly ConfigKey[] | null, name: string, isForThisOp: boolean): ConfigKey | null {
  if (keys === null) return isForThisOp ? unknownKeyOf(name) : null;
  return keys.find((key) => key.key === name) ?? null;
}

async function validateSteps(
  job: Job,
  known: KnownKeys,
  chosen: ReadonlyMap<string, ReadonlyMap<string, Chosen>>,
): Promise<ResolvedConfig> {
  const steps: Record<string, unknown> = {};
  const keys: ResolvedKey[] = [];
  const refused: Refusal[] = [];
  for (const step of job.pipeline.steps) {
    const picked = chosen.get(step.key)!;
    const values = Object.fromEntries([...picked].map(([key, { value }]) => [key, value]));
    try {
      const valid = await validateConfig(`step "${step.key}" of job "${job.name}"`, step.op.config, values);
      steps[step.key] = valid;
      const all = known.get(step.key) ?? [...picked.keys()].map(unknownKeyOf);
      for (const key of all) keys.push(resolvedKey(step.key, key, valid, picked.get(key.key)));
    } catch (error) {
      if (!isInvalidConfig(error)) throw error;
      const keys = error.facts.problems.map((problem) => /^\w*/.exec(problem)![0]);
      refused.push({ step: step.key, error, isFlag: keys.some((key) => picked.get(key)?.layer.origin === 'flag') });
    }
  }
  if (refused.length > 0) throw allRefusals(job, refused);
  return { steps, keys };
}

type Refusal = {
  readonly step: string;
  readonly error: TapelineError<'config.invalid'>;
  /** A flag set one of the keys: then the command line is wrong, otherwise a file or the definition. */
  readonly isFlag: boolean;
};

function isInvalidConfig(error: unknown): error is TapelineError<'config.invalid'> {
  return isTapelineError(error) && error.code === 'config.invalid';
}

/** Every problem once, with the steps that have it: a bare key reaches several. */
function allRefusals(job: Job, refused: readonly Refusal[]): TapelineError {
  const steps = new Map<string, string[]>();
  for (const { step, error } of refused) {
    for (const problem of error.facts.problems) steps.set(problem, [...(steps.get(problem) ?? []), step]);
  }
  const problems = [...steps].map(([problem, names]) => `${problem} in ${names.join(', ')}`);
  const { wayOut } = refused[0]!.error.facts;
  const exit = refused.some(({ isFlag }) => isFlag) ? EXIT.usage : EXIT.definitions;
  return new TapelineError('config.invalid', {
    facts: { where: `Config of job "${job.name}"`, problems, wayOut },
    exit,
  });
}

function resolvedKey(step: string, key: ConfigKey, valid: unknown, chosen: Chosen | undefined): ResolvedKey {
  const value = (valid as Readonly<Record<string, unknown>> | null)?.[key.key];
  const { origin, where } = chosen?.layer ?? { origin: 'default' as const, where: 'the op' };
  return { step, key: key.key, value, origin, where, description: key.description };
}

function unknownKey(job: Job, known: KnownKeys, layer: ConfigLayer, name: string): TapelineError {
  const names = [...new Set([...known.values()].flatMap((keys) => keys ?? []).map((key) => key.key))].sort();
  const where = `set by ${layer.where}, for job "${job.name}"`;
  return new TapelineError('usage.unknown_name', { facts: { ...keyFacts(name, names), where } });
}

function keyFacts(name: string, known: readonly string[]) {
  const nearest = nearestName(name.slice(name.lastIndexOf('.') + 1), known);
  return { kind: 'config key', name, nearest, known } as const;
}

/**
 * Layers that serve several jobs may hold keys that only one of them knows; a key that none knows is a mistake.
 * @throws usage.unknown_name
 */
export function checkKeysOfLayers(jobs: readonly Job[], layers: readonly ConfigLayer[]): void {
  const named = layers.flatMap((layer) => Object.keys(layer.values).map((name) => ({ layer, name })));
  if (named.length === 0) return;
  const known = jobs.map((job) => ({ job, keys: keysOf(job) }));
  const lost = named.find(({ name }) => known.every(({ job, keys }) => namedIn(job, keys, name).length === 0));
  if (lost === undefined) return;
  const names = known.flatMap(({ keys }) => [...keys.values()].flatMap((each) => each ?? []).map(({ key }) => key));
  const facts = { ...keyFacts(lost.name, [...new Set(names)].sort()), where: `set by ${lost.layer.where}` };
  throw new TapelineError('usage.unknown_name', { facts, exit: EXIT.definitions });
}

function keysOf(job: Job): KnownKeys {
  return new Map(job.pipeline.steps.map((step) => [step.key, configKeys(step.op.config)]));
}

function ambiguousKey(name: string, bare: string, targets: readonly Target[]): TapelineError {
  const choices = targets.map(({ step }) => `${step.key}.${bare}`).join(' or ');
  return new TapelineError('usage.invalid', {
    facts: { what: 'Several ops have this key with different types', got: name, wayOut: `Write ${choices}.` },
  });
}

import type { Bytes } from '../../core/bytes.ts';
import type { Clock, Random } from '../../core/clock.ts';
import { TapelineError } from '../../core/errors.ts';
import { checkName } from '../../core/ids.ts';
import type { MadeByOp, PartitionKey, RunPartitions } from '../../core/partition.ts';
import type { Snapshot, SnapshotChange } from '../../core/snapshot.ts';
import type { Duration } from '../../core/time.ts';
import type { PlannedBudget, PlannedPool, PlannedRetry } from '../plan/plan.ts';
import { type Branded, brand } from './brand.ts';
import { definedDurationMs } from './duration.ts';
import type { Log } from './log.ts';
import { planMemory } from './memory.ts';
import { type BudgetUse, type PoolUse, planBudgets, planPools } from './pool.ts';
import type { Resources, ResourceValues } from './resource.ts';
import { planRetry, type RetryIf, type RetryPolicy } from './retry.ts';
import type { ConfigOf, ConfigSchema } from './schema.ts';
import { checkSkipUnchanged, type SkipUnchanged } from './skip-unchanged.ts';

/** What an op gets besides its inputs: its config, its resources by name, and the engine's services. */
export type OpContext<
  S extends ConfigSchema | undefined = undefined,
  R extends Resources = Record<never, never>,
> = OpServices & {
  readonly config: ConfigOf<S>;
} & ResourceValues<R>;

export type OpServices = {
  readonly runId: string;
  readonly stepKey: string;
  readonly attempt: number;
  /** Equal for every attempt of this step in this run: hand it to outside systems that take one. */
  readonly idempotencyKey: string;
  /** Nothing known after this instant may be used. */
  readonly asOfMs: number;
  /** Aborted on cancel and timeout. */
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly random: Random;
  readonly codeVersion: string;
  /** The asset as it was when this attempt started. Only assets named in `reads` or `writes`. */
  readonly snapshot: (asset: string) => Snapshot;
  /** The slices that this run is asked to make; null where it makes whole assets. */
  readonly partitions: RunPartitions | null;
  /** Says which slices of an asset in `writes` are whole now. Without it they are those the run was asked for. */
  readonly made: (made: MadeByOp) => void;
  /** Says which names there are in a dynamic set of an asset in `writes`, with their dates; others stay as they are. */
  readonly addKeys: (keysOf: string, keys: readonly PartitionKey[]) => void;
  /** Publishes together with the step's success, or not at all. Only assets named in `writes`. */
  readonly publish: (change: SnapshotChange) => void;
  readonly budget: BudgetInStep;
  /** Progress for people: "183 of 500 symbols". */
  readonly progress: (done: number, total: number, what?: string) => void;
};

/** More of the op's budgets, in the midst of its work. */
export type BudgetInStep = {
  /**
   * Resolves when so much was taken of the budget: waits its turn among all runs, and rejects when the attempt is told
   * to stop. What was taken stays spent, whatever becomes of the attempt or the engine. `name` may be left out by an op
   * that has one budget.
   *
   * @throws definition.invalid for a budget that the op does not name, or more than it ever has
   */
  readonly spend: (cost: number, name?: string) => Promise<void>;
};

export type Metrics = {
  readonly rows: (count: number) => void;
  /** 0..1 */
  readonly quality: (score: number) => void;
  readonly set: (name: string, value: number) => void;
};

/** A typed function with config, resources, retry and timeout. `I` names its inputs, `O` is what it returns. */
export type Op<I = Record<never, never>, O = unknown> = Branded<'op'> & {
  readonly name: string;
  readonly description: string;
  readonly config: ConfigSchema | null;
  readonly resources: Resources;
  readonly retry: PlannedRetry;
  readonly retryIf: RetryIf | null;
  readonly timeoutMs: number | null;
  readonly isolate: 'none' | 'process';
  readonly memoryBytes: number | null;
  readonly critical: boolean;
  readonly pools: readonly PlannedPool[];
  readonly budgets: readonly PlannedBudget[];
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly skipUnchanged: SkipUnchanged | null;
  readonly run: (inputs: I, context: never) => Promise<O> | O;
};

export type OpSpec<I, O, S extends ConfigSchema | undefined, R extends Resources> = {
  readonly name: string;
  readonly description?: string;
  readonly config?: S;
  readonly resources?: R;
  /** Without one the op is tried once. */
  readonly retry?: RetryPolicy;
  readonly timeout?: Duration;
  /** `process`: runs in a child process of its own group. For work that is CPU-heavy, native, or not to be trusted. */
  readonly isolate?: 'none' | 'process';
  /** What its process and all it starts may use, `2GB`: over it the attempt fails. With `isolate: 'process'` only. */
  readonly memory?: Bytes;
  /** When it fails, nothing else starts and the run fails. Otherwise only its descendants are skipped. */
  readonly critical?: boolean;
  /** Slots it holds while it works, of pools that all runs share. It starts when it gets all of them, or waits. */
  readonly pool?: PoolUse | readonly PoolUse[];
  /** What each attempt costs, from budgets that all runs share. */
  readonly budget?: BudgetUse | readonly BudgetUse[];
  readonly reads?: readonly string[];
  readonly writes?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
  /** A step of it is not done where nothing has changed that decides what it makes: its last output stands. */
  readonly skipUnchanged?: SkipUnchanged<I>;
  readonly run: (inputs: I, context: OpContext<S, R>) => Promise<O> | O;
};

/** @throws definition.invalid for a name, timeout or retry policy that cannot be. */
export function op<
  I extends object = Record<never, never>,
  O = unknown,
  S extends ConfigSchema | undefined = undefined,
  R extends Resources = Record<never, never>,
>(spec: OpSpec<I, O, S, R>): Op<I, O> {
  const name = checkName('op', spec.name);
  if (spec.skipUnchanged !== undefined) checkSkipUnchanged(name, spec.skipUnchanged as never, spec.writes ?? []);
  return brand('op', {
    name,
    description: spec.description ?? '',
    config: spec.config ?? null,
    resources: spec.resources ?? {},
    retry: planRetry(`op "${name}"`, spec.retry),
    retryIf: spec.retry?.retryIf ?? null,
    timeoutMs: spec.timeout === undefined ? null : planTimeout(`op "${name}"`, spec.timeout),
    isolate: spec.isolate ?? 'none',
    memoryBytes: spec.memory === undefined ? null : planMemory(`op "${name}"`, spec.memory, spec.isolate),
    critical: spec.critical ?? false,
    pools: planPools(`op "${name}"`, spec.pool),
    budgets: planBudgets(`op "${name}"`, spec.budget),
    reads: spec.reads ?? [],
    writes: spec.writes ?? [],
    tags: spec.tags ?? {},
    skipUnchanged: (spec.skipUnchanged as SkipUnchanged | undefined) ?? null,
    run: spec.run as (inputs: I, context: never) => Promise<O> | O,
  });
}

function planTimeout(where: string, timeout: Duration): number {
  const timeoutMs = definedDurationMs(where, 'timeout', timeout);
  if (timeoutMs > 0) return timeoutMs;
  const problem = 'timeout is 0, so that no attempt could ever succeed';
  throw new TapelineError('definition.invalid', { facts: { where, problem, wayOut: 'Raise it, or leave it out.' } });
}

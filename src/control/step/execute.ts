import type { Clock, Random } from '../../core/clock.ts';
import { assert, type ErrorRecord, TapelineError, toErrorRecord } from '../../core/errors.ts';
import { checkStorable, decodeOutput, encodeOutput } from '../../core/json.ts';
import type { KeysByOp, MadeByOp, PartitionKey } from '../../core/partition.ts';
import type { Snapshot, SnapshotChange } from '../../core/snapshot.ts';
import type { AssetCheck } from '../definition/asset-check.ts';
import type { Log, LogFields } from '../definition/log.ts';
import type { OpServices } from '../definition/op.ts';
import type { AnyOp } from '../definition/pipeline.ts';
import type { Provider, Resources } from '../definition/resource.ts';
import type { StepMetrics } from '../event/events.ts';
import { boundedLine } from './bounded-text.ts';
import { checkedChange } from './checked-change.ts';
import { runChecks, type Verdicts } from './checks.ts';
import { loggable } from './loggable.ts';
import { ResourceScope } from './resources.ts';
import { spender } from './spend.ts';
import type { StepListener, StepResult, StepTask } from './task.ts';

/** What this process lends to the op. */
export type StepSurroundings = {
  readonly clock: Clock;
  readonly random: Random;
  readonly providers: readonly Provider[];
  readonly projectDir: string;
  readonly setting: (key: string) => string | undefined;
  /** Rules over what the step is about to publish; none when not given. */
  readonly checksOf?: (asset: string) => readonly AssetCheck[];
};

/**
 * Runs one attempt of an op in this process: opens its resources, calls it, encodes what it returned, closes what it
 * opened. Never throws: whatever the op does comes back as a result.
 */
export async function executeStep(
  op: AnyOp,
  task: StepTask,
  around: StepSurroundings,
  listener: StepListener,
  signal: AbortSignal,
): Promise<StepResult> {
  const log = stepLog(listener);
  const notes = new StepNotes(op, task);
  const beganMs = around.clock.monotonicMs();
  const metrics = (): StepMetrics => notes.metrics(around.clock.monotonicMs() - beganMs);
  try {
    const { output, checks } = await callOp(op, task, around, { listener, log, notes, signal });
    return { outcome: 'succeeded', output, changes: [...notes.changes], ...notes.said, ...checks, metrics: metrics() };
  } catch (thrown) {
    const error = toErrorRecord(signal.aborted ? signal.reason : thrown);
    return { outcome: 'failed', error, retryIf: ruleOf(op, error, log), metrics: metrics() };
  }
}

type Attempt = {
  readonly listener: StepListener;
  readonly log: Log;
  readonly notes: StepNotes;
  readonly signal: AbortSignal;
};

type Called = { readonly output: string; readonly checks: { readonly checks?: Verdicts } };

async function callOp(op: AnyOp, task: StepTask, around: StepSurroundings, attempt: Attempt): Promise<Called> {
  const { log, notes, signal, listener } = attempt;
  const { clock, random, providers, projectDir, setting } = around;
  await using scope = new ResourceScope(providers, { clock, log, signal, projectDir, setting });
  signal.throwIfAborted();
  const resources = await scope.openAll(op.resources);
  signal.throwIfAborted();
  const budget = spender(op, listener, signal);
  const services = servicesOf(task, notes, { clock, random, log, signal, listener, budget });
  // A copy: what the op does to its config must not reach the next attempt.
  const context = { ...services, config: structuredClone(task.config), ...resources } as never;
  const value = await op.run(decodeInputs(task), context);
  signal.throwIfAborted();
  const output = encodeOutput(task.stepKey, value);
  const { changes, made } = notes;
  const { snapshots, asOfMs, partitions: asked = null } = task;
  const open = (wanted: Resources) => scope.openAll(wanted);
  const checksOf = around.checksOf ?? NO_CHECKS;
  const checks = await runChecks({
    checksOf,
    snapshots,
    changes,
    made,
    asked,
    output: value,
    asOfMs,
    open,
    log,
    signal,
  });
  return { output, checks: Object.keys(checks).length === 0 ? {} : { checks } };
}

const NO_CHECKS = (): readonly AssetCheck[] => [];

/** What the op's own rule says of a failure; a rule that throws says no. */
export function ruleOf(op: AnyOp, error: ErrorRecord, log: Pick<Log, 'error'> | null = null): boolean | null {
  try {
    return op.retryIf === null ? null : op.retryIf(error);
  } catch (cause) {
    log?.error(`retryIf of op "${op.name}" threw: the attempt is not retried`, { cause });
    return false;
  }
}

/** What an op noted about its own work. */
class StepNotes {
  readonly changes: SnapshotChange[] = [];
  readonly made: MadeByOp[] = [];
  readonly #keys: KeysByOp[] = [];
  readonly #op: AnyOp;
  readonly #task: StepTask;
  readonly #custom: Record<string, number> = {};
  #rows: number | null = null;
  #quality: number | null = null;

  constructor(op: AnyOp, task: StepTask) {
    this.#op = op;
    this.#task = task;
  }

  rows(count: number): void {
    assert(Number.isSafeInteger(count) && count >= 0, `step "${this.#task.stepKey}" reported ${count} rows`);
    this.#rows = count;
  }

  quality(score: number): void {
    assert(score >= 0 && score <= 1, `quality score ${score} of step "${this.#task.stepKey}" is outside 0..1`);
    this.#quality = score;
  }

  set(name: string, value: number): void {
    if (Number.isFinite(value)) this.#custom[name] = value;
  }

  snapshot(asset: string): Snapshot {
    const snapshot = this.#task.snapshots[asset];
    if (snapshot === undefined) throw this.#undeclared(asset, 'reads', 'reads or writes');
    return snapshot;
  }

  publish(change: SnapshotChange): void {
    if (!this.#op.writes.includes(change.asset)) throw this.#undeclared(change.asset, 'publishes', 'writes');
    const copy = checkedChange(this.#task.stepKey, change, this.changes);
    if (copy.added.length > 0 || copy.removed.length > 0) this.changes.push(copy);
  }

  sayMade(made: MadeByOp): void {
    if (!this.#op.writes.includes(made.asset)) throw this.#undeclared(made.asset, 'makes slices of', 'writes');
    checkStorable(this.#task.stepKey, `what it made of "${made.asset}"`, made);
    this.made.push(structuredClone(made));
  }

  addKeys(keysOf: string, keys: readonly PartitionKey[]): void {
    checkStorable(this.#task.stepKey, `the names of "${keysOf}"`, keys);
    this.#keys.push(structuredClone({ keysOf, keys }));
  }

  /** What it says of slices; fields are left out where it says nothing. */
  get said(): { readonly made?: readonly MadeByOp[]; readonly keys?: readonly KeysByOp[] } {
    const made = this.made.length === 0 ? {} : { made: [...this.made] };
    return this.#keys.length === 0 ? made : { ...made, keys: [...this.#keys] };
  }

  metrics(durationMs: number): StepMetrics {
    const [rows, qualityScore, custom] = [this.#rows, this.#quality, this.#custom];
    return {
      durationMs: Math.round(durationMs * 100) / 100,
      rows,
      qualityScore,
      cpuMs: null,
      peakRssBytes: null,
      custom,
    };
  }

  #undeclared(asset: string, does: string, field: string): TapelineError {
    return new TapelineError('definition.invalid', {
      facts: {
        where: `Op "${this.#op.name}"`,
        problem: `it ${does} asset "${asset}" without saying so`,
        wayOut: `Add "${asset}" to its ${field}.`,
      },
    });
  }
}

type Lent = Pick<OpServices, 'clock' | 'random' | 'log' | 'signal' | 'budget'> & { readonly listener: StepListener };

function servicesOf(task: StepTask, notes: StepNotes, lent: Lent): OpServices {
  const { listener, ...services } = lent;
  return {
    ...services,
    runId: task.runId,
    stepKey: task.stepKey,
    attempt: task.attempt,
    idempotencyKey: `${task.runId}/${task.stepKey}`,
    asOfMs: task.asOfMs,
    codeVersion: task.definition.version,
    metrics: {
      rows: (count) => notes.rows(count),
      quality: (score) => notes.quality(score),
      set: (name, value) => notes.set(name, value),
    },
    snapshot: (asset) => notes.snapshot(asset),
    publish: (change) => notes.publish(change),
    partitions: task.partitions ?? null,
    made: (made) => notes.sayMade(made),
    addKeys: (keysOf, keys) => notes.addKeys(keysOf, keys),
    progress: (done, total, what = '') => tell(() => listener.onProgress({ done, total, what })),
  };
}

function decodeInputs(task: StepTask): Record<string, unknown> {
  const entries = Object.entries(task.inputs);
  return Object.fromEntries(entries.map(([name, text]) => [name, text === null ? null : decodeOutput(text)]));
}

function stepLog(listener: StepListener): Log {
  const say =
    (level: keyof Log) =>
    (message: string, fields: LogFields = {}): void => {
      const { cause, ...rest } = fields;
      const error = cause === undefined ? null : toErrorRecord(cause);
      const line = { level, message: String(message), fields: loggable(rest), error };
      tell(() => listener.onLog(boundedLine(line)));
    };
  return { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') };
}

/** What a step says must not decide what becomes of it: a listener that fails is not its fault. */
function tell(say: () => void): void {
  try {
    say();
  } catch {
    // Nobody heard it.
  }
}

import type { OpServices } from '../../src/control/definition/op.ts';
import { TapelineError } from '../../src/core/errors.ts';
import type { LakeFile, Snapshot, SnapshotChange } from '../../src/core/snapshot.ts';
import { type Draw, drawOf } from './draw.ts';
import type { Value } from './jobs.ts';

export type Act = (key: string, writes: readonly string[], inputs: object, context: OpServices) => Promise<Value>;

/** One call of an op, written down by the op itself: what the checker believes beside the log. */
export type Call = {
  readonly runId: string;
  readonly stepKey: string;
  readonly attempt: number;
  readonly call: number;
  readonly inputs: Readonly<Record<string, Value | null>>;
  readonly does: Deed;
  /** What it wanted published, and what it gave back, once it came so far. */
  changes: readonly SnapshotChange[];
  value: Value | null;
};

export type Deed = 'succeed' | 'fail_later' | 'fail_foreign' | 'fail_for_good' | 'hang' | 'ignore' | 'spoil';

export type ActRates = Readonly<Record<Exclude<Deed, 'succeed'>, number>>;

/** Longer than any timeout and its grace. */
const LONG_MS = 60_000;

/** What ops do: drawn from the seed, the step and how often it was called, whatever else happens. */
export function actsOf(seed: number, rates: ActRates, calls: Call[]): Act {
  const counts = new Map<string, number>();
  return async (key, writes, inputs, context) => {
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    const draw = drawOf(seed, `${key} call ${count}`);
    const { runId, stepKey, attempt } = context;
    const does = deedOf(draw, rates);
    const call: Call = { runId, stepKey, attempt, call: count, inputs: { ...inputs }, does, changes: [], value: null };
    calls.push(call);
    await context.clock.sleep(draw.int(0, 4000), context.signal);
    await undo(does, draw, context);
    for (const asset of writes) if (draw.chance(0.7)) publish(asset, `${key}-${count}`, draw, call, context);
    call.value = { value: draw.int(0, 20), from: key, call: count };
    return call.value;
  };
}

function deedOf(draw: Draw, rates: ActRates): Deed {
  let left = draw.random.next();
  for (const [deed, rate] of Object.entries(rates)) {
    left -= rate;
    if (left < 0) return deed as Deed;
  }
  return 'succeed';
}

/** Does what keeps a call from succeeding, if anything. */
async function undo(does: Deed, draw: Draw, { clock, signal, publish: tryPublish }: OpServices): Promise<void> {
  const source = { source: 'sim', detail: does };
  switch (does) {
    case 'fail_later':
      throw new TapelineError('source.transient', { facts: source, retry: 'later', ...asked(draw) });
    case 'fail_foreign':
      throw new Error('a library failed');
    case 'fail_for_good':
      throw new TapelineError('source.permission', { facts: source });
    case 'hang':
      return clock.sleep(LONG_MS, signal);
    case 'ignore':
      return clock.sleep(LONG_MS);
    case 'spoil':
      return tryPublish({ asset: 'not_mine', removed: [], added: [fileOf('spoiled', 'p0', 1)] });
    case 'succeed':
      return undefined;
  }
}

function asked(draw: Draw): { retryAfterMs?: number } {
  return draw.chance(0.3) ? { retryAfterMs: draw.int(0, 60_000) } : {};
}

const PARTITIONS = ['p0', 'p1', 'p2'];

function publish(asset: string, name: string, draw: Draw, call: Call, context: OpServices): void {
  const change = changeOf(context.snapshot(asset), name, draw);
  context.publish(change);
  call.changes = [...call.changes, change];
}

/** Replaces one partition as it was when the attempt began: a conflict when somebody else did so meanwhile. */
function changeOf({ asset, files }: Snapshot, name: string, draw: Draw): SnapshotChange {
  const partition = draw.pick(PARTITIONS);
  const removed = files.filter((file) => file.partition === partition).map(({ path }) => path);
  const added = draw.chance(0.9) || removed.length === 0 ? [fileOf(name, partition, draw.int(0, 50))] : [];
  return { asset, removed, added };
}

function fileOf(name: string, partition: string, rows: number): LakeFile {
  return { path: `${partition}/${name}`, partition, rows, bytes: rows * 8, sha256: `#${name}` };
}

import { type ErrorRecord, TapelineError, toErrorRecord } from '../../core/errors.ts';
import type { ItemFailure } from '../definition/ref.ts';
import type { StepsJoined } from '../event/mapped-events.ts';
import { type BoardStep, wasLeftOut } from './board.ts';

/**
 * What a map comes to once all of its items are over. A failed item fails it, unless it may do without: then it fails
 * when no item at all has an output, so that nothing can pass for something.
 */
export function joinOf(map: BoardStep, items: readonly BoardStep[]): StepsJoined {
  const counts = countsOf(items);
  const total = items.length;
  const isStopped = items.some(({ skip }) => skip?.because === 'critical_failure');
  if (items.some(wasCancelled)) return { outcome: 'cancelled', counts, error: null };
  const missing = items.filter(lacksOutput);
  const isEmpty = missing.length === total && total > 0;
  const isAllowed = map.plan.map!.onItemFailure === 'skip' && !isEmpty && !isStopped;
  if (missing.length === 0 || isAllowed) return { outcome: 'succeeded', counts, error: null };
  return { outcome: 'failed', counts, error: itemsFailed(map, items, missing) };
}

/** The list that a map hands on: outputs in the order of its list, null where a condition left an item's step out. */
export function collected(items: readonly BoardStep[]): string {
  const there = items.filter((item) => item.state === 'succeeded' || item.skip?.because === 'condition');
  return `[${there.map(({ output }) => output ?? 'null').join(',')}]`;
}

export function failuresOf(items: readonly BoardStep[]): readonly ItemFailure[] {
  return items.filter(lacksOutput).map(({ item, state, error, skip }) => ({
    ...item!,
    state: state === 'failed' ? 'failed' : 'skipped',
    code: error?.code ?? null,
    message: error?.message ?? (skip?.because === 'upstream' ? `${skip.upstream} ${skip.upstreamState}` : null),
  }));
}

function countsOf(items: readonly BoardStep[]): StepsJoined['counts'] {
  const count = (holds: (item: BoardStep) => boolean): number => items.filter(holds).length;
  return {
    succeeded: count(({ state }) => state === 'succeeded'),
    failed: count(({ state }) => state === 'failed'),
    skipped: count(({ state }) => state === 'skipped'),
    cancelled: count(({ state }) => state === 'cancelled'),
  };
}

function lacksOutput(item: BoardStep): boolean {
  return item.state !== 'succeeded' && !wasLeftOut(item);
}

const wasCancelled = ({ state, skip }: BoardStep): boolean => state === 'cancelled' || skip?.because === 'cancelled';

/** Tells the first one's problem; ends the program as that one would have. */
function itemsFailed(map: BoardStep, items: readonly BoardStep[], missing: readonly BoardStep[]): ErrorRecord {
  const first = missing.find(({ state }) => state === 'failed') ?? missing[0]!;
  const failed = missing.filter(({ state }) => state === 'failed').length;
  const problem =
    first.error?.message ?? (first.skip?.because === 'upstream' ? `${first.skip.upstream} failed` : 'skipped');
  const facts = {
    step: map.key,
    failed,
    skipped: missing.length - failed,
    total: items.length,
    first: first.key,
    problem,
  };
  return toErrorRecord(
    new TapelineError('step.items_failed', { facts, ...(first.error === null ? {} : { exit: first.error.exit }) }),
  );
}

import { assert } from '../../../core/errors.ts';
import type { StepsJoined, StepsMapped } from '../../event/mapped-events.ts';
import type { StateTransaction } from '../transaction.ts';

/** One step of a map, and the step it is done as for every item. */
export type MapSteps = { readonly stepKey: string } & StepsMapped;
export type JoinSteps = { readonly stepKey: string } & StepsJoined;

type Where = { readonly runId: string; readonly atMs: number };

/** A step becomes one for every item. @throws a plain Error when it is not pending, or two items have one key. */
export function mapSteps(tx: StateTransaction, { runId, atMs }: Where, { stepKey, ...data }: MapSteps): void {
  const state = tx.stepHead(runId, stepKey)?.state;
  assert(state === 'pending', `cannot map step "${stepKey}" of run ${runId}: it is ${state ?? 'not there'}`);
  const keys = new Set(data.keys);
  assert(keys.size === data.keys.length, `step "${stepKey}" of run ${runId} is mapped with two items of one key`);
  for (const key of Object.keys(data.reused))
    assert(keys.has(key), `step "${stepKey}" of run ${runId} reuses an unknown item "${key}"`);
  tx.append({ kind: 'steps_mapped', data, runId, stepKey, attempt: null, v: 1, atMs });
}

/** All items are over, or there never were any: a list that cannot be mapped fails its step before. */
export function joinSteps(tx: StateTransaction, { runId, atMs }: Where, { stepKey, ...data }: JoinSteps): void {
  const state = tx.stepHead(runId, stepKey)?.state;
  const isOpen = state === 'mapped' || (state === 'pending' && data.outcome === 'failed');
  assert(isOpen, `cannot join step "${stepKey}" of run ${runId}: it is ${state ?? 'not there'}`);
  tx.append({ kind: 'steps_joined', data, runId, stepKey, attempt: null, v: 1, atMs });
}

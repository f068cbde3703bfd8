import type { Clock } from '../../core/clock.ts';
import { isTapelineError, toErrorRecord } from '../../core/errors.ts';
import type { Project } from '../definition/project.ts';
import type { KeysRequestBody } from '../state/partition/port.ts';
import { readPartitionKeys } from '../state/partition/read.ts';
import type { EngineLease, Request, StateStore } from '../state/store.ts';
import { checkKeys, checkKnown, dynamicSet } from './keys.ts';

type KeysAsk = Extract<Request, { kind: KeysRequestBody['kind'] }>;

const KINDS: readonly string[] = ['add_partition_keys', 'remove_partition_keys'] satisfies KeysRequestBody['kind'][];

export function isKeysAsk(request: Request): request is KeysAsk {
  return KINDS.includes(request.kind);
}

export type KeysSurroundings = {
  readonly project: Pick<Project, 'assets'>;
  readonly store: Pick<StateStore, 'range' | 'addPartitionKeys' | 'removePartitionKeys' | 'answerRequest'>;
  readonly lease: EngineLease;
  readonly clock: Pick<Clock, 'nowMs'>;
};

/** Does what is asked of a set of names and answers, with the reason when it cannot be done. */
export async function answerKeysAsk(around: KeysSurroundings, request: KeysAsk): Promise<void> {
  const { project, store, lease, clock } = around;
  const at = { keysOf: request.data.keysOf, requestId: request.id, atMs: clock.nowMs() };
  try {
    dynamicSet(project.assets, at.keysOf);
    if (request.kind === 'remove_partition_keys') {
      checkKnown(at.keysOf, await readPartitionKeys(store, at.keysOf), request.data.keys);
      return await store.removePartitionKeys(lease, { ...at, keys: request.data.keys });
    }
    checkKeys(request.data.keys);
    await store.addPartitionKeys(lease, { ...at, keys: request.data.keys });
  } catch (error) {
    // A state that cannot be written may have been written: that is no answer.
    if (!isTapelineError(error) || !error.code.startsWith('usage.')) throw error;
    await store.answerRequest(lease, request.id, { runId: null, error: toErrorRecord(error) });
  }
}

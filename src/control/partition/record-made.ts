import type { Clock } from '../../core/clock.ts';
import type { PartitionsMade } from '../../core/partition.ts';
import type { Asset } from '../definition/asset.ts';
import type { EngineLease, StateStore } from '../state/store.ts';
import type { PartitionKeeper } from './keeper.ts';
import { addKeysOf } from './keys.ts';
import type { StepSuccess } from './made.ts';

export type Recording = {
  readonly assets: readonly Asset[];
  readonly keeper: PartitionKeeper;
  readonly store: StateStore;
  readonly lease: EngineLease;
  readonly clock: Clock;
};

/**
 * Puts what a step made into the state's words. Names that it says there are get their numbers first: if the step's
 * success is not recorded after all, they stand there without slices, and the next attempt finds them.
 */
export function madeRecorder({ assets, keeper, store, lease, clock }: Recording) {
  return async (success: StepSuccess): Promise<readonly PartitionsMade[]> => {
    const written = assets.filter(({ name }) => success.writes.includes(name));
    // A project that does not list the assets has no slices of them, and no names.
    if (written.length > 0) await addKeysOf(success.result.keys ?? [], written, store, lease, clock.nowMs());
    return keeper.made(success);
  };
}

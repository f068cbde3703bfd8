import type { RunEnded, StepSucceeded } from '../event/events.ts';
import type { JoinSteps, MapSteps } from '../state/mapped/rules.ts';
import type { Advanced, Move } from '../state/store.ts';
import type { Observation } from './observer.ts';
import type { Settling } from './run-board.ts';

/** What one transaction of a run came to. */
export type Settled = {
  readonly advanced: Advanced;
  readonly endRun: RunEnded | null;
  readonly observations: readonly Observation[];
};

export const NOTHING: Advanced = { started: [], snapshots: [] };

/** What the store says of a change that cannot be published: the asset moved on, or the change contradicts it. */
export const REFUSALS: readonly string[] = ['store.conflict', 'data.invalid'];

export function isEmpty({ end = [], map = [], skip = [], join = [], start = [], endRun, cancel }: Move): boolean {
  const steps = end.length + map.length + skip.length + join.length + start.length;
  return steps === 0 && endRun === undefined && cancel === undefined;
}

/** What is told of a move, besides the ends of attempts. */
export function observationsOf(settlings: Settling): readonly Observation[] {
  return [...settlings.map.map(mappedSeen), ...settlings.join.map(joinedSeen), ...settlings.skip.map(skippedSeen)];
}

const skippedSeen = ({ stepKey, reason }: Settling['skip'][number]): Observation => ({
  kind: 'step_skipped',
  stepKey,
  reason,
});
const mappedSeen = ({ stepKey, keys }: MapSteps): Observation => ({
  kind: 'steps_mapped',
  stepKey,
  items: keys.length,
});
const joinedSeen = ({ stepKey, ...joined }: JoinSteps): Observation => ({ kind: 'steps_joined', stepKey, joined });

/** The new versions belong to the step that published them. */
export function withSnapshots(observations: readonly Observation[], { snapshots }: Advanced): readonly Observation[] {
  return observations.map((each) =>
    each.kind === 'step_succeeded'
      ? { ...each, snapshots: snapshots.filter((snapshot) => snapshot.stepKey === each.stepKey) }
      : each,
  );
}

/** A success as it is told; what it published comes with the commit. */
export function seenSuccess(
  stepKey: string,
  { metrics, unchanged }: Pick<StepSucceeded, 'metrics' | 'unchanged'>,
): Observation {
  const told = { kind: 'step_succeeded', stepKey, metrics, snapshots: [] } as const;
  return unchanged === undefined ? told : { ...told, unchanged };
}

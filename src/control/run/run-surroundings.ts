import type { Clock, Random } from '../../core/clock.ts';
import type { ErrorRecord } from '../../core/errors.ts';
import type { PartitionsMade } from '../../core/partition.ts';
import type { OrderBoard } from '../definition/job.ts';
import type { StepSuccess } from '../partition/made.ts';
import type { ItemKeys } from '../plan/mapped-key.ts';
import type { EngineLease, StateStore } from '../state/store.ts';
import type { StepHost } from '../step/task.ts';
import type { JudgeCondition } from './board.ts';
import type { NamedSkip } from './memo.ts';
import type { Observe } from './observer.ts';
import type { StartOrder } from './ready-steps.ts';
import type { Shares } from './shares.ts';

/** What a run needs from the engine around it. */
export type RunSurroundings = {
  readonly store: StateStore;
  readonly lease: EngineLease;
  readonly clock: Clock;
  readonly random: Random;
  readonly hosts: { readonly none: StepHost; readonly process: StepHost };
  readonly judge: JudgeCondition;
  /** The items of a map's list, by the code of its definition. */
  readonly keysOf: (stepKey: string, list: unknown) => ItemKeys;
  /** The job's own order of what is ready; the usual one without it. */
  readonly order?: ((board: OrderBoard) => StartOrder) | null;
  /** What becomes of a step for which a day's budget is too small. Default: wait. */
  readonly whenBudgetIsSpent?: 'wait' | 'fail';
  /** What all runs of the engine share; nothing is limited without it. */
  readonly shares?: Shares;
  /** What the step's own `retryIf` says of an error; null when it has none. For ends that no op has judged. */
  readonly retryRule: (stepKey: string, error: ErrorRecord) => boolean | null;
  /** Puts what a step made of partitioned assets into the state's words; without it there are none. */
  readonly recordMade?: (success: StepSuccess) => Promise<readonly PartitionsMade[]>;
  /** When a step need not be done; null for one that always is. */
  readonly skipUnchanged?: (stepKey: string) => NamedSkip | null;
  readonly observe: Observe;
  /** Takes secrets out of the text of errors before they are stored or told; nothing is taken out without it. */
  readonly redact?: (text: string) => string;
  /** Settings that go with every task: flags, and what the profile's service told. */
  readonly settings: Readonly<Record<string, string>>;
};

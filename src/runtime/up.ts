import type { Observe } from '../control/run/observer.ts';
import type { Recovered } from '../control/run/orphans.ts';
import type { EngineLease, Holder, StateStore } from '../control/state/store.ts';
import { holderOfThisProcess, startEngine, type UpServing } from './engine-process.ts';
import { openState, type StateWaits } from './state.ts';
import type { Workspace } from './workspace.ts';

export type UpOptions = UpServing & {
  readonly observe: Observe;
  /** Told once the engine has its right and what was left open is taken up. */
  readonly onUp?: (up: { readonly holder: Holder; readonly recovered: Recovered }) => void;
  /** Told when the state has no space to grow, and with null when it has again. */
  readonly onSpace?: StateWaits['onSpace'];
  /** How the right is taken: at once, or by waiting for the one who has it. */
  readonly acquire?: (store: StateStore, holder: Holder) => Promise<EngineLease>;
};

/**
 * The engine that stays: schedules, sensors and the queue, until it is asked to go.
 * @throws engine.held naming pid, host and since when of the one that is up already.
 */
export async function up(workspace: Workspace, options: UpOptions): Promise<void> {
  const { acquire = (store, holder) => store.acquireEngine(holder), onUp, onSpace, observe, ...serving } = options;
  await using store = await openState(workspace, { signal: options.drain, onSpace });
  const holder = holderOfThisProcess('up');
  const lease = await acquire(store, holder);
  try {
    await using engine = await startEngine({ workspace, store, lease, observe });
    onUp?.({ holder, recovered: engine.recovered });
    await engine.up(serving);
  } finally {
    await store.releaseEngine(lease);
  }
}

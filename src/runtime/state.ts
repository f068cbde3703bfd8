import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { StateReader, StateStore } from '../control/state/store.ts';
import type { TapelineError } from '../core/errors.ts';
import { crashPoint } from './crash-point.ts';
import { makeFolder } from './folders.ts';
import type { Workspace } from './workspace.ts';

export type Durability = 'full' | 'normal' | 'memory';

/** What an engine does on a full disk: it waits until there is space or `signal` is aborted. */
export type StateWaits = {
  readonly signal: AbortSignal;
  /** Told when there is no space, and with null when there is again. */
  readonly onSpace?: ((problem: TapelineError | null) => void) | undefined;
};

/**
 * The workspace's state, made when it is not there. Without `waits` a full disk refuses what is written.
 * @throws store.corrupt, store.newer, io.failed, io.no_space, io.read_only
 */
export async function openState(workspace: Workspace, waits?: StateWaits): Promise<StateStore> {
  const durability = workspace.settings.get('TAPELINE_DURABILITY') as Durability;
  const { openStateStore } = await import('../adapters/sqlite/state-store.ts');
  makeFolder(workspace.folders.state, 'TAPELINE_STATE_DIR');
  const space = waits && { until: waits.signal, onChange: (problem: TapelineError | null) => waits.onSpace?.(problem) };
  return openStateStore({ folder: workspace.folders.state, durability, ...crashPoint(), ...(space && { space }) });
}

/** The state for looking at, from any process; null when there is none yet. Never creates or writes. */
export async function readState(workspace: Workspace): Promise<StateReader | null> {
  if (!existsSync(join(workspace.folders.state, 'state.db'))) return null;
  const { openStateReader } = await import('../adapters/sqlite/state-store.ts');
  return openStateReader({ folder: workspace.folders.state });
}

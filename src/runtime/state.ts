import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { StateReader, StateStore } from '../control/state/store.ts';
import { crashPoint } from './crash-point.ts';
import { makeFolder } from './folders.ts';
import type { Workspace } from './workspace.ts';

export type Durability = 'full' | 'normal' | 'memory';

/** The workspace's state, made when it is not there. @throws store.corrupt, store.newer, io.failed */
export async function openState(workspace: Workspace): Promise<StateStore> {
  const durability = workspace.settings.get('TAPELINE_DURABILITY') as Durability;
  const { openStateStore } = await import('../adapters/sqlite/state-store.ts');
  makeFolder(workspace.folders.state, 'TAPELINE_STATE_DIR');
  return openStateStore({ folder: workspace.folders.state, durability, ...crashPoint() });
}

/** The state for looking at, from any process; null when there is none yet. Never creates or writes. */
export async function readState(workspace: Workspace): Promise<StateReader | null> {
  if (!existsSync(join(workspace.folders.state, 'state.db'))) return null;
  const { openStateReader } = await import('../adapters/sqlite/state-store.ts');
  return openStateReader({ folder: workspace.folders.state });
}

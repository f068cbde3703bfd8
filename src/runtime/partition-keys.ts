import { systemClock } from '../adapters/system/clock.ts';
import { dynamicSet, setsOf } from '../control/partition/keys.ts';
import { answerKeysAsk, isKeysAsk } from '../control/partition/requests.ts';
import type { KeysRequestBody } from '../control/state/partition/port.ts';
import { readPartitionKeys } from '../control/state/partition/read.ts';
import { TapelineError } from '../core/errors.ts';
import { nearestName } from '../core/nearest.ts';
import { askEngine } from './ask-engine.ts';
import { stateOf } from './asset-models.ts';
import type { Workspace } from './workspace.ts';

export type KeySetModel = {
  readonly set: string;
  /** `static`: the names stand in the definitions. */
  readonly kind: 'static' | 'dynamic';
  readonly assets: readonly string[];
  readonly keys: readonly { readonly key: string; readonly first: string | null; readonly last: string | null }[];
};

/** The names that slices are cut by, set by set. */
export async function keySetModels(workspace: Workspace): Promise<readonly KeySetModel[]> {
  await using state = await stateOf(workspace);
  const { assets } = workspace.project;
  return await Promise.all(
    setsOf(assets).map(async (set) => {
      const rows = await readPartitionKeys(state, set.name);
      const known = rows.filter((row) => !row.isRemoved).map(({ key, first, last }) => ({ key, first, last }));
      const listed = set.kind === 'static' ? set.keys.map((key) => ({ key, first: null, last: null })) : known;
      const users = assets.filter((asset) => setsOf([asset]).some(({ name }) => name === set.name));
      return { set: set.name, kind: set.kind, assets: users.map(({ name }) => name), keys: listed };
    }),
  );
}

/** @throws usage.unknown_name */
export async function keySetModel(workspace: Workspace, name: string): Promise<KeySetModel> {
  const models = await keySetModels(workspace);
  const found = models.find(({ set }) => set === name);
  if (found !== undefined) return found;
  const known = models.map(({ set }) => set);
  const facts = { kind: 'set of partition keys', name, nearest: nearestName(name, known), known };
  throw new TapelineError('usage.unknown_name', { facts });
}

/** Adds names to a dynamic set, or removes them. @throws usage.unknown_name, usage.invalid */
export function changeKeys(workspace: Workspace, request: KeysRequestBody): Promise<void> {
  const { project } = workspace;
  dynamicSet(project.assets, request.data.keysOf);
  return askEngine(workspace, request, {
    what: 'partition keys',
    async answer(store, lease, asked) {
      if (isKeysAsk(asked)) await answerKeysAsk({ project, store, lease, clock: systemClock }, asked);
    },
  });
}

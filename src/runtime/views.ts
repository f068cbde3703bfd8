import type { Project } from '../control/definition/project.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { ASSETS, type AssetSchema } from '../data/stored/assets.ts';
import type { EmptyViews, LakeViews } from '../data/stored/lake.ts';

export type Views = { readonly views: LakeViews; readonly empty: EmptyViews };

/**
 * What SQL sees: every published asset over its current files, and every declared one that was never published
 * without rows, where its columns are known.
 */
export function viewsOf({ assets }: Pick<Project, 'assets'>, snapshots: readonly Snapshot[]): Views {
  const published = snapshots.map(({ asset, files }) => [asset, files] as const);
  const declared = assets.map(({ name }) => [name, []] as const);
  const schemas: Readonly<Record<string, AssetSchema>> = ASSETS;
  const known = [...declared, ...published].flatMap(([name]) => {
    const schema = Object.hasOwn(schemas, name) ? schemas[name]!.schema : null;
    return schema === null ? [] : [[name, schema] as const];
  });
  return { views: Object.fromEntries([...declared, ...published]), empty: Object.fromEntries(known) };
}

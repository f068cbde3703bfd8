import { type Asset, asset } from '../../control/definition/asset.ts';
import { ASSETS, type AssetName, COLUMN_NOTES } from '../../data/stored/assets.ts';

/** The datasets of the stock desk as assets: each is a view of its name in SQL. */
export const stockAssets: readonly Asset[] = Object.values(ASSETS).map(({ name, about, key, schema }) =>
  asset({
    name,
    description: about,
    key,
    columns: Object.fromEntries(Object.keys(schema).map((column) => [column, COLUMN_NOTES[column] ?? ''])),
    tags: { family: 'stocks' },
  }),
);

/** Where verdicts go. */
export const QUALITY_ASSETS = assetNames('quality_verdicts', 'quality_samples', 'quality_rules');

/** Checked by the compiler: only assets that exist can be read or written. */
export function assetNames(...names: readonly AssetName[]): readonly AssetName[] {
  return names;
}

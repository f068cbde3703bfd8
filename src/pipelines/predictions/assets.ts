import { type Asset, asset } from '../../control/definition/asset.ts';
import { COLUMN_NOTES } from '../../data/stored/assets.ts';
import {
  PREDICTION_ASSETS,
  PREDICTION_COLUMN_NOTES,
  type PredictionAssetName,
} from '../../data/stored/prediction-assets.ts';

/** The datasets of the predictions desk as assets: each is a view of its name in SQL. */
export const predictionAssets: readonly Asset[] = Object.values(PREDICTION_ASSETS).map(({ name, about, key, schema }) =>
  asset({
    name,
    description: about,
    key,
    columns: Object.fromEntries(
      Object.keys(schema).map((column) => [column, PREDICTION_COLUMN_NOTES[column] ?? COLUMN_NOTES[column] ?? '']),
    ),
    tags: { family: 'predictions' },
  }),
);

/** Checked by the compiler: only assets that exist can be read or written. */
export function assetNames(...names: readonly PredictionAssetName[]): readonly PredictionAssetName[] {
  return names;
}

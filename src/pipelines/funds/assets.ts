import { type Asset, asset } from '../../control/definition/asset.ts';
import { COLUMN_NOTES } from '../../data/stored/assets.ts';
import { FUND_ASSETS, type FundAssetName } from '../../data/stored/fund-assets.ts';
import { FUND_COLUMN_NOTES } from '../../data/stored/fund-columns.ts';

/** The datasets that only the fund desk writes; it shares quarantine, verdicts and origins with the stock desk. */
export const fundAssets: readonly Asset[] = Object.values(FUND_ASSETS).map(({ name, about, key, schema }) =>
  asset({
    name,
    description: about,
    key,
    columns: Object.fromEntries(
      Object.keys(schema).map((column) => [column, FUND_COLUMN_NOTES[column] ?? COLUMN_NOTES[column] ?? '']),
    ),
    tags: { family: 'funds' },
  }),
);

/** Checked by the compiler: only assets that exist can be read or written. */
export function fundAssetNames(...names: readonly FundAssetName[]): readonly FundAssetName[] {
  return names;
}

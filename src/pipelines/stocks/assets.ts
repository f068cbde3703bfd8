import { type Asset, type AssetSpec, asset } from '../../control/definition/asset.ts';
import {
  dynamicPartitions,
  gridPartitions,
  PROFILE_CALENDAR,
  sessionPartitions,
} from '../../control/definition/partitions.ts';
import { ASSETS, type AssetName, COLUMN_NOTES } from '../../data/stored/assets.ts';

/** The set of instruments, with their listings as dates. */
export const INSTRUMENTS = 'instruments';

const instruments = dynamicPartitions(INSTRUMENTS, { before: 'not_listed_yet', after: 'delisted' });

/** Every instrument in every session of its listing, on the calendar of the profile. */
export const instrumentSessions = gridPartitions(
  instruments,
  sessionPartitions(PROFILE_CALENDAR, { from: '1900-01-01' }),
);

/** Whoever waits longer than a day for a session's data has a problem; whoever waited a fortnight knows it. */
const FRESH = { freshWithin: '24h', freshFor: '14d' } as const;

type Slicing = Pick<AssetSpec, 'partitions' | 'deps' | 'within' | 'openReasons' | 'freshWithin' | 'freshFor'>;

/** How datasets are cut, and which slices of others a slice depends on. Those that are not here are made as a whole. */
const SLICED: Readonly<Partial<Record<AssetName, Slicing>>> = {
  ohlcv_daily: { partitions: instrumentSessions, openReasons: ['not_asked', 'not_published'], ...FRESH },
  // A new factor changes every adjusted price before it: these are slices by instrument alone.
  ex_factors: { partitions: instruments },
  fundamentals: { partitions: instruments },
  valuations: { partitions: instrumentSessions, within: 'ohlcv_daily' },
  indicators_daily: {
    partitions: instrumentSessions,
    within: 'ohlcv_daily',
    // A moving average that decays never quite forgets a price.
    deps: { ohlcv_daily: { points: { lookback: 'all' } }, ex_factors: { points: 'all' } },
    ...FRESH,
  },
  fundamental_indicators_daily: {
    partitions: instrumentSessions,
    within: 'ohlcv_daily',
    deps: { ohlcv_daily: 'same', valuations: 'same', fundamentals: { points: 'all' } },
    ...FRESH,
  },
  scores: {
    partitions: instrumentSessions,
    within: 'indicators_daily',
    // Each is scored against all others of its session.
    deps: { indicators_daily: { lanes: 'all' }, fundamental_indicators_daily: { lanes: 'all' } },
  },
};

/** The datasets of the stock desk as assets: each is a view of its name in SQL. */
export const stockAssets: readonly Asset[] = Object.values(ASSETS).map(({ name, about, key, schema }) =>
  asset({
    name,
    description: about,
    key,
    columns: Object.fromEntries(Object.keys(schema).map((column) => [column, COLUMN_NOTES[column] ?? ''])),
    tags: { family: 'stocks' },
    ...SLICED[name],
  }),
);

/** Checked by the compiler: only assets that exist can be read or written. */
export function assetNames(...names: readonly AssetName[]): readonly AssetName[] {
  return names;
}

/** Where verdicts go. */
export const QUALITY_ASSETS = assetNames('quality_verdicts', 'quality_samples', 'quality_rules');

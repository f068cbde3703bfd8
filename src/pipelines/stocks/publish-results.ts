import { ASSETS } from '../../data/stored/assets.ts';
import { publishTables } from '../publish/publish-tables.ts';

/** Scores and the bars they come from, for whoever reads them with SQL elsewhere. */
export const publishResults = publishTables({
  name: 'publish_results',
  tables: [
    { asset: ASSETS.instruments },
    { asset: ASSETS.ohlcv_daily },
    { asset: ASSETS.fundamental_indicators_daily },
    { asset: ASSETS.scores },
    { asset: ASSETS.processed_daily, replace: true },
  ],
  madeFrom: ['ohlcv_daily', 'fundamentals'],
});

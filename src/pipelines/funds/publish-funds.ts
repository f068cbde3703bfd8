import { FUND_ASSETS } from '../../data/stored/fund-assets.ts';
import { publishTables } from '../publish/publish-tables.ts';

/** The tables that a fund system in a database has, for whoever reads them there. */
export const publishFunds = publishTables({
  name: 'publish_funds',
  tables: [
    { asset: FUND_ASSETS.fund_info },
    { asset: FUND_ASSETS.fund_nav },
    { asset: FUND_ASSETS.fund_distributions },
    { asset: FUND_ASSETS.fund_metrics, replace: true },
    { asset: FUND_ASSETS.fund_scores, replace: true },
    { asset: FUND_ASSETS.data_update_log },
  ],
  madeFrom: ['fund_nav'],
});

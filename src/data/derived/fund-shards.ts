import type { Calendar } from '../../calendar/index.ts';
import type { Draft } from '../lake/draft.ts';
import type { Authorship } from '../lake/upsert.ts';
import { FUND_ASSETS } from '../stored/fund-assets.ts';
import type { FundMetricsOptions, FundShard } from './fund-metrics.ts';
import { shardsOf } from './shards.ts';
import { isCurrent, rememberStamp, stampOf } from './stamp.ts';

const ASSET = FUND_ASSETS.fund_metrics.name;
const INPUTS = ['fund_nav', 'fund_nav_superseded', 'fund_distributions', 'fund_info'] as const;

type Stamped = FundMetricsOptions & { readonly asOfMs: number; readonly calendar: Calendar };

/** The parts in which funds are measured; none when nothing they are made of has changed, unless one insists. */
export async function planShards(
  draft: Draft,
  { shards, recompute, ...options }: Stamped & { readonly shards: number; readonly recompute: boolean },
): Promise<readonly FundShard[]> {
  if (!recompute && (await isCurrent(draft, ASSET, await stampOf(draft, INPUTS, options)))) return [];
  const funds = await draft.lake.instruments(draft.files('fund_nav'));
  return shardsOf(funds, shards).map(({ partition, from, to }) => ({ partition, from, to }));
}

/** Remembers what was measured, and forgets parts of an earlier cut. @writes derivations, fund_metrics, fund_nav_adjusted */
export async function rememberMeasured(
  draft: Draft,
  { shards, author, ...options }: Stamped & { readonly shards: readonly FundShard[]; readonly author: Authorship },
): Promise<void> {
  const current = new Set(shards.map(({ partition }) => partition));
  for (const asset of [ASSET, FUND_ASSETS.fund_nav_adjusted.name]) {
    const gone = draft.files(asset).filter(({ partition }) => !current.has(partition));
    if (gone.length > 0) draft.apply({ asset, removed: gone.map(({ path }) => path), added: [] });
  }
  await rememberStamp(draft, { asset: ASSET, stamp: await stampOf(draft, INPUTS, options), columns: {} }, author);
}

import { op } from '../../control/definition/op.ts';
import { z } from '../../control/definition/schema.ts';
import { DAY_MS } from '../../core/time.ts';
import type { InstantRange } from '../../data/source/predictions.ts';
import type { CoinTask, MarketTask } from './outputs.ts';
import { predictionVenues } from './ports.ts';
import { rangeSettings, sourceSettings, symbolSettings } from './settings.ts';
import { pairOf, selectorOf } from './symbols.ts';

/** From a midnight on, so that a second run of the day asks for the same range. */
function rangeOf(asOfMs: number, daysBack: number): InstantRange {
  return { fromMs: Math.floor((asOfMs - daysBack * DAY_MS) / DAY_MS) * DAY_MS, toMs: asOfMs };
}

/** Which questions of which venue are worked on. @throws usage.unknown_name, usage.invalid */
export const listMarkets = op({
  name: 'list_markets',
  description:
    'Lists every symbol at every venue that was asked for; an unknown name ends the run before anything is fetched.',
  config: z.object({ ...symbolSettings, ...sourceSettings, ...rangeSettings }),
  resources: { venues: predictionVenues },
  critical: true,
  tags: { stage: 'plan' },
  run(_inputs: Record<never, never>, { config, venues, asOfMs }): readonly MarketTask[] {
    const range = rangeOf(asOfMs, config.days_back);
    return unique(config.symbols).flatMap((symbol) =>
      unique(config.sources).map((source) => {
        venues.venue(source);
        return { symbol, source, selector: selectorOf(symbol, source, config), ...range };
      }),
    );
  },
});

/** The coins that the questions are about. @throws usage.unknown_name */
export const listCoins = op({
  name: 'list_coins',
  description: 'Lists the pair of coins of every symbol.',
  config: z.object({ ...symbolSettings, ...rangeSettings }),
  critical: true,
  tags: { stage: 'plan' },
  run(_inputs: Record<never, never>, { config, asOfMs }): readonly CoinTask[] {
    const range = rangeOf(asOfMs, config.days_back);
    return unique(config.symbols).map((symbol) => ({ symbol, pair: pairOf(symbol, config), ...range }));
  },
});

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}

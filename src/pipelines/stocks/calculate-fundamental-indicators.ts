import { op } from '../../control/definition/op.ts';
import { z } from '../../control/definition/schema.ts';
import { datasetOf } from '../../core/snapshot.ts';
import { dayOfSession } from '../../core/time.ts';
import { assetNames } from './assets.ts';
import type { MarketData, Ratios, RatiosOutput } from './outputs.ts';
import { lake } from './ports.ts';
import { RETRY } from './retry.ts';
import { shardSettings } from './settings.ts';
import { exchangeDate, FORMULAS, nothingComputed } from './unchanged.ts';

/** @writes fundamental_indicators_daily; idempotent by the content of bars, statements and market values */
export const calculateFundamentalIndicators = op({
  name: 'calculate_fundamental_indicators',
  description: 'PE, PB and ROE of every session, from what had been announced before it.',
  config: z.object({ ...shardSettings }),
  resources: { lake },
  reads: assetNames('ohlcv_daily', 'ohlcv_daily_superseded', 'fundamentals', 'valuations', 'origins'),
  writes: assetNames('fundamental_indicators_daily', 'derivations'),
  retry: RETRY,
  timeout: '1h',
  isolate: 'process',
  tags: { stage: 'fundamentals' },
  skipUnchanged: {
    codeVersion: FORMULAS,
    makes: assetNames('fundamental_indicators_daily'),
    // Announcements count from the next day on.
    inputs: async ({ data }: { data: MarketData }, { asOfMs }) => [
      data.venue,
      data.statementsAbsentBecause,
      await exchangeDate(data.venue, asOfMs),
    ],
    output: nothingComputed,
  },
  async run({ data }: { data: MarketData }, context): Promise<RatiosOutput> {
    const { authorOfDerived, calendarOf, deriveFundamental, openDraft, publishAll } = await import('./work.ts');
    const { config: settings, asOfMs, signal, log, metrics } = context;
    const { tellDerived } = await import('./tell-slices.ts');
    const draft = openDraft(context);
    const calendar = calendarOf(data.venue);
    const facts = await deriveFundamental(draft, {
      calendar,
      asOfMs,
      asOfDay: dayOfSession(calendar.sessionOn(asOfMs)),
      shards: settings.shards,
      absentBecause: data.statementsAbsentBecause,
      author: await authorOfDerived(context, draft, ['ohlcv_daily', 'fundamentals']),
      signal,
    });
    const what = { draft, calendar, asOfMs, settings: {} };
    if (facts.state !== 'nothing_to_compute') await tellDerived(context, 'fundamental_indicators_daily', what);
    publishAll(context, draft);
    log.info('Fundamental indicators', { state: facts.state, because: facts.because, rows: facts.rows });
    metrics.rows(facts.rows);
    const files = draft.files('fundamental_indicators_daily');
    return { ...facts, ratios: datasetOf<Ratios>('fundamental_indicators_daily', files) };
  },
});

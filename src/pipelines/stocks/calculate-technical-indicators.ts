import { op } from '../../control/definition/op.ts';
import { z } from '../../control/definition/schema.ts';
import { datasetOf } from '../../core/snapshot.ts';
import { dayOfSession } from '../../core/time.ts';
import { assetNames } from './assets.ts';
import type { Indicators, MarketData, TechnicalOutput } from './outputs.ts';
import { lake } from './ports.ts';
import { RETRY } from './retry.ts';
import { indicatorSettings, priceSettings, shardSettings } from './settings.ts';
import { exchangeDate, FORMULAS, nothingComputed } from './unchanged.ts';

const config = z.object({ ...indicatorSettings, ...priceSettings, ...shardSettings });

/** @writes indicators_daily; idempotent by the content of the bars and the configuration */
export const calculateTechnicalIndicators = op({
  name: 'calculate_technical_indicators',
  description: 'SMA, RSI, MACD and any other indicator of tapeline/quant, on prices adjusted as of the run.',
  config,
  resources: { lake },
  reads: assetNames('ohlcv_daily', 'ohlcv_daily_superseded', 'ex_factors', 'origins'),
  writes: assetNames('indicators_daily', 'derivations'),
  retry: RETRY,
  timeout: '1h',
  isolate: 'process',
  tags: { stage: 'indicators' },
  skipUnchanged: {
    codeVersion: FORMULAS,
    makes: assetNames('indicators_daily'),
    // Ex-dates take effect when their day has come.
    inputs: async ({ data }: { data: MarketData }, { asOfMs }) => [data.venue, await exchangeDate(data.venue, asOfMs)],
    output: nothingComputed,
  },
  async run({ data }: { data: MarketData }, context): Promise<TechnicalOutput> {
    const { authorOfDerived, calendarOf, openDraft, publishAll } = await import('./work.ts');
    const { config: settings, asOfMs, signal, log, metrics, progress } = context;
    // Here and not above: it brings the 161 functions of the catalogue, and lists of jobs need none of them.
    const { deriveTechnical } = await import('../../data/derived/technical.ts');
    const { tellDerived } = await import('./tell-slices.ts');
    const draft = openDraft(context);
    const calendar = calendarOf(data.venue);
    const facts = await deriveTechnical(draft, {
      calendar,
      asOfMs,
      asOfDay: dayOfSession(calendar.sessionOn(asOfMs)),
      indicators: settings.indicators,
      adjust: settings.adjust,
      allowInterpolated: settings.allow_interpolated,
      shards: settings.shards,
      compact: settings.precision === 'float',
      author: await authorOfDerived(context, draft, ['ohlcv_daily']),
      onShard: (done, total) => progress(done, total, 'shards'),
      signal,
    });
    const { indicators, adjust, allow_interpolated, precision } = settings;
    const what = { draft, calendar, asOfMs, settings: { indicators, adjust, allow_interpolated, precision } };
    if (facts.state !== 'nothing_to_compute') await tellDerived(context, 'indicators_daily', what);
    publishAll(context, draft);
    log.info('Technical indicators', { state: facts.state, rows: facts.rows, leftOut: facts.leftOut });
    metrics.rows(facts.rows);
    return { ...facts, indicators: datasetOf<Indicators>('indicators_daily', draft.files('indicators_daily')) };
  },
});

import { calendarOf } from '../../calendar/index.ts';
import { op } from '../../control/definition/op.ts';
import { z } from '../../control/definition/schema.ts';
import { TapelineError } from '../../core/errors.ts';
import { dayOfSession } from '../../core/time.ts';
import type { Reviewed } from '../../data/path/review-quarantine.ts';
import { DECISIONS, type QuarantinedId } from '../../data/stored/quarantine.ts';
import { assetNames } from './assets.ts';
import { lake, marketSource } from './ports.ts';
import { RETRY } from './retry.ts';
import { completionSettings } from './settings.ts';

const config = z.object({
  dataset: z.string().default('ohlcv_daily').describe('Whose rows'),
  rows: z.array(z.string()).default([]).describe('Which: raw_sha256:raw_line, as the quarantine has them'),
  decision: z.enum(DECISIONS).default('discarded').describe('Store as they came, store with other values, or leave'),
  values: z.record(z.string(), z.string()).default({}).describe('Of a correction: the cells that change'),
  note: z.string().default('').describe('Why'),
  by: z.string().default('').describe('Who decided'),
  edge_sessions_max: completionSettings.edge_sessions_max,
});

/**
 * reads, writes  quarantine, quarantine_decisions, origins and the dataset decided about
 * idempotent by  row and moment
 */
export const reviewQuarantinedRows = op({
  name: 'review_quarantine',
  description:
    'Stores rows of the quarantine as they came or corrected, or leaves them for good; keeps who decided and why.',
  config,
  resources: { source: marketSource, lake },
  reads: assetNames('quarantine', 'sync_coverage'),
  writes: assetNames(
    'quarantine_decisions',
    'origins',
    'ohlcv_daily',
    'ohlcv_daily_superseded',
    'instruments',
    'ex_factors',
    'suspensions',
    'fundamentals',
    'valuations',
  ),
  retry: RETRY,
  timeout: '10m',
  isolate: 'process',
  tags: { stage: 'review' },
  async run(_inputs: Record<never, never>, context): Promise<Reviewed> {
    const { openDraft, publishAll, reviewQuarantine } = await import('./work.ts');
    const { tellBars, tellByInstrument, tellValuations } = await import('./tell-slices.ts');
    const { config: settings, source, asOfMs, clock, log, metrics, runId, stepKey, codeVersion } = context;
    if (settings.rows.length === 0) throw noRows();
    const draft = openDraft(context);
    const path = {
      draft,
      calendar: calendarOf(source.info.venue),
      asOfMs,
      nowMs: clock.nowMs,
      author: { runId, stepKey, codeVersion },
    };
    const reviewed = await reviewQuarantine(path, { ...settings, rows: settings.rows.map(idOf) });
    const sliced = { ...path, source };
    const to = dayOfSession(path.calendar.lastClosedSession(asOfMs));
    await tellBars(context, sliced, { to, edgeSessionsMax: settings.edge_sessions_max });
    for (const name of ['ex_factors', 'fundamentals'] as const) await tellByInstrument(context, sliced, name);
    await tellValuations(context, sliced);
    publishAll(context, draft);
    metrics.rows(reviewed.decided);
    log.info('Quarantine reviewed', { decision: settings.decision, rows: reviewed.decided, by: settings.by });
    return reviewed;
  },
});

function noRows(): TapelineError {
  const wayOut = 'Let "tapeline quarantine release", "correct" or "discard" ask for it.';
  return new TapelineError('usage.invalid', { facts: { what: 'The review names no row', got: 'rows=[]', wayOut } });
}

/** @throws usage.invalid */
function idOf(text: string): QuarantinedId {
  const match = /^([0-9a-f]{64}):(\d+)$/.exec(text);
  if (match !== null) return { sha256: match[1]!, line: Number(match[2]) };
  const wayOut = 'Write raw_sha256:raw_line, as "tapeline quarantine" shows them.';
  throw new TapelineError('usage.invalid', {
    facts: { what: 'A row of the quarantine has another name', got: text, wayOut },
  });
}

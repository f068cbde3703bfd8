import { systemClock } from '../../adapters/system/clock.ts';
import type { FactorReport } from '../../charts/report/model.ts';
import { TapelineError } from '../../core/errors.ts';
import type { FactorMeasure } from './factor-figures.ts';
import { lastSummary } from './last-summary.ts';
import { askLake, headOf, type ReportContext, readBars } from './read.ts';

export type FactorWish = { readonly horizon: number; readonly quantiles: number };

/** How the score and its parts were followed by returns. @throws usage.invalid without scores */
export async function factorReport(context: ReportContext, wish: FactorWish): Promise<FactorReport> {
  const { origin } = await readBars(context, { instruments: [], from: null });
  const parts = (await lastSummary(context)).summary.scores?.factors.map(({ name }) => `part_${name}`) ?? [];
  const measured = await askLake<FactorMeasure>(context, 'measure_factors', { ...wish, columns: ['score', ...parts] });
  if (measured.sessions === 0) throw tooFew(wish);
  const head = headOf(context, { asOfMs: systemClock.nowMs(), ...origin });
  return { kind: 'factor_report', ...head, ...wish, ...measured };
}

function tooFew({ horizon }: FactorWish): TapelineError {
  const facts = {
    what: `No scored session has closes ${horizon} sessions later`,
    got: 'too short a history of scores',
    wayOut: 'Score more sessions with "tapeline run scoring --set score_sessions=120", or give a shorter --horizon.',
  };
  return new TapelineError('usage.invalid', { facts });
}

import { metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { defined, nothing } from '../kernel/outcome.ts';
import { growthOfSample } from '../kernel/sample.ts';

const DAYS_PER_YEAR = 365.25;

/**
 * Compound annual growth by the calendar: growth ^ (365.25 / days between first and last session) - 1.
 *
 * in      sessions  of the values, one more than returns: the first one is the start
 * period  per year of 365.25 days
 * edge    one session per return only, or no day between -> null, too_short
 */
export const cagr = measureWith(
  metricOf({
    name: 'cagr',
    group: 'return',
    title: 'Compound annual growth rate, by dates',
    needs: ['sessions'],
    formulas: {
      standard: (sample) => {
        if (sample.isRuined) return nothing('ruined');
        const { sessions, given } = sample;
        if (sessions === null || sessions.length !== given.length + 1) return nothing('too_short');
        const days = sessions[sessions.length - 1]! - sessions[0]!;
        return days > 0 ? defined(growthOfSample(sample) ** (DAYS_PER_YEAR / days) - 1) : nothing('too_short');
      },
    },
  }),
);

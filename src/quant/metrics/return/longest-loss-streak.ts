import { alike, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { defined } from '../kernel/outcome.ts';
import { longestRun } from '../kernel/runs.ts';

/** The most periods in a row that lost. */
export const longestLossStreak = measureWith(
  metricOf({
    name: 'longestLossStreak',
    aliases: ['consecutiveLosses'],
    group: 'return',
    title: 'Longest losing streak',
    formulas: alike(({ returns }) => defined(longestRun(returns, -1)), 'standard', 'quantstats'),
  }),
);

import { alike, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { defined } from '../kernel/outcome.ts';
import { longestRun } from '../kernel/runs.ts';

/** The most periods in a row that gained. */
export const longestWinStreak = measureWith(
  metricOf({
    name: 'longestWinStreak',
    aliases: ['consecutiveWins'],
    group: 'return',
    title: 'Longest winning streak',
    formulas: alike(({ returns }) => defined(longestRun(returns, 1)), 'standard', 'quantstats'),
  }),
);

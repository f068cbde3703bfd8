import { normalQuantile } from '../../quant/metrics/kernel/normal.ts';
import { probabilisticSharpe } from '../../quant/metrics/ratio/probabilistic-sharpe.ts';
import { moments } from '../../quant/statistics/moments.ts';

/** What the best of many trials is worth, given that it is the best of many. Sharpe ratios are per bar. */
export type LuckNote = {
  /** Trials that have a Sharpe ratio. */
  readonly trials: number;
  readonly sharpeBest: number | null;
  /** Spread of the trials' Sharpe ratios. */
  readonly sharpeDeviation: number | null;
  /** The best Sharpe ratio to expect of as many trials of strategies that are worth nothing. */
  readonly sharpeByLuck: number | null;
  /** Probability that the best one's true Sharpe ratio is above that (the deflated Sharpe ratio). */
  readonly probabilityOfSkill: number | null;
  /** True unless there was one trial, or skill is more likely than 95 %. */
  readonly isWarning: boolean;
};

const EULER_MASCHERONI = 0.577_215_664_901_532_9;
const PROBABILITY_ENOUGH = 0.95;

/**
 * The multiple-testing trap in numbers: among enough worthless strategies one looks good.
 *
 * in      sharpes  of the trials, per bar, of those that have one; returns of the best one
 * source  Bailey and López de Prado 2014, The Deflated Sharpe Ratio; trials are taken as independent, which overstates
 *         luck for neighbours on a grid
 */
export function luckNote(sharpes: readonly number[], bestReturns: Float64Array | null): LuckNote {
  const trials = sharpes.length;
  const sharpeBest = trials === 0 ? null : sharpes.reduce((best, each) => Math.max(best, each));
  const sharpeDeviation = trials < 2 ? null : moments(Float64Array.from(sharpes)).deviation;
  const sharpeByLuck = sharpeDeviation === null ? null : sharpeDeviation * expectedLargest(trials);
  const probabilityOfSkill =
    bestReturns === null ? null : probabilisticSharpe(bestReturns, { referenceSharpe: sharpeByLuck ?? 0 }).value;
  const isWarning = trials > 1 && !(probabilityOfSkill !== null && probabilityOfSkill > PROBABILITY_ENOUGH);
  return { trials, sharpeBest, sharpeDeviation, sharpeByLuck, probabilityOfSkill, isWarning };
}

/** Expected largest of n standard normal draws, to the usual approximation. */
export function expectedLargest(n: number): number {
  const rare = normalQuantile(1 - 1 / n);
  const rarer = normalQuantile(1 - 1 / (n * Math.E));
  return (1 - EULER_MASCHERONI) * rare + EULER_MASCHERONI * rarer;
}

/** The note in a sentence or two. */
export function luckText(note: LuckNote, language: 'en' | 'zh' = 'en'): string {
  const { trials, sharpeBest, sharpeByLuck, probabilityOfSkill } = note;
  const number = (value: number | null): string => (value === null ? '–' : value.toPrecision(3));
  const percent = probabilityOfSkill === null ? '–' : `${(probabilityOfSkill * 100).toFixed(1)} %`;
  const [best, luck] = [number(sharpeBest), number(sharpeByLuck)];
  if (language === 'zh') {
    const tail = note.isWarning ? '最优参数很可能只是运气：请在未用过的数据上检验（walkForward）。' : '';
    return `共试验 ${trials} 次。最优夏普比率（每根K线）${best}；纯靠运气的期望最优值为 ${luck}；确有能力的概率 ${percent}。${tail}`;
  }
  const tail = note.isWarning
    ? ' The best may well be luck: test it on data that had no part in the choice (walkForward).'
    : '';
  return `${trials} trials. Best Sharpe ratio per bar ${best}; luck alone would give about ${luck}; probability of skill ${percent}.${tail}`;
}

import type { QualityLine } from '../reported/report.ts';
import { joinVerdicts, type Verdict } from '../validated/verdict.ts';

/** One line over the verdicts of all datasets: the worst verdict, the mean score by rows. */
export function qualityOf(verdicts: readonly Verdict[], quarantined: number): QualityLine {
  const all = joinVerdicts('all', verdicts);
  const judged = verdicts.filter((verdict) => verdict.counts.read > 0);
  return { verdict: all.verdict, score: all.score, quarantined, datasets: judged };
}

/** One verdict for each dataset, over all its deliveries: a row that came twice counts twice. */
export function verdictsByDataset(verdicts: readonly Verdict[]): readonly Verdict[] {
  const groups = Map.groupBy(verdicts, ({ dataset }) => dataset);
  return [...groups].map(([dataset, own]) => joinVerdicts(dataset, own));
}

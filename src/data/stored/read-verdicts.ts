import { days, doubles, type Frame, text, textAt } from '../../core/frame.ts';
import type { Draft } from '../lake/draft.ts';
import { readAsset } from '../lake/upsert.ts';
import { ASSETS } from './assets.ts';

/** What one run found about a dataset. */
export type RecordedVerdict = {
  readonly runId: string;
  readonly atMs: number;
  readonly verdict: string;
  readonly score: number | null;
  readonly rowsRead: number;
  /** Rules in the order of their names, broken or not. */
  readonly rules: readonly { readonly rule: string; readonly severity: string; readonly rowsBroken: number }[];
};

/** The verdicts about one dataset, oldest first. */
export async function readVerdicts(draft: Draft, dataset: string): Promise<readonly RecordedVerdict[]> {
  const table = await readAsset(draft, ASSETS.quality_verdicts);
  const cell = textCells(table);
  const [of, runId, rule, severity, verdict] = ['dataset', 'run_id', 'rule', 'severity', 'verdict'].map(cell) as [
    Cell,
    Cell,
    Cell,
    Cell,
    Cell,
  ];
  const [broken, read] = [days(table, 'rows_broken'), days(table, 'rows_read')];
  const [score, at] = [doubles(table, 'score'), doubles(table, 'recorded_at')];
  const rows = Array.from({ length: table.rows }, (_, row) => row).filter((row) => of(row) === dataset);
  const runs = Map.groupBy(rows, (row) => runId(row));
  return [...runs.values()]
    .map((own): RecordedVerdict => {
      const first = own[0]!;
      return {
        runId: runId(first),
        atMs: at[first]!,
        verdict: verdict(first),
        score: Number.isNaN(score[first]!) ? null : score[first]!,
        rowsRead: read[first]!,
        rules: own.map((row) => ({ rule: rule(row), severity: severity(row), rowsBroken: broken[row]! })),
      };
    })
    .sort((left, right) => left.atMs - right.atMs);
}

export type RuleDemand = { readonly rule: string; readonly severity: string; readonly about: string };

/** What the rules of a dataset demand. */
export async function readRules(draft: Draft, dataset: string): Promise<readonly RuleDemand[]> {
  const table = await readAsset(draft, ASSETS.quality_rules);
  const cell = textCells(table);
  const [of, rule, severity, about] = ['dataset', 'rule', 'severity', 'about'].map(cell) as [Cell, Cell, Cell, Cell];
  return Array.from({ length: table.rows }, (_, row) => row)
    .filter((row) => of(row) === dataset)
    .map((row) => ({ rule: rule(row), severity: severity(row), about: about(row) }));
}

/** Examples of rows that broke a rule in one run, by rule. */
export async function readSamples(
  draft: Draft,
  dataset: string,
  runId: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const table = await readAsset(draft, ASSETS.quality_samples);
  const cell = textCells(table);
  const [of, run, rule, sample] = ['dataset', 'run_id', 'rule', 'row'].map(cell) as [Cell, Cell, Cell, Cell];
  const rows = Array.from({ length: table.rows }, (_, row) => row).filter(
    (row) => of(row) === dataset && run(row) === runId,
  );
  return new Map([...Map.groupBy(rows, rule)].map(([name, own]) => [name, own.map(sample)]));
}

type Cell = (row: number) => string;

function textCells(table: Frame): (name: string) => Cell {
  return (name) => {
    const column = text(table, name);
    return (row) => textAt(column, row) ?? '';
  };
}

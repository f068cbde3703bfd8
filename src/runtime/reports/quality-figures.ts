import type { QuarantineFigures, RuleFigures, VerdictFigures } from '../../charts/report/model.ts';
import type { Draft } from '../../data/lake/draft.ts';
import { readOrigin } from '../../data/stored/origins.ts';
import { type ReviewedRow, readReviewed } from '../../data/stored/quarantine.ts';
import {
  type RecordedVerdict,
  type RuleDemand,
  readRules,
  readSamples,
  readVerdicts,
} from '../../data/stored/read-verdicts.ts';

export type QualityMeasure = {
  readonly providers: readonly string[];
  readonly simulated: boolean;
  readonly runs: readonly VerdictFigures[];
  readonly rules: readonly RuleFigures[];
  readonly quarantine: QuarantineFigures;
};

/** Runs that are shown side by side. */
const RUNS_SHOWN = 12;
/** Rows of the quarantine that are shown, newest first. */
const ROWS_SHOWN = 200;

/** What the newest runs found about a dataset, and what lies in its quarantine. */
export async function measureQuality(draft: Draft, dataset: string): Promise<QualityMeasure> {
  const recorded = (await readVerdicts(draft, dataset)).slice(-RUNS_SHOWN);
  const demands = new Map((await readRules(draft, dataset)).map((demand) => [demand.rule, demand]));
  const latest = recorded.at(-1);
  const samples = latest === undefined ? new Map() : await readSamples(draft, dataset, latest.runId);
  const { providers, simulated } = await readOrigin(draft, [dataset]);
  return {
    providers,
    simulated,
    runs: recorded.map(verdictOf),
    rules: rulesOf(recorded, demands, samples),
    quarantine: quarantineOf(await readReviewed(draft, dataset), demands),
  };
}

function verdictOf({ runId, atMs, verdict, score, rowsRead, rules }: RecordedVerdict): VerdictFigures {
  const rowsBroken = rules.reduce((sum, rule) => sum + rule.rowsBroken, 0);
  return { runId, at: new Date(atMs).toISOString(), verdict, score, rowsRead, rowsBroken };
}

/** Those that the newest run checked, the most broken first; a rule that an earlier run did not check has a gap there. */
function rulesOf(
  recorded: readonly RecordedVerdict[],
  demands: ReadonlyMap<string, RuleDemand>,
  samples: ReadonlyMap<string, readonly string[]>,
): readonly RuleFigures[] {
  const broken = recorded.map(({ rules }) => new Map(rules.map(({ rule, rowsBroken }) => [rule, rowsBroken])));
  const latest = recorded.at(-1)?.rules ?? [];
  return latest
    .map(({ rule, severity, rowsBroken }) => ({
      rule,
      severity,
      about: demands.get(rule)?.about ?? null,
      rows: rowsBroken,
      samples: samples.get(rule) ?? [],
      brokenByRun: broken.map((of) => of.get(rule) ?? null),
    }))
    .sort((left, right) => right.rows - left.rows);
}

function quarantineOf(rows: readonly ReviewedRow[], demands: ReadonlyMap<string, RuleDemand>): QuarantineFigures {
  const reasons = [...Map.groupBy(rows, ({ reason }) => reason)].map(([reason, own]) => ({
    reason,
    about: demands.get(reason)?.about ?? null,
    rows: own.length,
    open: own.filter(({ decided }) => decided === null).length,
  }));
  const newest = rows.toReversed().slice(0, ROWS_SHOWN);
  return {
    total: rows.length,
    open: rows.filter(({ decided }) => decided === null).length,
    reasons: reasons.sort((left, right) => right.rows - left.rows),
    rows: newest.map(({ instrument, session, reason, detail, quarantinedAtMs, sha256, line, decided }) => ({
      instrument,
      session,
      reason,
      detail,
      at: new Date(quarantinedAtMs).toISOString(),
      sha256,
      line,
      decision: decided?.decision ?? null,
      by: decided?.by ?? null,
      note: decided?.note ?? null,
    })),
  };
}

import { TapelineError } from '../../core/errors.ts';
import type { CheckVerdict, MadeByOp, RunPartitions } from '../../core/partition.ts';
import { filesAfter, type Snapshot, type SnapshotChange } from '../../core/snapshot.ts';
import { type AssetCheck, type CheckSubject, verdictOf } from '../definition/asset-check.ts';
import type { Log } from '../definition/log.ts';
import type { Resources } from '../definition/resource.ts';

export type CheckedWork = {
  readonly checksOf: (asset: string) => readonly AssetCheck[];
  readonly snapshots: Readonly<Record<string, Snapshot>>;
  readonly changes: readonly SnapshotChange[];
  readonly made: readonly MadeByOp[];
  readonly asked: RunPartitions | null;
  readonly output: unknown;
  readonly asOfMs: number;
  readonly open: (resources: Resources) => Promise<Readonly<Record<string, unknown>>>;
  readonly log: Log;
  readonly signal: AbortSignal;
};

export type Verdicts = Readonly<Record<string, Readonly<Record<string, CheckVerdict>>>>;

/**
 * Asks the checks of every asset that this step is about to publish. All are asked, so that one look shows everything
 * that is wrong; then a failure of a blocking one ends the step, and nothing is published.
 *
 * @throws quality.blocked naming what failed; what a check throws fails the step as well
 */
export async function runChecks(work: CheckedWork): Promise<Verdicts> {
  const verdicts: Record<string, Record<string, CheckVerdict>> = {};
  const assets = new Set([...work.changes, ...work.made].map(({ asset }) => asset));
  for (const asset of assets)
    for (const check of work.checksOf(asset)) {
      const verdict = verdictOf(check, await judge(check, asset, work));
      verdicts[asset] = { ...verdicts[asset], [check.name]: verdict };
      if (verdict.verdict === 'warned') work.log.warn(`check ${check.name} of ${asset}: ${verdict.about}`);
    }
  refuseFailed(verdicts);
  return verdicts;
}

async function judge(check: AssetCheck, asset: string, work: CheckedWork): Promise<{ passed: boolean; about: string }> {
  const { changes, made, asked, snapshots, output, asOfMs, log, signal } = work;
  signal.throwIfAborted();
  const before = snapshots[asset]!;
  const change = changes.find((each) => each.asset === asset) ?? { asset, removed: [], added: [] };
  const said = made.find((each) => each.asset === asset);
  const spans = said?.spans ?? asked?.spans ?? [];
  const subject: CheckSubject = {
    asset,
    before,
    files: filesAfter(before, change),
    added: change.added,
    output,
    made: said === undefined && asked === null ? null : spanOf(spans, said?.lanes ?? asked?.lanes ?? []),
    asOfMs,
    log,
    signal,
  };
  const { passed, about } = await check.judge({ ...subject, ...(await work.open(check.resources)) } as never);
  return { passed: passed === true, about: String(about) };
}

function spanOf(spans: readonly { from: string; to: string }[], lanes: readonly string[]): CheckSubject['made'] {
  return { from: spans[0]?.from ?? null, to: spans.at(-1)?.to ?? null, lanes };
}

function refuseFailed(verdicts: Verdicts): void {
  const failed = Object.entries(verdicts).flatMap(([asset, ofAsset]) =>
    Object.entries(ofAsset).flatMap(([check, { verdict, about }]) =>
      verdict === 'failed' ? [{ asset, problem: `check "${check}" failed: ${about}` }] : [],
    ),
  );
  if (failed.length === 0) return;
  const problem = failed.map((each) => each.problem).join('; ');
  const wayOut = 'Nothing was published. Correct the data or the check, and retry the run.';
  throw new TapelineError('quality.blocked', { facts: { dataset: failed[0]!.asset, problem, wayOut } });
}

import { calendarOf } from '../../calendar/index.ts';
import type { OpServices } from '../../control/definition/op.ts';
import { type Draft, draftOf } from '../../data/lake/draft.ts';
import type { Authorship } from '../../data/lake/upsert.ts';
import type { DataPath } from '../../data/path/data-path.ts';
import { verdictsByDataset } from '../../data/path/quality.ts';
import type { RawStore } from '../../data/raw/raw-store.ts';
import type { MarketSource } from '../../data/source/source.ts';
import type { Lake } from '../../data/stored/lake.ts';
import { readOrigin } from '../../data/stored/origins.ts';
import { recordVerdicts } from '../../data/stored/record-verdicts.ts';
import type { Severities } from '../../data/validated/rule.ts';
import type { Verdict } from '../../data/validated/verdict.ts';

export type LakeServices = OpServices & { readonly lake: Lake };
export type SourceServices = LakeServices & { readonly source: MarketSource; readonly rawStore: RawStore };

/** What this step writes as, out of nothing but what is stored. */
export function authorOf(services: OpServices, origin: Pick<Authorship, 'providers' | 'simulated'>): Authorship {
  const { runId, stepKey, codeVersion } = services;
  return { runId, stepKey, codeVersion, ...origin };
}

export function openDraft({ lake, snapshot }: LakeServices): Draft {
  return draftOf(lake, snapshot);
}

/** The author of something derived: whoever made what it is derived from. */
export async function authorOfDerived(
  services: OpServices,
  draft: Draft,
  inputs: readonly string[],
): Promise<Authorship> {
  return authorOf(services, await readOrigin(draft, inputs));
}

/** Hands the step's changes over, to be committed with its success. */
export function publishAll({ publish }: OpServices, draft: Draft): void {
  for (const change of draft.changes()) publish(change);
}

/**
 * Records the verdicts that block: the gate after this step fails on them, and a failed step commits nothing.
 *
 * reads, writes  quality_verdicts, quality_samples, quality_rules
 */
export async function recordBlocked({ draft, nowMs, author }: DataPath, verdicts: readonly Verdict[]): Promise<void> {
  const blocked = verdictsByDataset(verdicts).filter(({ verdict }) => verdict === 'blocked');
  await recordVerdicts(draft, blocked, nowMs(), author);
}

export type PathSettings = {
  readonly batch_size: number;
  readonly rejected_share_max: number;
  readonly rules?: Severities;
};

/** Checks the source for real, then opens the path from it to the lake. */
export async function openPath(services: SourceServices, settings: PathSettings): Promise<DataPath> {
  const { source, rawStore, signal, asOfMs, clock, progress } = services;
  const { quotaRemainingBytes } = await source.check(signal);
  const { name, simulated, venue } = source.info;
  return {
    source,
    isMetered: quotaRemainingBytes !== null,
    rawStore,
    draft: openDraft(services),
    calendar: calendarOf(venue),
    asOfMs,
    nowMs: clock.nowMs,
    author: authorOf(services, { providers: [name], simulated }),
    strictness: { severities: settings.rules ?? {}, rejectedShareMax: settings.rejected_share_max },
    batchSize: settings.batch_size,
    signal,
    onProgress: progress,
  };
}

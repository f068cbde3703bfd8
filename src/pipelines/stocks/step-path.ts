import { calendarOf } from '../../calendar/index.ts';
import type { OpServices } from '../../control/definition/op.ts';
import { type Draft, draftOf } from '../../data/lake/draft.ts';
import type { Authorship } from '../../data/lake/upsert.ts';
import type { DataPath } from '../../data/path/data-path.ts';
import type { RawStore } from '../../data/raw/raw-store.ts';
import type { MarketSource } from '../../data/source/source.ts';
import type { Lake } from '../../data/stored/lake.ts';
import { readOrigin } from '../../data/stored/origins.ts';
import type { Severities } from '../../data/validated/rule.ts';

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

import { calendarOf } from '../../calendar/index.ts';
import type { FundPath } from '../../data/path/fund-path.ts';
import type { RawStore } from '../../data/raw/raw-store.ts';
import type { FundSource } from '../../data/source/funds.ts';
import { authorOf, type LakeServices, openDraft } from '../stocks/step-path.ts';

export type FundServices = LakeServices & { readonly source: FundSource; readonly rawStore: RawStore };

/** Checks the source for real, then opens the path from it to the lake. */
export async function openFundPath(
  services: FundServices,
  settings: { readonly rejected_share_max: number },
): Promise<FundPath> {
  const { source, rawStore, signal, asOfMs, clock, progress } = services;
  await source.check(signal);
  const { name, simulated, venue } = source.info;
  return {
    source,
    rawStore,
    draft: openDraft(services),
    calendar: calendarOf(venue),
    asOfMs,
    nowMs: clock.nowMs,
    author: authorOf(services, { providers: [name], simulated }),
    strictness: { severities: {}, rejectedShareMax: settings.rejected_share_max },
    signal,
    onProgress: progress,
  };
}

/**
 * The data path, composed: source → raw → validated → stored → derived → scored → reported. Each arrow is one verb of
 * one folder; this is the only place that knows their order.
 */
export {
  type Completed,
  type CompletionPolicy,
  completeMissing,
  findMissing,
  type GapLine,
  type GapOptions,
  type GapReport,
} from './path/complete-bars.ts';
export { asOfDay, asOfSession, type DataPath } from './path/data-path.ts';
export { type BarsInHand, type BarsSynced, type SyncBarsOptions, syncBars, type Tally } from './path/sync-bars.ts';
export {
  type FundamentalOptions,
  type FundamentalsSynced,
  type MissingQuarters,
  syncFundamentals,
} from './path/sync-fundamentals.ts';
export { type RangeNote, type RangeOptions, type SyncRange, syncRange } from './path/sync-range.ts';
export type { ReferenceSynced } from './path/sync-reference.ts';

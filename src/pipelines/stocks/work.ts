/**
 * What the ops do when they run. Each loads it then: whoever only lists jobs waits for none of these seventy modules.
 */
export { calendarOf } from '../../calendar/index.ts';
export { deriveFundamental } from '../../data/derived/fundamental.ts';
export { mergeDaily, mergedTable } from '../../data/derived/merge.ts';
export { readDerivation } from '../../data/derived/stamp.ts';
export { firstOfLatest } from '../../data/lake/latest-sessions.ts';
export { completeMissing, findMissing } from '../../data/path/complete-bars.ts';
export { qualityOf, verdictsByDataset } from '../../data/path/quality.ts';
export { reviewQuarantine } from '../../data/path/review-quarantine.ts';
export { syncBars } from '../../data/path/sync-bars.ts';
export { syncFundamentals } from '../../data/path/sync-fundamentals.ts';
export { syncRange } from '../../data/path/sync-range.ts';
export { report } from '../../data/reported/report.ts';
export { saveProcessed } from '../../data/reported/save.ts';
export { PART_PREFIX, scoreDaily, scoreTable } from '../../data/scored/score.ts';
export { recordMetrics } from '../../data/stored/record-metrics.ts';
export { recordVerdicts } from '../../data/stored/record-verdicts.ts';
export { loadTemporary, removeTemporary, storeTemporary } from '../../data/stored/temporary.ts';
export { joinVerdicts } from '../../data/validated/verdict.ts';
export { authorOfDerived, openDraft, openPath, publishAll, recordBlocked } from './step-path.ts';

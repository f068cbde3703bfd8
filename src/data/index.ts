/** The data path and its ports: what sources, lakes and pipelines of one's own are made with. */
export {
  type Column,
  days,
  doubles,
  type Frame,
  flags,
  frame,
  type Schema,
  text,
  textAt,
  textColumn,
} from '../core/frame.ts';
export { dayOfSession, type Session, sessionOfDay, toSession } from '../core/time.ts';

export { deriveFundamental } from './derived/fundamental.ts';
export { mergeDaily } from './derived/merge.ts';
export { deriveTechnical } from './derived/technical.ts';
export { type Draft, draftOf } from './lake/draft.ts';
export { type Authorship, provenanceOf, readAsset, writePartition } from './lake/upsert.ts';
export * from './path.ts';
export { keepRaw, type Raw } from './raw/keep.ts';
export type { RawAbout, RawAddress, RawStore } from './raw/raw-store.ts';
export { type Reported, type RunSummary, report } from './reported/report.ts';
export { FACTORS, type Factor, WEIGHTS_DEFAULT } from './scored/factors.ts';
export { scoreDaily } from './scored/score.ts';
export { type ScoreModel, scoreSession } from './scored/score-session.ts';
export type { Scored, ScoreLine } from './scored/scored.ts';
export { joinSources } from './source/joined-source.ts';
export { KIND_SCHEMAS } from './source/kinds.ts';
export { type CellValue, type ParsedBuilder, parsedBuilder } from './source/parsed-builder.ts';
export type {
  MarketSource,
  Parsed,
  ParseRejection,
  RawBody,
  SourceCheck,
  SourceInfo,
  SourceKind,
  SourceRequest,
} from './source/source.ts';
export { ASSETS, type AssetName, type AssetSchema, COLUMN_NOTES } from './stored/assets.ts';
export type { Lake, LakeQuery, LakeSql, LakeWrite } from './stored/lake.ts';
export { type Origin, readOrigin } from './stored/origins.ts';
export type { Stored } from './stored/stored.ts';
export { BAR_RULES } from './validated/bar-rules.ts';
export type { Rule, Severities, Severity } from './validated/rule.ts';
export { validateBars } from './validated/validate-bars.ts';
export type { Page, Rejection, Validated, ValidationResult } from './validated/validated.ts';
export type { Finding, RowCounts, Verdict } from './validated/verdict.ts';

import { KIND_SCHEMAS } from '../source/kinds.ts';
import { BAR_RULES, type BarContext, barRows } from './bar-rules.ts';
import { judge } from './judge.ts';
import { type Severities, withSeverities } from './rule.ts';
import type { Page, ValidationResult } from './validated.ts';

export type Strictness = {
  readonly severities: Severities;
  /** More than this share of rejected rows blocks the delivery, 0..1. */
  readonly rejectedShareMax: number;
};

/** `turnover_off` asks for one currency and one unit per share; the rest holds anywhere. */
export const STRICTNESS_DEFAULT: Strictness = { severities: {}, rejectedShareMax: 0.1 };

/**
 * Splits what a source delivered into bars that may be stored and rows that may not.
 *
 * in      pages    all bodies of one request, in the order received: a key may occur twice across them
 *         context  calendar, the newest session that can exist, listings
 * out     accepted rows in the order (instrument, session); rejections with reasons; counts that add up; a verdict
 * throws  usage.unknown_name for a severity of a rule that does not exist
 */
export function validateBars(
  pages: readonly Page[],
  context: BarContext,
  strictness: Strictness = STRICTNESS_DEFAULT,
): ValidationResult<'bars'> {
  return judge(pages, {
    kind: 'bars',
    schema: KIND_SCHEMAS.bars,
    dataset: 'ohlcv_daily',
    key: ['instrument', 'session'],
    rules: withSeverities(BAR_RULES, strictness.severities),
    rowsOf: (table) => barRows(table, context),
    rejectedShareMax: strictness.rejectedShareMax,
  });
}

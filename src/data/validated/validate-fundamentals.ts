import { KIND_SCHEMAS } from '../source/kinds.ts';
import { FUNDAMENTAL_RULES, type FundamentalContext, fundamentalRows } from './fundamental-rules.ts';
import { judge } from './judge.ts';
import { withSeverities } from './rule.ts';
import { STRICTNESS_DEFAULT, type Strictness } from './validate-bars.ts';
import type { Page, ValidationResult } from './validated.ts';

/** As `validateBars`, for financial statements: a restatement is another row of its quarter, known later. */
export function validateFundamentals(
  pages: readonly Page[],
  context: FundamentalContext,
  strictness: Strictness = STRICTNESS_DEFAULT,
): ValidationResult<'fundamentals'> {
  return judge(pages, {
    kind: 'fundamentals',
    schema: KIND_SCHEMAS.fundamentals,
    dataset: 'fundamentals',
    key: ['instrument', 'quarter', 'announced', 'known_at'],
    rules: withSeverities(FUNDAMENTAL_RULES, strictness.severities),
    rowsOf: (table) => fundamentalRows(table, context),
    rejectedShareMax: strictness.rejectedShareMax,
  });
}

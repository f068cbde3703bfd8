import { KIND_SCHEMAS } from '../source/kinds.ts';
import { judge } from './judge.ts';
import { REFERENCE_KEYS, REFERENCE_RULES, type ReferenceContext, type ReferenceKind } from './reference-rules.ts';
import { withSeverities } from './rule.ts';
import { STRICTNESS_DEFAULT, type Strictness } from './validate-bars.ts';
import type { Page, ValidationResult } from './validated.ts';

/** As `validateBars`, for instruments, ex-factors, suspensions and valuations. */
export function validateReference<K extends ReferenceKind>(
  kind: K,
  pages: readonly Page[],
  context: ReferenceContext,
  strictness: Strictness = STRICTNESS_DEFAULT,
): ValidationResult<K> {
  return judge(pages, {
    kind,
    schema: KIND_SCHEMAS[kind],
    dataset: kind,
    key: REFERENCE_KEYS[kind],
    rules: withSeverities(REFERENCE_RULES[kind], strictness.severities),
    rowsOf: (table) => ({ table, context }),
    rejectedShareMax: strictness.rejectedShareMax,
  });
}

import { PREDICTION_SCHEMAS } from '../source/predictions.ts';
import { judge } from './judge.ts';
import { PREDICTION_KEYS, PREDICTION_RULES, type StoredKind } from './prediction-rules.ts';
import { withSeverities } from './rule.ts';
import { STRICTNESS_DEFAULT, type Strictness } from './validate-bars.ts';
import type { Page, ValidationResult } from './validated.ts';

/** As `validateBars`, for questions, prices and trades of outcomes, and candles of coins. */
export function validatePredictions<K extends StoredKind>(
  kind: K,
  pages: readonly Page[],
  { dataset, knownMs }: { readonly dataset: string; readonly knownMs: number },
  strictness: Strictness = STRICTNESS_DEFAULT,
): ValidationResult<K> {
  return judge(pages, {
    kind,
    dataset,
    schema: PREDICTION_SCHEMAS[kind],
    key: PREDICTION_KEYS[kind],
    rules: withSeverities(PREDICTION_RULES[kind], strictness.severities),
    rowsOf: (table) => ({ table, knownMs }),
    rejectedShareMax: strictness.rejectedShareMax,
  });
}

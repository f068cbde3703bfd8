import { FUND_KIND_SCHEMAS } from '../source/funds.ts';
import { judge } from './judge.ts';
import { NAV_RULES, type NavContext, navRows } from './nav-rules.ts';
import { withSeverities } from './rule.ts';
import { STRICTNESS_DEFAULT, type Strictness } from './validate-bars.ts';
import type { Page, ValidationResult } from './validated.ts';

/** Judges a delivery of net asset values: each row is accepted, quarantined with its reason, or a repetition. */
export function validateNavs(
  pages: readonly Page[],
  context: Omit<NavContext, 'receivedAtMs'>,
  strictness: Strictness = STRICTNESS_DEFAULT,
): ValidationResult<'navs'> {
  const received = pages.flatMap(({ raw, parsed }) => new Array<number>(parsed.rows.rows).fill(raw.about.fetchedAtMs));
  return judge(pages, {
    kind: 'navs',
    schema: FUND_KIND_SCHEMAS.navs,
    dataset: 'fund_nav',
    key: ['instrument', 'nav_date'],
    rules: withSeverities(NAV_RULES, strictness.severities),
    rowsOf: (table) => navRows(table, { ...context, receivedAtMs: (row) => received[row]! }),
    rejectedShareMax: strictness.rejectedShareMax,
  });
}

import { days, doubles, type Frame, NO_INT, NO_TEXT, text, textAt } from '../../core/frame.ts';
import { FUND_KIND_SCHEMAS } from '../source/funds.ts';
import { judge } from './judge.ts';
import { type Rule, withSeverities } from './rule.ts';
import { STRICTNESS_DEFAULT, type Strictness } from './validate-bars.ts';
import type { Page, ValidationResult } from './validated.ts';

type Rows = { readonly table: Frame };

const hasText = (table: Frame, name: string, row: number): boolean => text(table, name).codes[row] !== NO_TEXT;

const FUND_RULES: readonly Rule<Rows>[] = [
  {
    code: 'key_missing',
    severity: 'quarantine',
    about: 'a code',
    isFixed: true,
    breaks: ({ table }, row) => !hasText(table, 'instrument', row),
    detail: () => 'no code',
  },
  {
    code: 'type_missing',
    severity: 'warn',
    about: 'a type, by which is known when it publishes',
    breaks: ({ table }, row) => !hasText(table, 'fund_type', row),
    detail: () => 'no type: taken for a fund of shares',
  },
];

/** A split makes units of one; a larger or smaller one than these is a slip. */
const SPLIT_MIN = 0.01;
const SPLIT_MAX = 100;

const DISTRIBUTION_RULES: readonly Rule<Rows>[] = [
  {
    code: 'key_missing',
    severity: 'quarantine',
    about: 'a fund, an ex-date and what happened',
    isFixed: true,
    breaks: ({ table }, row) =>
      !hasText(table, 'instrument', row) || !hasText(table, 'event', row) || days(table, 'ex_date')[row] === NO_INT,
    detail: () => 'no fund, no ex-date or no event',
  },
  {
    code: 'amount_implausible',
    severity: 'quarantine',
    about: `money above 0, or ${SPLIT_MIN} to ${SPLIT_MAX} units for one`,
    breaks: ({ table }, row) => {
      const amount = doubles(table, 'amount')[row]!;
      const isSplit = textAt(text(table, 'event'), row) === 'split';
      return isSplit ? !(amount >= SPLIT_MIN && amount <= SPLIT_MAX) : !(amount > 0);
    },
    detail: ({ table }, row) => `${textAt(text(table, 'event'), row)} of ${doubles(table, 'amount')[row]}`,
  },
];

/** Judges a list of funds. */
export function validateFunds(
  pages: readonly Page[],
  strictness: Strictness = STRICTNESS_DEFAULT,
): ValidationResult<'funds'> {
  return judge(pages, {
    kind: 'funds',
    schema: FUND_KIND_SCHEMAS.funds,
    dataset: 'fund_info',
    key: ['instrument'],
    rules: withSeverities(FUND_RULES, {}),
    rowsOf: (table) => ({ table }),
    rejectedShareMax: strictness.rejectedShareMax,
  });
}

/** Judges dividends and splits. They are announced ahead, so that an ex-date may lie in the future. */
export function validateDistributions(
  pages: readonly Page[],
  strictness: Strictness = STRICTNESS_DEFAULT,
): ValidationResult<'distributions'> {
  return judge(pages, {
    kind: 'distributions',
    schema: FUND_KIND_SCHEMAS.distributions,
    dataset: 'fund_distributions',
    key: ['instrument', 'ex_date', 'event'],
    rules: withSeverities(DISTRIBUTION_RULES, {}),
    rowsOf: (table) => ({ table }),
    rejectedShareMax: strictness.rejectedShareMax,
  });
}

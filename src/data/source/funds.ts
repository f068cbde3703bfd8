import type { Schema } from '../../core/frame.ts';
import type { DataSource, RequestFor } from './source.ts';

/** The kinds of rows that a source of Chinese mutual funds can give. */
export type FundKind = 'funds' | 'navs' | 'distributions';

/**
 * Both ends of a range bound the NAV date of `navs` and the ex-date of `distributions`; `funds` are not bounded. `navs` of
 * no named fund are the newest values of the whole market: of the last two days that the source publishes, at least.
 */
export type FundRequest = RequestFor<FundKind>;

/** Where fund lists, net asset values and distributions come from. */
export type FundSource = DataSource<FundRequest>;

/**
 * What each kind of row looks like when a source hands it on. Missing cells are missing (NaN, code -1), never zero;
 * rates are fractions.
 */
export const FUND_KIND_SCHEMAS = {
  /** `fund_type`: as the publisher writes it, 混合型-灵活. */
  funds: { instrument: 'text', name: 'text', fund_type: 'text', company: 'text', founded: 'day', ended: 'day' },
  /**
   * `nav_date` is the date that the publisher states, never a clock's. Money funds have `income_per_10k` (money a day on
   * 10 000 units) and `yield_7d` (a year) in place of NAVs. `adjusted_nav` and `announced` where the source has them.
   */
  navs: {
    instrument: 'text',
    nav_date: 'day',
    unit_nav: 'double',
    accumulated_nav: 'double',
    daily_return: 'double',
    income_per_10k: 'double',
    yield_7d: 'double',
    adjusted_nav: 'double',
    subscription: 'text',
    redemption: 'text',
    announced: 'day',
  },
  /** `event`: dividend or split. `amount`: money per unit, or units after one unit before. */
  distributions: {
    instrument: 'text',
    ex_date: 'day',
    event: 'text',
    amount: 'double',
    record_date: 'day',
    pay_date: 'day',
    wording: 'text',
  },
} as const satisfies Readonly<Record<FundKind, Schema>>;

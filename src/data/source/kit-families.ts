import type { Schema } from '../../core/frame.ts';
import { FUND_KIND_SCHEMAS, type FundKind } from './funds.ts';
import { KIND_SCHEMAS } from './kinds.ts';
import type { SourceKind } from './source.ts';

/** The kinds of one desk, as the kit has to know them. */
export type KitFamily<Kind extends string> = {
  readonly schemas: Readonly<Record<Kind, Schema>>;
  /** The kind of which a request is bounded by names and days. */
  readonly main: Kind;
  /** By kind: the day column that nothing after `asOf` may stand in. The main kind's is also what a range bounds. */
  readonly dated: Readonly<Partial<Record<Kind, string>>>;
};

/** Instruments of an exchange. */
export const MARKET_FAMILY: KitFamily<SourceKind> = {
  schemas: KIND_SCHEMAS,
  main: 'bars',
  dated: { bars: 'session', suspensions: 'session', valuations: 'session', fundamentals: 'announced' },
};

/** Chinese mutual funds. */
export const FUND_FAMILY: KitFamily<FundKind> = {
  schemas: FUND_KIND_SCHEMAS,
  main: 'navs',
  dated: { navs: 'nav_date' },
};

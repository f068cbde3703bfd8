import type { Catalogue } from '../world/catalogue.ts';

/** What the parts of the venue share. */
export type PolymarketWorld = {
  readonly seed: number;
  readonly nowMs: () => number;
  readonly catalogue: Catalogue;
};

import { port } from '../../control/definition/resource.ts';
import type { PredictionSource } from '../../data/source/predictions.ts';

/** The venues of this desk, by the names that its settings use. */
export type PredictionVenues = AsyncDisposable & {
  readonly names: readonly string[];
  /** @throws usage.unknown_name with the names there are */
  readonly venue: (name: string) => PredictionSource;
  /** Where prices of coins come from. */
  readonly coins: PredictionSource;
};

/** Where pages for people are put. */
export type PageStore = {
  /** The profile whose data the pages show. */
  readonly profile: string;
  /** Replaces an earlier page as a whole; returns where it lies. @throws io.failed */
  readonly write: (name: string, html: string) => Promise<string>;
};

export const predictionVenues = port<PredictionVenues>(
  'prediction_venues',
  'Where questions, their prices, and the prices of coins come from.',
);
export const pageStore = port<PageStore>('page_store', 'Where pages for people are put.');

import { port } from '../../control/definition/resource.ts';
import type { RawStore } from '../../data/raw/raw-store.ts';
import type { MarketSource } from '../../data/source/source.ts';
import type { Lake } from '../../data/stored/lake.ts';

/** What the stock ops need from outside, by shape. A profile binds a provider to each. */
export const marketSource = port<MarketSource>('market_source', 'Where prices and fundamentals come from.');
export const lake = port<Lake>('lake', 'Where datasets are kept.');
export const rawStore = port<RawStore>('raw_store', 'Where received bodies are kept as they came.');

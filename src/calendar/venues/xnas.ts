import type { VenueData } from './venue.ts';
import { XNYS } from './xnys.ts';

/** Nasdaq keeps the sessions and regular hours of the New York Stock Exchange; of the years before, nothing is recorded. */
export const XNAS: VenueData = { ...XNYS, venue: 'XNAS', name: 'Nasdaq', first: '1985-09-30' };

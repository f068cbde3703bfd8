import type { VenueData } from './venue.ts';
import { XNYS } from './xnys.ts';

/** Nasdaq keeps the sessions and regular hours of the New York Stock Exchange. */
export const XNAS: VenueData = { ...XNYS, venue: 'XNAS', name: 'Nasdaq' };

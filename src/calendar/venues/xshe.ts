import type { VenueData } from './venue.ts';
import { XSHG } from './xshg.ts';

/** Shenzhen keeps the sessions and hours of Shanghai. */
export const XSHE: VenueData = { ...XSHG, venue: 'XSHE', name: 'Shenzhen Stock Exchange' };

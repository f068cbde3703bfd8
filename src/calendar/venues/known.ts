import { ALWAYS } from './always.ts';
import type { VenueData } from './venue.ts';
import { XHKG } from './xhkg.ts';
import { XLON } from './xlon.ts';
import { XNAS } from './xnas.ts';
import { XNYS } from './xnys.ts';
import { XSHE } from './xshe.ts';
import { XSHG } from './xshg.ts';
import { XTKS } from './xtks.ts';

const SHIPPED: readonly VenueData[] = [XSHG, XSHE, XHKG, XNYS, XNAS, XLON, XTKS, ALWAYS];

/** Every shipped venue by its name: the market identifier code, or `24/7`. */
export const VENUES: ReadonlyMap<string, VenueData> = new Map(SHIPPED.map((data) => [data.venue, data]));

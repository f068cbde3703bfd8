import type { VenueData } from './venue.ts';

/** Markets that never close: every day of UTC is a session, from midnight to midnight. */
export const ALWAYS: VenueData = {
  venue: '24/7',
  name: 'Round the clock',
  zone: 'UTC',
  source: 'by definition',
  licence: 'none needed',
  checkedOn: '2026-11-22',
  first: '1970-01-01',
  last: '2099-12-31',
  weekend: [],
  hours: [{ open: '00:00', close: '24:00' }],
  closures: {},
  halfDays: [],
  caveats: [],
};

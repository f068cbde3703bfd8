import { canonicalJson } from '../core/hash.ts';
import type { Calendar } from './calendar.ts';
import type { VenueData } from './venues/venue.ts';

const versions = new WeakMap<VenueData, string>();

/** `XSHG 2026-12-31/9ae2c01f`: the venue, its horizon, and a mark that changes with any fact of its data. */
export function calendarVersion({ data }: Calendar): string {
  const known = versions.get(data);
  if (known !== undefined) return known;
  const { source: _source, licence: _licence, checkedOn: _checkedOn, caveats: _caveats, ...facts } = data;
  const version = `${data.venue} ${data.last}/${markOf(canonicalJson(facts))}`;
  versions.set(data, version);
  return version;
}

/** FNV-1a, 32 bits: enough to tell versions of one calendar apart, and synchronous. */
function markOf(text: string): string {
  let mark = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    mark = Math.imul(mark ^ text.charCodeAt(index), 0x01000193);
  }
  return (mark >>> 0).toString(16).padStart(8, '0');
}

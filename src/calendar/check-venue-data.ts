import { TapelineError } from '../core/errors.ts';
import { type Session, toSession } from '../core/time.ts';
import type { VenueData } from './venues/venue.ts';
import { instantOfWall } from './zone.ts';

const WALL_TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/;

/** @throws definition.invalid, or usage.invalid for a date that does not exist, when a venue's data contradicts itself. */
export function checkVenueData(data: VenueData): void {
  const first = toSession(data.first);
  const last = toSession(data.last);
  if (last < first)
    refuseVenueData(data, `its horizon ends on ${last}, before it begins on ${first}`, 'Swap first and last.');
  checkZone(data, first);
  checkHours(data);
}

function checkZone(data: VenueData, session: Session): void {
  try {
    instantOfWall(data.zone, session, '12:00');
  } catch {
    refuseVenueData(data, `"${data.zone}" is not a known time zone`, 'Write one like "Asia/Shanghai".');
  }
}

function checkHours(data: VenueData): void {
  const starts = data.hours.map((hours) => (hours.from === undefined ? '' : toSession(hours.from)));
  if (starts[0] !== '')
    refuseVenueData(data, 'it has no regular hours from the start', 'Leave `from` out of the first ones.');
  if (!ascends(starts))
    refuseVenueData(data, 'its regular hours are not in the order of their start dates', 'Sort them.');
  for (const { open, rest, close } of data.hours) {
    const times = [open, ...(rest ?? []), close];
    if (times.every((time) => WALL_TIME.test(time)) && ascends(times)) continue;
    refuseVenueData(
      data,
      `its hours ${times.join(' ')} are not ascending wall-clock times`,
      'Write them like "09:30".',
    );
  }
  const wrong = data.halfDays.find((half) => !WALL_TIME.test(half.close));
  if (wrong !== undefined) refuseVenueData(data, `a half day ends at "${wrong.close}"`, 'Write it like "13:00".');
}

function ascends(texts: readonly string[]): boolean {
  return texts.every((text, index) => index === 0 || texts[index - 1]! < text);
}

export function refuseVenueData(data: VenueData, problem: string, wayOut: string): never {
  throw new TapelineError('definition.invalid', { facts: { where: `Calendar "${data.venue}"`, problem, wayOut } });
}

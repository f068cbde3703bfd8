import { TapelineError } from '../../core/errors.ts';
import type { SessionMoment } from '../../core/trigger.ts';

/** A moment of a session, read: so far from its open or close, or what the wall clock shows. */
export type Moment =
  | { readonly kind: 'open' | 'close'; readonly offsetMs: number }
  | { readonly kind: 'wall'; readonly wallMs: number };

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };
const OFFSET_MAX_MS = 7 * 24 * 3_600_000;

/** @throws usage.trigger */
export function readMoment(at: SessionMoment): Moment {
  const wall = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(at);
  if (wall !== null) return { kind: 'wall', wallMs: (Number(wall[1]) * 60 + Number(wall[2])) * 60_000 };
  const match = /^(open|close)(?:([+-])(\d+)([smh]))?$/.exec(at);
  if (match === null) throw refused(at);
  const kind = match[1] === 'open' ? 'open' : 'close';
  const distance = Number(match[3] ?? 0) * (UNIT_MS[match[4] ?? 's'] ?? 0);
  if (distance > OFFSET_MAX_MS) throw refused(at);
  return { kind, offsetMs: match[2] === '-' ? -distance : distance };
}

function refused(at: string): TapelineError {
  return new TapelineError('usage.trigger', { facts: { part: 'at', got: at } });
}

import { TapelineError } from './errors.ts';

/** An exchange date, `YYYY-MM-DD`. Not an instant: it has no zone. */
export type Session = string & { readonly __session: never };

/** Days since 1970-01-01: how a session stands in a numeric column. */
export type SessionDay = number;

export const DAY_MS = 86_400_000;

/** @throws usage.invalid when the text is not a real calendar date. */
export function toSession(text: string): Session {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  const session = match === null ? null : sessionOfDay(Date.UTC(+match[1]!, +match[2]! - 1, +match[3]!) / DAY_MS);
  if (match === null || session !== `${match[1]}-${match[2]}-${match[3]}`) {
    throw new TapelineError('usage.invalid', {
      facts: { what: 'A date must look like 2026-11-20', got: text, wayOut: 'Write year-month-day.' },
    });
  }
  return session as Session;
}

export function dayOfSession(session: Session): SessionDay {
  return Date.parse(`${session}T00:00:00Z`) / DAY_MS;
}

export function sessionOfDay(day: SessionDay): Session {
  return new Date(day * DAY_MS).toISOString().slice(0, 10) as Session;
}

/** A duration as written in definitions: `500ms`, `60s`, `10m`, `1h`, `2d`, or a number of milliseconds. */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`;

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: DAY_MS };

/** @throws usage.invalid for anything that is not a duration of zero or more. */
export function durationMs(duration: Duration): number {
  if (typeof duration === 'number' && Number.isFinite(duration) && duration >= 0) return duration;
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(String(duration));
  if (match === null) {
    throw new TapelineError('usage.invalid', {
      facts: {
        what: 'A duration must look like 500ms, 60s, 10m, 1h or 2d',
        got: String(duration),
        wayOut: 'Add a unit.',
      },
    });
  }
  return Number(match[1]) * UNIT_MS[match[2]!]!;
}

/** An instant as people read it: ISO 8601 in UTC. */
export function instantText(atMs: number): string {
  return new Date(atMs).toISOString();
}

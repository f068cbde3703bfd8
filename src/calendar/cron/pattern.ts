import { TapelineError } from '../../core/errors.ts';
import { FIELDS, type Field, numberOf, type Place, refuse, valuesOf } from './field.ts';

/**
 * A cron pattern, read: what a wall clock and a wall calendar must show.
 * Days: `L` the last of the month, `LW` its last weekday, `15W` the weekday nearest the 15th within the month.
 * Weekdays: `5#2` the second Friday, `5L` or `5#L` the last one. When both fields say something, either is enough;
 * with `+` in front of the weekdays both are needed.
 */
export type CronPattern = {
  readonly text: string;
  readonly seconds: Ceil;
  readonly minutes: Ceil;
  readonly hours: Ceil;
  readonly months: readonly boolean[];
  readonly days: DayField | null;
  readonly weekdays: WeekdayField | null;
  readonly needsBoth: boolean;
  /** One time a day, so that people mean that time and not a rhythm: the rule for clock changes applies. */
  readonly isFixed: boolean;
};

/** `ceil[x]` is the smallest allowed number that is `x` or more; -1 when there is none. */
export type Ceil = readonly number[];

export type DayField = {
  readonly on: ReadonlySet<number>;
  readonly nearestTo: readonly number[];
  readonly isLast: boolean;
  readonly isLastWeekday: boolean;
};

export type WeekdayField = {
  readonly on: ReadonlySet<number>;
  /** Negative is the last one. */
  readonly nth: readonly { readonly weekday: number; readonly nth: number }[];
};

const NICKNAMES: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/** @throws usage.cron for what is no pattern. Whether its days ever come is `checkEver`'s question. */
export function parseCron(text: string): CronPattern {
  const plain = NICKNAMES[text.trim().toLowerCase()] ?? text.trim();
  const parts = plain.split(/\s+/);
  if (parts.length !== 5 && parts.length !== 6) refuseCount(text, plain === '' ? 0 : parts.length);
  const [second, minute, hour, day, month, weekday] = (parts.length === 5 ? ['0', ...parts] : parts) as Six;
  const at = (field: Field, fieldText: string): Place => ({ pattern: text, field, text: fieldText });
  const [seconds, minutes, hours] = [
    listOf(at(FIELDS.second, second)),
    listOf(at(FIELDS.minute, minute)),
    listOf(at(FIELDS.hour, hour)),
  ];
  const months = new Set(listOf(at(FIELDS.month, month)));
  const weekdays = readWeekdays(at(FIELDS.weekday, weekday.replace(/^\+/, '')));
  return {
    text,
    seconds: ceilOf(seconds, 60),
    minutes: ceilOf(minutes, 60),
    hours: ceilOf(hours, 24),
    months: Array.from({ length: 13 }, (_, number) => months.has(number)),
    days: readDays(at(FIELDS.day, day)),
    weekdays,
    needsBoth: weekday.startsWith('+'),
    isFixed: [seconds, minutes, hours].every((values) => values.length === 1),
  };
}

type Six = [string, string, string, string, string, string];

/** Ascending, each once. */
function listOf(place: Place): readonly number[] {
  const values = place.text.split(',').flatMap((part) => valuesOf(part, place));
  return [...new Set(values)].sort((left, right) => left - right);
}

function ceilOf(values: readonly number[], size: number): Ceil {
  return Array.from({ length: size + 1 }, (_, least) => values.find((value) => value >= least) ?? -1);
}

function readDays(place: Place): DayField | null {
  if (isOpen(place.text)) return null;
  const parts = place.text.toUpperCase().split(',');
  const nearest = parts.filter((part) => /^\d{1,2}W$/.test(part));
  const plain = parts.filter((part) => part !== 'L' && part !== 'LW' && !nearest.includes(part));
  return {
    on: new Set(plain.flatMap((part) => valuesOf(part, place))),
    nearestTo: nearest.map((part) => numberOf(part.slice(0, -1), place)),
    isLast: parts.includes('L'),
    isLastWeekday: parts.includes('LW'),
  };
}

function readWeekdays(place: Place): WeekdayField | null {
  if (isOpen(place.text)) return null;
  const parts = place.text.toUpperCase().split(',');
  const counted = parts.filter((part) => /#|.L$/.test(part));
  const plain = parts.filter((part) => !counted.includes(part)).flatMap((part) => valuesOf(part, place));
  return { on: new Set(plain.map((weekday) => weekday % 7)), nth: counted.flatMap((part) => readNth(part, place)) };
}

/** `5#2`, `FRI#2`, `5#L`, `5L`, `1-5#1`. */
function readNth(part: string, place: Place): WeekdayField['nth'] {
  const match = /^(.+?)(?:#([1-5L])|L)$/.exec(part);
  if (match === null) refuse(place, part);
  const nth = match[2] === undefined || match[2] === 'L' ? -1 : Number(match[2]);
  return valuesOf(match[1]!, place).map((weekday) => ({ weekday: weekday % 7, nth }));
}

function isOpen(text: string): boolean {
  return text === '*' || text === '?';
}

function refuseCount(pattern: string, count: number): never {
  throw new TapelineError('usage.cron', {
    facts: { pattern, problem: 'field_count', field: null, got: String(count) },
  });
}

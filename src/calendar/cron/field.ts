import { TapelineError } from '../../core/errors.ts';

export type FieldName = 'second' | 'minute' | 'hour' | 'day' | 'month' | 'weekday';

/** One field of a pattern: what it is called, what it may hold, and the names that stand for numbers. */
export type Field = { readonly name: FieldName; readonly min: number; readonly max: number; readonly names?: string };

export const FIELDS = {
  second: { name: 'second', min: 0, max: 59 },
  minute: { name: 'minute', min: 0, max: 59 },
  hour: { name: 'hour', min: 0, max: 23 },
  day: { name: 'day', min: 1, max: 31 },
  month: { name: 'month', min: 1, max: 12, names: ' JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC' },
  weekday: { name: 'weekday', min: 0, max: 7, names: 'SUNMONTUEWEDTHUFRISAT' },
} as const satisfies Record<FieldName, Field>;

/** What a refusal has to say: the whole pattern, and where in it. */
export type Place = { readonly pattern: string; readonly field: Field; readonly text: string };

/**
 * The numbers that one part of a list names: a star, a number, a range, each but the number with an optional step.
 * @throws usage.cron
 */
export function valuesOf(part: string, place: Place): readonly number[] {
  const match = /^(\*|[^-/]+)(?:-([^-/]+))?(?:\/(\d+))?$/.exec(part);
  if (match === null) refuse(place, part);
  const [begin, end, stepText] = [match[1]!, match[2], match[3]];
  const { min, max } = place.field;
  const isStar = begin === '*';
  if (isStar ? end !== undefined : end === undefined && stepText !== undefined) refuse(place, part);
  const step = Number(stepText ?? 1);
  const from = isStar ? min : numberOf(begin, place);
  const to = isStar ? lastOfStar(place.field) : numberOf(end ?? begin, place);
  if (from > to || step < 1 || step > max) refuse(place, part);
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);
}

/** A star over the weekdays counts Sunday once. */
function lastOfStar({ name, max }: Field): number {
  return name === 'weekday' ? 6 : max;
}

/** @throws usage.cron for what is neither a number within the field's bounds nor one of its names. */
export function numberOf(text: string, place: Place): number {
  const { min, max, names } = place.field;
  const named = names === undefined || !/^[a-z]{3}$/i.test(text) ? -1 : names.indexOf(text.toUpperCase());
  const value = named < 0 ? named : nameNumber(names!, named);
  if (value >= 0) return value;
  const number = /^\d{1,2}$/.test(text) ? Number(text) : -1;
  if (number < min || number > max) refuse(place, text);
  return number;
}

/** Names stand three letters apart; months have a blank in front, so that January is 1. */
function nameNumber(names: string, at: number): number {
  const isMonth = names.startsWith(' ');
  return (at - (isMonth ? 1 : 0)) % 3 === 0 ? Math.floor(at / 3) + (isMonth ? 1 : 0) : -1;
}

export function refuse({ pattern, field }: Place, got: string): never {
  throw new TapelineError('usage.cron', { facts: { pattern, problem: 'value', field: field.name, got } });
}

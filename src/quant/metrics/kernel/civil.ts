/** Dates of the proleptic Gregorian calendar from days since 1970-01-01, by whole numbers alone. */
export type CivilDate = { readonly year: number /** 1..12 */; readonly month: number; readonly day: number };

const DAYS_PER_ERA = 146_097;
/** From 0000-03-01, where eras of 400 years begin, to 1970-01-01. */
const DAYS_TO_1970 = 719_468;

/** Years are taken to begin in March, which puts the leap day at the end. */
export function civilOfDay(dayNumber: number): CivilDate {
  const shifted = dayNumber + DAYS_TO_1970;
  const era = Math.floor(shifted / DAYS_PER_ERA);
  const dayOfEra = shifted - era * DAYS_PER_ERA;
  const leapDays = Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

export function yearOfDay(dayNumber: number): number {
  return civilOfDay(dayNumber).year;
}

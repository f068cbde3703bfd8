import { parameterError } from '../indicators/kernel/options.ts';

/** A fiscal quarter as a whole number, so that arithmetic works: year * 4 + 0..3. One year back is minus 4. */
export type Quarter = number;

export const QUARTERS_PER_YEAR = 4;

/** `2023q3`, `2023Q3` or a period end such as `2023-09-30`. @throws quant.parameter */
export function toQuarter(text: string): Quarter {
  const named = /^(\d{4})q([1-4])$/i.exec(text);
  if (named !== null) return quarterOf(Number(named[1]), Number(named[2]));
  const ended = /^(\d{4})-?(03-?31|06-?30|09-?30|12-?31)$/.exec(text);
  if (ended !== null) return quarterOf(Number(ended[1]), Number(ended[2]!.slice(0, 2)) / 3);
  throw parameterError('toQuarter', 'text', text, 'Write a quarter as 2023q3 or its last day as 2023-09-30.');
}

export function quarterOf(year: number, number: number): Quarter {
  return year * QUARTERS_PER_YEAR + number - 1;
}

/** 1..4: how much of the fiscal year a cumulative report of this quarter covers. */
export function numberOfQuarter(quarter: Quarter): number {
  return (quarter % QUARTERS_PER_YEAR) + 1;
}

/** The last quarter of the fiscal year before this quarter's. */
export function lastFiscalYearEnd(quarter: Quarter): Quarter {
  return quarter - numberOfQuarter(quarter);
}

export function quarterText(quarter: Quarter): string {
  return `${Math.floor(quarter / QUARTERS_PER_YEAR)}q${numberOfQuarter(quarter)}`;
}

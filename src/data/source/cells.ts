import { DAY_MS, type SessionDay } from '../../core/time.ts';

/**
 * How a source prints numbers. The rule for a cell, blanks at both ends aside:
 *
 *   one of `missing`, in any case      -> NaN (missing, never zero)
 *   sign, digits, fraction, exponent   -> the number; digits grouped by threes when `thousands` is set
 *   anything else                      -> refused, with the reason
 *
 * So percents, units (万), currencies, full-width digits, infinities and unexpected grouping are refused rather than
 * guessed: 5 % may mean 5 or 0.05, and 1,234 may be 1234 or 1.234.
 */
export type NumberRules = {
  readonly decimal: '.' | ',';
  readonly thousands: '' | ',' | '.' | ' ' | "'";
  /** In lower case. */
  readonly missing: readonly string[];
};

export const MISSING_WORDS: readonly string[] = ['', '-', '--', '—', 'nan', 'na', 'n/a', '#n/a', 'null', 'none'];

export const PLAIN_NUMBERS: NumberRules = { decimal: '.', thousands: '', missing: MISSING_WORDS };

/** A cell's number: NaN when it is missing, null when it is refused (`whyNoNumber` tells why). */
export type NumberReader = (cell: string) => number | null;

const PLAIN = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

export function numberReader(rules: NumberRules = PLAIN_NUMBERS): NumberReader {
  const missing = new Set(rules.missing);
  const grouped = rules.thousands === '' ? null : groupedPattern(rules.thousands, rules.decimal);
  const toPlain = (cell: string): string => {
    if (grouped === null) return rules.decimal === '.' ? cell : cell.replace('.', 'x').replace(',', '.');
    return grouped.test(cell) ? cell.replaceAll(rules.thousands, '').replace(rules.decimal, '.') : 'refused';
  };
  const isPlain = rules.decimal === '.' && grouped === null;
  return (cell) => {
    const text = isPlain ? cell : toPlain(cell.trim());
    if (PLAIN.test(text)) return finite(Number(text));
    const trimmed = cell.trim();
    if (missing.has(trimmed.toLowerCase())) return Number.NaN;
    return isPlain && trimmed !== cell && PLAIN.test(trimmed) ? finite(Number(trimmed)) : null;
  };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function groupedPattern(thousands: string, decimal: string): RegExp {
  const [group, point] = [escaped(thousands), escaped(decimal)];
  return new RegExp(`^[+-]?(?:\\d{1,3}(?:${group}\\d{3})+|\\d+)(?:${point}\\d*)?(?:[eE][+-]?\\d+)?$`);
}

/** The reason of a refusal, for people. */
export function whyNoNumber(cell: string, rules: NumberRules = PLAIN_NUMBERS): string {
  const shown = JSON.stringify(cell.slice(0, 40));
  if (/[%％‰]/.test(cell)) return `${shown} is a percentage, which may mean a fraction or points`;
  if (/[０-９．－＋]/.test(cell)) return `${shown} has full-width digits`;
  if (/[万萬亿億千百]|[kKmMbB]$/.test(cell.trim())) return `${shown} has a unit`;
  if (/^[+-]?(inf|infinity|∞)$/i.test(cell.trim())) return `${shown} is infinite`;
  if (/^[+-]?[\d.,' ]+$/.test(cell.trim())) {
    const thousands = rules.thousands === '' ? 'no thousands separator' : `thousands separator "${rules.thousands}"`;
    return `${shown} does not fit decimal "${rules.decimal}" and ${thousands}`;
  }
  return `${shown} is not a number`;
}

/** A cell's exchange date, or null when it does not have the format or is no date of the calendar. */
export type SessionReader = (cell: string) => SessionDay | null;

const DATE_TOKENS: Readonly<Record<string, string>> = {
  YYYY: '(?<year>\\d{4})',
  MMM: '(?<name>[A-Za-z]{3})',
  MM: '(?<month>\\d{2})',
  DD: '(?<day>\\d{2})',
  M: '(?<month>\\d{1,2})',
  D: '(?<day>\\d{1,2})',
};

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** True when `format` names one year (YYYY), one month (MM, M or MMM) and one day (DD or D) and nothing twice. */
export function isDateFormat(format: string): boolean {
  const tokens: readonly string[] = format.match(/YYYY|MMM|MM|DD|M|D/g) ?? [];
  const count = (initial: string) => tokens.filter((token) => token.startsWith(initial)).length;
  return tokens.includes('YYYY') && count('Y') === 1 && count('M') === 1 && count('D') === 1;
}

/** Formats are written with YYYY, MM, M, MMM (English), DD and D; all else stands for itself. A time of day is refused. */
export function sessionReader(format: string): SessionReader {
  const parts = format.split(/(YYYY|MMM|MM|DD|M|D)/).map((part) => DATE_TOKENS[part] ?? escaped(part));
  const pattern = new RegExp(`^${parts.join('')}$`);
  const known = new Map<string, SessionDay>();
  return (cell) => {
    const seen = known.get(cell);
    if (seen !== undefined) return seen;
    const day = sessionOfMatch(pattern.exec(cell.trim()));
    if (day !== null) known.set(cell, day);
    return day;
  };
}

function sessionOfMatch(match: RegExpExecArray | null): SessionDay | null {
  const { year, month, name, day } = match?.groups ?? {};
  if (match === null) return null;
  const monthIndex = month === undefined ? MONTHS.indexOf(name!.toLowerCase()) : Number(month) - 1;
  const atMs = Date.UTC(Number(year), monthIndex, Number(day));
  const back = new Date(atMs);
  const isReal = monthIndex >= 0 && back.getUTCMonth() === monthIndex && back.getUTCDate() === Number(day);
  return isReal && Number(year) >= 1800 ? atMs / DAY_MS : null;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

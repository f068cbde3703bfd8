import type { Calendar } from '../../calendar/index.ts';
import { days, doubles, type Frame, NO_INT, NO_TEXT, text } from '../../core/frame.ts';
import { dayOfSession, type Session, type SessionDay, sessionOfDay } from '../../core/time.ts';
import type { Rule } from './rule.ts';

/** When an instrument can have bars. A missing day means that nobody said. */
export type Listing = {
  /** The first day it may trade. */
  readonly listed: SessionDay | null;
  /** From this day on it does not trade. */
  readonly delisted: SessionDay | null;
};

/** What a bar is judged against. */
export type BarContext = {
  readonly calendar: Calendar;
  /** The newest session that was closed, and published by the source, at the run's as-of. */
  readonly lastSession: Session;
  /** By instrument; null when the source cannot say which instruments there are. */
  readonly listings: ReadonlyMap<string, Listing> | null;
};

/** Bars as the rules look at them. */
export type BarRows = {
  readonly instrumentCodes: Int32Array;
  readonly session: Int32Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  readonly turnover: Float64Array;
  readonly prevClose: Float64Array;
  readonly limitUp: Float64Array;
  readonly limitDown: Float64Array;
  readonly lastDay: SessionDay;
  /** 1 for every day from `sessionFirst` on that is a session. */
  readonly isSession: Uint8Array;
  readonly sessionFirst: SessionDay;
  /** By instrument code; null where the instrument is unknown. */
  readonly listings: readonly (Listing | null)[] | null;
  readonly names: readonly string[];
};

export function barRows(table: Frame, context: BarContext): BarRows {
  const instrument = text(table, 'instrument');
  const { listings } = context;
  return {
    instrumentCodes: instrument.codes,
    session: days(table, 'session'),
    open: doubles(table, 'open'),
    high: doubles(table, 'high'),
    low: doubles(table, 'low'),
    close: doubles(table, 'close'),
    volume: doubles(table, 'volume'),
    turnover: doubles(table, 'turnover'),
    prevClose: doubles(table, 'prev_close'),
    limitUp: doubles(table, 'limit_up'),
    limitDown: doubles(table, 'limit_down'),
    lastDay: dayOfSession(context.lastSession),
    ...sessionMarks(context),
    listings: listings === null ? null : instrument.dictionary.map((name) => listings.get(name) ?? null),
    names: instrument.dictionary,
  };
}

function sessionMarks({ calendar, lastSession }: BarContext) {
  const sessionFirst = dayOfSession(calendar.firstSession);
  const isSession = new Uint8Array(dayOfSession(lastSession) - sessionFirst + 1);
  for (const day of calendar.sessionDays(calendar.firstSession, lastSession)) isSession[day - sessionFirst] = 1;
  return { isSession, sessionFirst };
}

/** Vendors print prices with two to six decimals: this far beyond a bound is rounding, not a violation. */
const ROUNDING = 1e-6;
/** A close that moves by more than half without a limit to hold it is worth a look. */
const JUMP_MAX = 0.5;
/** Turnover / volume may leave the bar's range by this share before the units are in doubt. */
const VWAP_SLACK = 0.02;

const isAbove = (value: number, bound: number): boolean => value > bound + Math.abs(bound) * ROUNDING;

/** The rules of daily bars, in the order in which they are checked; the first one broken is the reason. */
export const BAR_RULES: readonly Rule<BarRows>[] = [
  {
    code: 'key_missing',
    severity: 'quarantine',
    isFixed: true,
    about: 'instrument and session are there',
    breaks: (b, i) =>
      b.instrumentCodes[i] === NO_TEXT || b.names[b.instrumentCodes[i]!] === '' || b.session[i] === NO_INT,
    detail: (b, i) => (b.session[i] === NO_INT ? 'no session' : 'no instrument'),
  },
  {
    code: 'unknown_instrument',
    severity: 'quarantine',
    about: 'the instrument is one the source lists',
    breaks: (b, i) => b.listings !== null && b.listings[b.instrumentCodes[i]!] === null,
    detail: (b, i) => `"${b.names[b.instrumentCodes[i]!]}" is not in the list of instruments`,
  },
  {
    code: 'future_dated',
    severity: 'quarantine',
    isFixed: true,
    about: 'the session was closed and published at the as-of',
    breaks: (b, i) => b.session[i]! > b.lastDay,
    detail: (b, i) => `session ${dayText(b.session[i]!)} is after ${dayText(b.lastDay)}`,
  },
  {
    code: 'not_a_session',
    severity: 'quarantine',
    about: 'the exchange traded on that day',
    breaks: (b, i) => b.isSession[b.session[i]! - b.sessionFirst] !== 1,
    detail: (b, i) => `no session on ${dayText(b.session[i]!)}`,
  },
  {
    code: 'before_listing',
    severity: 'quarantine',
    about: 'the instrument was listed',
    breaks: (b, i) => b.session[i]! < (listing(b, i)?.listed ?? -Infinity),
    detail: (b, i) => `listed on ${dayText(listing(b, i)!.listed!)}`,
  },
  {
    code: 'after_delisting',
    severity: 'quarantine',
    about: 'the instrument was not yet delisted',
    breaks: (b, i) => b.session[i]! > (listing(b, i)?.delisted ?? Infinity),
    detail: (b, i) => `delisted on ${dayText(listing(b, i)!.delisted!)}`,
  },
  {
    code: 'price_missing',
    severity: 'quarantine',
    about: 'open, high, low and close are finite numbers',
    breaks: (b, i) => !Number.isFinite(b.open[i]! + b.high[i]! + b.low[i]! + b.close[i]!),
    detail: priceText,
  },
  {
    code: 'price_not_positive',
    severity: 'quarantine',
    about: 'prices are above 0',
    breaks: (b, i) => !(b.open[i]! > 0 && b.high[i]! > 0 && b.low[i]! > 0 && b.close[i]! > 0),
    detail: priceText,
  },
  {
    code: 'high_below_body',
    severity: 'quarantine',
    about: 'high >= max(open, close)',
    breaks: (b, i) => isAbove(Math.max(b.open[i]!, b.close[i]!), b.high[i]!),
    detail: priceText,
  },
  {
    code: 'low_above_body',
    severity: 'quarantine',
    about: 'low <= min(open, close)',
    breaks: (b, i) => isAbove(b.low[i]!, Math.min(b.open[i]!, b.close[i]!)),
    detail: priceText,
  },
  {
    code: 'volume_negative',
    severity: 'quarantine',
    about: 'volume is 0 or more',
    breaks: (b, i) => b.volume[i]! < 0 || b.volume[i]! === Infinity,
    detail: (b, i) => `volume ${b.volume[i]}`,
  },
  {
    code: 'above_limit_up',
    severity: 'quarantine',
    about: 'high <= limit_up',
    breaks: (b, i) => isAbove(b.high[i]!, b.limitUp[i]!),
    detail: (b, i) => `high ${b.high[i]}, limit_up ${b.limitUp[i]}`,
  },
  {
    code: 'below_limit_down',
    severity: 'quarantine',
    about: 'low >= limit_down',
    breaks: (b, i) => isAbove(b.limitDown[i]!, b.low[i]!),
    detail: (b, i) => `low ${b.low[i]}, limit_down ${b.limitDown[i]}`,
  },
  {
    code: 'moved_without_volume',
    severity: 'warn',
    about: 'a bar without volume does not move',
    breaks: (b, i) => b.volume[i] === 0 && isAbove(b.high[i]!, b.low[i]!),
    detail: priceText,
  },
  {
    code: 'price_jumped',
    severity: 'warn',
    about: 'without a price limit, the close moves by at most half of the previous close',
    breaks: (b, i) => Number.isNaN(b.limitUp[i]!) && Math.abs(b.close[i]! / b.prevClose[i]! - 1) > JUMP_MAX,
    detail: (b, i) => `close ${b.close[i]} after ${b.prevClose[i]}`,
  },
  {
    code: 'turnover_off',
    severity: 'warn',
    about: 'turnover / volume lies between low and high',
    breaks: (b, i) => isVwapOff(b, i),
    detail: (b, i) => `turnover ${b.turnover[i]}, volume ${b.volume[i]}, ${priceText(b, i)}`,
  },
];

function listing(b: BarRows, row: number): Listing | null {
  return b.listings?.[b.instrumentCodes[row]!] ?? null;
}

/** False where turnover or volume is missing or 0. */
function isVwapOff(b: BarRows, row: number): boolean {
  if (!(b.volume[row]! > 0 && b.turnover[row]! > 0)) return false;
  const vwap = b.turnover[row]! / b.volume[row]!;
  return vwap < b.low[row]! * (1 - VWAP_SLACK) || vwap > b.high[row]! * (1 + VWAP_SLACK);
}

function priceText(b: BarRows, row: number): string {
  return `open ${b.open[row]}, high ${b.high[row]}, low ${b.low[row]}, close ${b.close[row]}`;
}

function dayText(day: SessionDay): string {
  return sessionOfDay(day);
}

import { type Calendar, calendarOf } from '../../calendar/calendar.ts';
import { TapelineError } from '../../core/errors.ts';
import { dayOfSession, type Session, type SessionDay, sessionOfDay, toSession } from '../../core/time.ts';
import { type BarSeries, simulateBars } from './bars.ts';
import { planActions } from './corporate-actions.ts';
import { type Statement, simulateStatements } from './fundamentals.ts';
import { INSTRUMENTS_MAX, type SimulatedInstrument, simulateInstruments } from './instruments.ts';
import { type MarketFactors, simulateMarketFactors } from './market-factors.ts';

export type MarketOptions = {
  readonly seed: number;
  /** How many stocks ever; some are listed later, some are delisted. */
  readonly symbols: number;
  readonly from: string;
  readonly to: string;
  /** The market goes on for so many days behind `to`, as far as the calendar reaches. */
  readonly runwayDays?: number;
};

/** A simulated A-share market on the real sessions of XSHG. Equal options give equal markets, in any order of asking. */
export type SimulatedMarket = {
  readonly seed: number;
  readonly calendar: Calendar;
  /** Ascending. */
  readonly sessions: readonly Session[];
  readonly days: Int32Array;
  readonly instruments: readonly SimulatedInstrument[];
  readonly instrumentOf: (orderBookId: string) => SimulatedInstrument | undefined;
  /** Simulated when first asked for; the most recent ones stay in memory. */
  readonly series: (instrument: SimulatedInstrument) => BarSeries;
  /** One after the other, none of them kept: for markets that do not fit into memory. */
  readonly eachSeries: () => Iterable<BarSeries>;
  readonly statements: (instrument: SimulatedInstrument) => readonly Statement[];
};

/** About 50 bytes a row: 1 000 stocks over three years are 36 MB. */
const SERIES_KEPT_MAX = 1_000;

/** @throws usage.invalid, calendar.beyond_horizon */
export function createMarket(options: MarketOptions): SimulatedMarket {
  const { seed, symbols } = options;
  const calendar = calendarOf('XSHG');
  const days = marketDays(calendar, options);
  const instruments = simulateInstruments({ seed, symbols, days, sessionFrom: (day) => sessionFrom(calendar, day) });
  const byId = new Map(instruments.map((instrument) => [instrument.orderBookId, instrument]));
  const factors = simulateMarketFactors(seed, days.length);
  const simulate = (instrument: SimulatedInstrument): BarSeries => simulateOne({ seed, days, factors }, instrument);
  return {
    seed,
    calendar,
    days,
    sessions: Array.from(days, sessionOfDay),
    instruments,
    instrumentOf: (orderBookId) => byId.get(orderBookId),
    series: remember(simulate),
    *eachSeries() {
      for (const instrument of instruments) yield simulate(instrument);
    },
    statements: remember((instrument) => simulateStatements({ seed, instrument, days })),
  };
}

type Shared = { readonly seed: number; readonly days: Int32Array; readonly factors: MarketFactors };

function simulateOne(shared: Shared, instrument: SimulatedInstrument): BarSeries {
  const plans = planActions(shared.seed, instrument, shared.days);
  return simulateBars({ ...shared, instrument, plans });
}

/** Keeps the results of the latest questions. */
function remember<T>(answer: (instrument: SimulatedInstrument) => T): (instrument: SimulatedInstrument) => T {
  const kept = new Map<string, T>();
  return (instrument) => {
    const { orderBookId } = instrument;
    const value = kept.get(orderBookId) ?? answer(instrument);
    kept.delete(orderBookId);
    kept.set(orderBookId, value);
    if (kept.size > SERIES_KEPT_MAX) kept.delete(kept.keys().next().value!);
    return value;
  };
}

function marketDays(calendar: Calendar, { symbols, from, to, runwayDays = 0 }: MarketOptions): Int32Array {
  if (!Number.isInteger(symbols) || symbols < 1 || symbols > INSTRUMENTS_MAX) {
    throw invalid('The number of simulated symbols', String(symbols), `Ask for 1 to ${INSTRUMENTS_MAX}.`);
  }
  const last = Math.min(dayOfSession(toSession(to)) + runwayDays, dayOfSession(toSession(calendar.data.last)));
  const days = calendar.sessionDays(toSession(from), maxSession(toSession(to), sessionOfDay(last)));
  if (days.length > 0) return days;
  throw invalid(
    'The simulated market needs at least one session',
    `${from} to ${to}`,
    'Move the end behind the beginning.',
  );
}

function maxSession(left: Session, right: Session): Session {
  return left > right ? left : right;
}

function sessionFrom(calendar: Calendar, day: SessionDay): SessionDay {
  const session = sessionOfDay(day);
  return calendar.isSession(session) ? day : dayOfSession(calendar.next(session));
}

function invalid(what: string, got: string, wayOut: string): TapelineError {
  return new TapelineError('usage.invalid', { facts: { what, got, wayOut } });
}

import type { CorporateAction } from './corporate-actions.ts';
import type { SimulatedInstrument } from './instruments.ts';
import { type Span, ST, SUSPENDED } from './life.ts';
import { type WalkQuestion, walkPrices } from './price-walk.ts';

/**
 * One stock's sessions from its listing to its delisting, or to where the market ends. Row `i` is session `begin + i`.
 * Prices are whole cents, unadjusted.
 */
export type BarSeries = {
  readonly instrument: SimulatedInstrument;
  readonly begin: number;
  readonly rows: number;
  readonly openCents: Int32Array;
  readonly highCents: Int32Array;
  readonly lowCents: Int32Array;
  readonly closeCents: Int32Array;
  /** The ex-right reference price, which the exchange publishes as the previous close. */
  readonly prevCloseCents: Int32Array;
  /** 0 = no limit on that session. */
  readonly limitUpCents: Int32Array;
  readonly limitDownCents: Int32Array;
  /** Shares; 0 when suspended. */
  readonly volume: Float64Array;
  readonly turnoverCents: Float64Array;
  readonly trades: Float64Array;
  /** Total shares of the company. */
  readonly shares: Float64Array;
  /** Bits: `SUSPENDED`, `ST`. */
  readonly flags: Uint8Array;
  readonly actions: readonly CorporateAction[];
};

/** Walks forward only: a longer market begins with the same rows. */
export function simulateBars(question: Omit<WalkQuestion, 'series'>): BarSeries {
  const series = emptySeries(question.instrument, question.days.length);
  const actions = walkPrices({ ...question, series });
  return { ...series, actions };
}

function emptySeries(instrument: SimulatedInstrument, sessions: number): BarSeries {
  const begin = Math.min(instrument.life.begin, sessions);
  const rows = Math.max(0, Math.min(instrument.life.end, sessions) - begin);
  const flags = new Uint8Array(rows);
  mark(flags, instrument.life.suspensions, { begin, bit: SUSPENDED });
  mark(flags, instrument.life.stSpans, { begin, bit: ST });
  const cents = (): Int32Array => new Int32Array(rows);
  const numbers = (): Float64Array => new Float64Array(rows);
  return {
    instrument,
    begin,
    rows,
    flags,
    actions: [],
    ...{ openCents: cents(), highCents: cents(), lowCents: cents(), closeCents: cents(), prevCloseCents: cents() },
    ...{ limitUpCents: cents(), limitDownCents: cents() },
    ...{ volume: numbers(), turnoverCents: numbers(), trades: numbers(), shares: numbers() },
  };
}

function mark(flags: Uint8Array, spans: readonly Span[], { begin, bit }: { begin: number; bit: number }): void {
  for (const span of spans) {
    const end = Math.min(flags.length, span.end - begin);
    for (let row = Math.max(0, span.begin - begin); row < end; row += 1) flags[row]! |= bit;
  }
}

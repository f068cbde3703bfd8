import type { InstrumentReport } from '../../charts/report/model.ts';
import { TapelineError } from '../../core/errors.ts';
import { sessionOfDay } from '../../core/time.ts';
import { instrumentChart, priceFigures } from './instrument-chart.ts';
import { headOf, type ReportContext, readBars } from './read.ts';

export type InstrumentWish = {
  readonly symbol: string;
  readonly from: number | null;
  readonly to: number | null;
  readonly indicators: readonly string[];
};

/** Days of bars before the first one shown, so that indicators have settled there. */
export const LOOKBACK_DAYS = 700;

/** Candles, indicators and events of one instrument. @throws usage.unknown_name, quant.parameter */
export async function instrumentReport(
  context: ReportContext,
  { symbol, from, to, indicators }: InstrumentWish,
): Promise<InstrumentReport> {
  const begin = from === null ? null : from - LOOKBACK_DAYS;
  const { tables, origin, asOfMs } = await readBars(context, { instruments: [symbol], from: begin });
  const chart = instrumentChart(tables[0]!, indicators, { from, to });
  if (chart.bars.sessions.length === 0) throw await withoutBars(context, { symbol, from, to });
  return { kind: 'instrument_report', ...headOf(context, { asOfMs, ...origin }), chart, figures: priceFigures(chart) };
}

/** Nothing to show is no report: it says where the bars are. */
async function withoutBars(
  context: ReportContext,
  { symbol, from, to }: Omit<InstrumentWish, 'indicators'>,
): Promise<TapelineError> {
  const { tables } = await readBars(context, { instruments: [symbol], from: null });
  const sessions = tables[0]?.sessions ?? [];
  const say = (session: number | null | undefined) => (session == null ? '' : sessionOfDay(session));
  const facts = {
    what: `"${symbol}" has no bar in that range`,
    got: `${say(from)} … ${say(to)}`,
    wayOut: `Its bars run from ${say(sessions[0])} to ${say(sessions.at(-1))}.`,
  };
  return new TapelineError('usage.invalid', { facts });
}

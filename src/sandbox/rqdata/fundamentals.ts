import type { SessionDay } from '../../core/time.ts';
import { documentedStatements } from './documented-statements.ts';
import type { SimulatedInstrument } from './instruments.ts';
import { numberOfQuarter, type Quarter, quarterAt, quarterEnd, reportDeadline } from './quarters.ts';
import { type RandomStream, randomStream } from './random.ts';
import { simulateReports } from './reports.ts';
import type { StatementValues } from './statement-fields.ts';

/** One published version of one report. Flows are year to date. */
export type Statement = {
  readonly quarter: Quarter;
  /** The date of the announcement; weekends occur. */
  readonly infoDay: SessionDay;
  /** 1 = the figures of last year as this year's report repeats them; 0 = the report itself, or a correction of it. */
  readonly ifAdjusted: 0 | 1;
  /** Seconds after midnight of `infoDay`, Shanghai time, when the vendor stored it; NaN = unknown. */
  readonly storedSeconds: number;
  readonly values: StatementValues;
};

export type StatementsQuestion = {
  readonly seed: number;
  readonly instrument: SimulatedInstrument;
  readonly days: Int32Array;
};

/** Reports reach back far enough for a trailing year on the first session. */
const QUARTERS_BEFORE = 12;
const PROSPECTUS_DAYS = 1_200;

/** Every version of every report, in order of quarter and announcement. A longer market only adds to it. */
export function simulateStatements(question: StatementsQuestion): readonly Statement[] {
  const { instrument, days, seed } = question;
  const first = quarterAt(days[0]!) - QUARTERS_BEFORE;
  const last = quarterAt(Math.min(days[days.length - 1]!, endDay(question)));
  const reports = simulateReports({ seed, instrument, first, count: Math.max(0, last - first + 1) });
  const timing = reports.map((_, index) => timingOf(question, first + index));
  const versions = reports.map((values, index) =>
    versionsOf(question, { quarter: first + index, values, timing, first }),
  );
  const repeated = versions.flatMap((list, index) => repeatYearLater(list, timing[index + 4], question));
  return withDocumented(
    question,
    [...versions.flat(), ...repeated].filter((statement) => isPublished(question, statement)),
  );
}

/** Where the vendor's documentation shows real rows, they stand instead of simulated ones. */
function withDocumented({ instrument }: StatementsQuestion, simulated: readonly Statement[]): readonly Statement[] {
  const documented = documentedStatements(instrument.orderBookId);
  const replaced = new Set(documented.map((statement) => statement.quarter));
  return [...simulated.filter(({ quarter }) => !replaced.has(quarter)), ...documented].sort(
    (left, right) => left.quarter - right.quarter || left.infoDay - right.infoDay || left.ifAdjusted - right.ifAdjusted,
  );
}

/** Three years before a listing are in the prospectus, older ones are not; nothing is published after a delisting. */
function isPublished(question: StatementsQuestion, { quarter, infoDay }: Statement): boolean {
  const { isListedBefore, listedDay } = question.instrument.life;
  const isOld = !isListedBefore && quarterEnd(quarter) < listedDay - PROSPECTUS_DAYS;
  return !isOld && infoDay < endDay(question);
}

function endDay({ instrument, days }: StatementsQuestion): SessionDay {
  return days[instrument.life.end] ?? Number.POSITIVE_INFINITY;
}

type Timing = { readonly infoDay: SessionDay; readonly storedSeconds: number };

/** When a report is announced: mostly in the last third of its window; a few are late. */
function timingOf(question: StatementsQuestion, quarter: Quarter): Timing {
  const random = timingStream(question, quarter);
  const end = quarterEnd(quarter);
  const deadline = reportDeadline(quarter);
  const isLate = random.next() < 0.012;
  const inWindow = end + 12 + Math.floor((deadline - end - 11) * Math.sqrt(random.next()));
  const drawn = isLate ? deadline + 3 + random.below(60) : Math.min(deadline, inWindow);
  const infoDay = Math.max(drawn, annualBefore(question, quarter), prospectusDay(question, drawn));
  return { infoDay, storedSeconds: storedSeconds(random) };
}

/** A first-quarter report never precedes the annual one; in April both often come on the same date. */
function annualBefore(question: StatementsQuestion, quarter: Quarter): SessionDay {
  return numberOfQuarter(quarter) === 1 ? timingOf(question, quarter - 1).infoDay : Number.NEGATIVE_INFINITY;
}

/** What was reported before a listing is published with the prospectus. */
function prospectusDay({ instrument }: StatementsQuestion, drawn: SessionDay): SessionDay {
  const { isListedBefore, listedDay } = instrument.life;
  return !isListedBefore && drawn < listedDay - 20 ? listedDay - 20 : Number.NEGATIVE_INFINITY;
}

function timingStream({ seed, instrument }: StatementsQuestion, quarter: Quarter): RandomStream {
  return randomStream(seed, 'report', instrument.orderBookId, quarter);
}

/** In the evening of the announcement; one in twenty only days later. */
function storedSeconds(random: RandomStream): number {
  const evening = 17 * 3600 + random.below(6 * 3600);
  return random.next() < 0.05 ? evening + 86_400 * (1 + random.below(4)) : evening;
}

type VersionsQuestion = {
  readonly quarter: Quarter;
  readonly values: StatementValues;
  readonly timing: readonly Timing[];
  readonly first: Quarter;
};

const CORRECTED_SHARE = 0.04;

/** The report itself, and for a few a correction that the company announces weeks or months later. */
function versionsOf(question: StatementsQuestion, { quarter, values, timing, first }: VersionsQuestion): Statement[] {
  const { infoDay, storedSeconds: seconds } = timing[quarter - first]!;
  const original: Statement = { quarter, infoDay, ifAdjusted: 0, storedSeconds: seconds, values };
  const random = randomStream(question.seed, 'correction', question.instrument.orderBookId, quarter);
  if (random.next() >= CORRECTED_SHARE) return [original];
  const corrected: Statement = {
    ...original,
    infoDay: infoDay + 25 + random.below(200),
    storedSeconds: storedSeconds(random),
    values: correct(values, { revenue: 0.9 + 0.12 * random.next(), profit: 0.7 + 0.35 * random.next() }),
  };
  return [original, corrected];
}

/** Changed flows; what is missing in profit is missing in assets and equity too. */
function correct(values: StatementValues, factor: { revenue: number; profit: number }): StatementValues {
  const lost = cents(values.net_profit_parent_company * (1 - factor.profit));
  return {
    ...values,
    revenue: cents(values.revenue * factor.revenue),
    operating_revenue: cents(values.operating_revenue * factor.revenue),
    gross_profit: cents(values.operating_revenue * factor.revenue) - values.operating_cost,
    net_profit: cents(values.net_profit - lost),
    net_profit_parent_company: cents(values.net_profit_parent_company - lost),
    equity_parent_company: cents(values.equity_parent_company - lost),
    total_equity: cents(values.total_equity - lost),
    total_assets: cents(values.total_assets - lost),
  };
}

/** Next year's report prints last year's figures beside its own: the latest version, sometimes reclassified. */
function repeatYearLater(
  versions: readonly Statement[],
  nextYear: Timing | undefined,
  { seed, instrument }: StatementsQuestion,
): Statement[] {
  const known = versions.filter((version) => nextYear !== undefined && version.infoDay <= nextYear.infoDay);
  const latest = known[known.length - 1];
  if (nextYear === undefined || latest === undefined) return [];
  const random = randomStream(seed, 'repeat', instrument.orderBookId, latest.quarter);
  const isReclassified = random.next() < 0.05;
  const factor = { revenue: 0.97 + 0.06 * random.next(), profit: 1 };
  const values = isReclassified ? correct(latest.values, factor) : latest.values;
  return [{ ...latest, ...nextYear, ifAdjusted: 1, values }];
}

function cents(yuan: number): number {
  return Math.round(yuan * 100) / 100;
}

import type { FactorFigures } from '../../charts/report/model.ts';
import { days, doubles, type Frame, text } from '../../core/frame.ts';
import type { Draft } from '../../data/lake/draft.ts';
import { runsOf, sortRows } from '../../data/rows.ts';
import { informationCoefficient, summarizeIc } from '../../quant/cross-section/information-coefficient.ts';
import { meanByBin, quantileBins } from '../../quant/cross-section/quantiles.ts';

export type FactorRequest = {
  /** Columns of `scores`: `score`, `part_momentum` … */
  readonly columns: readonly string[];
  readonly horizon: number;
  readonly quantiles: number;
};

export type FactorMeasure = {
  readonly first: number | null;
  readonly last: number | null;
  readonly sessions: number;
  readonly factors: readonly FactorFigures[];
};

/**
 * What each part of the score was followed by: the mean return of its quantiles over the horizon, and its rank
 * correlation with that return, session by session. Sessions too close to the end, which have no return yet, are left out.
 *
 * reads  scores, indicators_daily
 */
export async function measureFactors(draft: Draft, request: FactorRequest): Promise<FactorMeasure> {
  const columns = Object.fromEntries(request.columns.map((name) => [name, 'double'] as const));
  const schema = { instrument: 'text', session: 'day', ...columns } as const;
  const scores = await draft.lake.read(draft.files('scores'), { columns: schema, orderBy: ['session', 'instrument'] });
  const ordered = sortRows(scores, ['session', 'instrument']);
  const closes = await draft.lake.read(draft.files('indicators_daily'), {
    columns: { instrument: 'text', session: 'day', close_adj: 'double' },
    orderBy: ['instrument', 'session'],
  });
  const after = returnsAfter(ordered, sortRows(closes, ['instrument', 'session']), request.horizon);
  return figuresOf(ordered, after, request);
}

/** For each scored row the return from its close to that of the instrument's own bar `horizon` bars later; NaN without. */
export function returnsAfter(scores: Frame, closes: Frame, horizon: number): Float64Array {
  const { names, offsets } = runsOf(text(closes, 'instrument'));
  const [sessions, close] = [days(closes, 'session'), doubles(closes, 'close_adj')];
  const bounds = new Map(names.map((name, k) => [name, [offsets[k]!, offsets[k + 1]!] as const]));
  const [codes, own] = [text(scores, 'instrument'), days(scores, 'session')];
  return Float64Array.from(own, (session, row) => {
    const [begin, end] = bounds.get(codes.dictionary[codes.codes[row]!]!) ?? [0, 0];
    const at = findSession(sessions, session, begin, end);
    return at < 0 || at + horizon >= end ? Number.NaN : close[at + horizon]! / close[at]! - 1;
  });
}

function findSession(sessions: Int32Array, wanted: number, begin: number, end: number): number {
  let [low, high] = [begin, end - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (sessions[middle]! === wanted) return middle;
    if (sessions[middle]! < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** The same from rows in the order of their sessions, with the return after each. */
export function figuresOf(scores: Frame, after: Float64Array, { columns, quantiles }: FactorRequest): FactorMeasure {
  const all = sessionBounds(days(scores, 'session'));
  const isDone = (bounds: Bounds) => after.subarray(bounds.begin, bounds.end).some(Number.isFinite);
  const done = all.filter(isDone);
  return {
    first: done[0]?.session ?? null,
    last: done.at(-1)?.session ?? null,
    sessions: done.length,
    factors: columns.map((name) => figuresOfOne(name, doubles(scores, name), { after, bounds: done, quantiles })),
  };
}

type Bounds = { readonly session: number; readonly begin: number; readonly end: number };

function sessionBounds(sessions: Int32Array): readonly Bounds[] {
  const found: Bounds[] = [];
  for (let begin = 0; begin < sessions.length; ) {
    let end = begin;
    while (end < sessions.length && sessions[end] === sessions[begin]) end += 1;
    found.push({ session: sessions[begin]!, begin, end });
    begin = end;
  }
  return found;
}

type FactorInput = { readonly after: Float64Array; readonly bounds: readonly Bounds[]; readonly quantiles: number };

/** Each session counts once, however many instruments it has. */
function figuresOfOne(name: string, values: Float64Array, { after, bounds, quantiles }: FactorInput): FactorFigures {
  const sums = new Float64Array(quantiles);
  const counts = new Float64Array(quantiles);
  const ic: number[] = [];
  let pairs = 0;
  for (const { begin, end } of bounds) {
    const [factor, returns] = [values.subarray(begin, end), after.subarray(begin, end)];
    const means = meanByBin(returns, quantileBins(factor, quantiles), quantiles);
    means.forEach((mean, bin) => {
      if (!Number.isFinite(mean)) return;
      sums[bin]! += mean;
      counts[bin]! += 1;
    });
    ic.push(informationCoefficient(factor, returns, Int32Array.of(0, end - begin), 'spearman')[0]!);
    for (let row = 0; row < factor.length; row += 1) {
      if (Number.isFinite(factor[row]) && Number.isFinite(returns[row])) pairs += 1;
    }
  }
  const summary = summarizeIc(Float64Array.from(ic));
  return {
    name: name.replace(/^part_/, ''),
    byQuantile: Array.from(sums, (sum, bin) => (counts[bin] === 0 ? null : sum / counts[bin]!)),
    icSessions: bounds.map(({ session }) => session),
    ic: ic.map(orNull),
    icMean: orNull(summary.mean),
    icDeviation: orNull(summary.deviation),
    icPositive: orNull(summary.positiveShare),
    pairs,
  };
}

function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

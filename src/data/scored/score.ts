import { days, type Frame, type Schema, text, textAt } from '../../core/frame.ts';
import { canonicalJson, sha256Hex } from '../../core/hash.ts';
import { type SessionDay, sessionOfDay } from '../../core/time.ts';
import type { Draft } from '../lake/draft.ts';
import { sessionPartition, splitByDay } from '../lake/partitions.ts';
import { type Authorship, provenanceOf, writePartition } from '../lake/upsert.ts';
import { emptyFrame, keepRows, rowsWhere, sameText, sortRows, takeRows } from '../rows.ts';
import { ASSETS } from '../stored/assets.ts';
import { FACTORS, type FactorColumns, factorColumns } from './factors.ts';
import { type ScoreModel, type SessionScores, scoreSession } from './score-session.ts';
import type { Scored, ScoredFacts, ScoreLine } from './scored.ts';

export type ScoreOptions = {
  readonly model: ScoreModel;
  /** How many of the latest sessions of `merged_daily` are scored. */
  readonly sessions: number;
  /** Columns of `merged_daily` besides the key, as it was merged. */
  readonly columns: Schema;
  readonly topCount: number;
  readonly author: Authorship;
};

/**
 * Scores the latest sessions of the merged table, each against its own cross-section.
 *
 * reads   merged_daily
 * writes  scores; idempotent by the content of what it reads and the model
 * throws  usage.unknown_name for a weight of nothing known; quant.parameter for weights that are all 0
 */
export async function scoreDaily(draft: Draft, options: ScoreOptions): Promise<Scored> {
  return scoreTable(draft, await readMerged(draft, options.columns), { ...options, inputs: ['merged_daily'] });
}

/**
 * The same for a table at hand, in any order, that was put together from `inputs`.
 *
 * writes  scores
 */
export async function scoreTable(
  draft: Draft,
  rows: Frame,
  options: Omit<ScoreOptions, 'columns'> & { readonly inputs: readonly string[] },
): Promise<Scored> {
  const merged = sortRows(rows, ['session', 'instrument']);
  const latest = latestSessions(merged, options.sessions);
  const isLatest = new Set(latest);
  const table = keepRows(
    merged,
    Uint8Array.from(days(merged, 'session'), (day) => (isLatest.has(day) ? 1 : 0)),
  );
  const factors = factorColumns(table, options.model.weights);
  const model = (await sha256Hex(canonicalJson(options.model))).slice(0, 12);
  const scores = scoreAll(table, factors, { latest, model: options.model });
  const scored = scoreRows(table, scores, model);
  const facts: ScoredFacts = {
    sessions: latest.map(sessionOfDay),
    rows: scored.rows,
    unscored: unscoredOf(table, scores, latest.at(-1)),
    top: topOf(table, scores, { day: latest.at(-1), count: options.topCount }),
    factors: describeFactors(factors, options.model),
    absent: factors.absent,
    model,
    partitionsWritten: await storeScores(draft, scored, options),
  };
  return facts as Scored;
}

/** Session by session, so that each cross-section is one stretch of rows. */
async function readMerged(draft: Draft, columns: Schema): Promise<Frame> {
  const schema = { instrument: 'text', session: 'day', ...columns } as const;
  const files = draft.files('merged_daily');
  if (files.length === 0) return emptyFrame(schema);
  return draft.lake.read(files, { columns: schema, orderBy: ['session', 'instrument'] });
}

function latestSessions(merged: Frame, count: number): readonly SessionDay[] {
  return [...new Set(days(merged, 'session'))].sort((left, right) => left - right).slice(-count);
}

/** Every session on its own; rows stand session by session. */
function scoreAll(
  table: Frame,
  { values }: FactorColumns,
  { latest, model }: { readonly latest: readonly SessionDay[]; readonly model: ScoreModel },
): SessionScores {
  const column = () => new Float64Array(table.rows).fill(Number.NaN);
  const names = Object.keys(values);
  const all = {
    score: column(),
    percentile: column(),
    rank: column(),
    coverage: new Float64Array(table.rows),
    parts: Object.fromEntries(names.map((name) => [name, column()])),
  };
  if (names.length === 0) return all;
  const session = days(table, 'session');
  for (const day of latest) {
    const begin = session.indexOf(day);
    const end = session.lastIndexOf(day) + 1;
    const section = Object.fromEntries(names.map((name) => [name, values[name]!.subarray(begin, end)]));
    const scores = scoreSession(section, model);
    for (const name of ['score', 'percentile', 'rank', 'coverage'] as const) all[name].set(scores[name], begin);
    for (const name of names) all.parts[name]!.set(scores.parts[name]!, begin);
  }
  return all;
}

export const PART_PREFIX = 'part_';

/** Rows of the dataset: instruments without a score are not in it. */
function scoreRows(table: Frame, scores: SessionScores, model: string): Frame {
  const rows = rowsWhere(Uint8Array.from(scores.score, (score) => (Number.isFinite(score) ? 1 : 0)));
  const pick = (values: Float64Array) =>
    ({ type: 'double', values: Float64Array.from(rows, (row) => values[row]!) }) as const;
  const { instrument, session } = takeRows(table, rows).columns;
  const columns = {
    instrument: instrument!,
    session: session!,
    score: pick(scores.score),
    percentile: pick(scores.percentile),
    score_rank: { type: 'int', values: Int32Array.from(rows, (row) => scores.rank[row]!) } as const,
    coverage: pick(scores.coverage),
    model: sameText(model, rows.length),
  };
  const parts = Object.entries(scores.parts).map(([name, values]) => [`${PART_PREFIX}${name}`, pick(values)] as const);
  return { rows: rows.length, columns: { ...columns, ...Object.fromEntries(parts) } };
}

/** One file per session: scoring a session again replaces it and leaves the others alone. */
async function storeScores(
  draft: Draft,
  rows: Frame,
  { author, inputs: names }: { readonly author: Authorship; readonly inputs: readonly string[] },
): Promise<readonly string[]> {
  const asset = ASSETS.scores;
  const schema: Schema = Object.fromEntries(Object.entries(rows.columns).map(([name, { type }]) => [name, type]));
  const inputs = names.map((name) => ({ asset: name, version: draft.snapshot(name).version }));
  const provenance = provenanceOf(asset.name, author, inputs);
  const before = new Set(draft.files(asset.name).map((file) => file.path));
  const written: string[] = [];
  for (const [partition, part] of splitByDay(rows, 'session', sessionPartition)) {
    const files = await writePartition(draft, { asset, partition, rows: part, schema, provenance });
    if (files.some((file) => !before.has(file.path))) written.push(partition);
  }
  return written;
}

function describeFactors({ values }: FactorColumns, { weights }: ScoreModel): ScoredFacts['factors'] {
  const total = Object.keys(values).reduce((sum, name) => sum + Math.abs(weights[name]!), 0);
  return Object.keys(values).map((name) => ({
    name,
    about: FACTORS.find((factor) => factor.name === name)?.about ?? `the column ${name}`,
    weight: total === 0 ? 0 : weights[name]! / total,
  }));
}

type Latest = { readonly day: SessionDay | undefined; readonly count: number };

function topOf(table: Frame, scores: SessionScores, { day, count }: Latest): readonly ScoreLine[] {
  const session = days(table, 'session');
  const rows = [...session.keys()].filter((row) => session[row] === day && Number.isFinite(scores.score[row]!));
  return rows
    .sort((left, right) => scores.rank[left]! - scores.rank[right]! || left - right)
    .slice(0, count)
    .map((row) => lineOf(table, scores, row));
}

function lineOf(table: Frame, { score, percentile, rank, parts }: SessionScores, row: number): ScoreLine {
  const finiteOrNull = (value: number) => (Number.isFinite(value) ? value : null);
  return {
    rank: rank[row]!,
    instrument: textAt(text(table, 'instrument'), row)!,
    session: sessionOfDay(days(table, 'session')[row]!),
    score: score[row]!,
    percentile: finiteOrNull(percentile[row]!),
    parts: Object.fromEntries(Object.entries(parts).map(([name, values]) => [name, finiteOrNull(values[row]!)])),
  };
}

/** Why an instrument of the latest session has no score: nothing was known of it, or too little. */
function unscoredOf(table: Frame, scores: SessionScores, day: SessionDay | undefined): ScoredFacts['unscored'] {
  const session = days(table, 'session');
  const instrument = text(table, 'instrument');
  const reasons = new Map<string, string[]>();
  for (let row = 0; row < table.rows; row += 1) {
    if (session[row] !== day || Number.isFinite(scores.score[row]!)) continue;
    const reason = scores.coverage[row] === 0 ? 'no_factor_has_a_value' : 'too_few_factors';
    reasons.set(reason, [...(reasons.get(reason) ?? []), textAt(instrument, row)!]);
  }
  return Object.fromEntries(reasons);
}

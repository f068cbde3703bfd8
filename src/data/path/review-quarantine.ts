import type { Calendar } from '../../calendar/index.ts';
import { TapelineError } from '../../core/errors.ts';
import type { ColumnType, Schema } from '../../core/frame.ts';
import { dayOfSession, toSession } from '../../core/time.ts';
import type { Draft } from '../lake/draft.ts';
import type { MergeCounts } from '../lake/merge-rows.ts';
import { type Authorship, readAsset } from '../lake/upsert.ts';
import { KIND_SCHEMAS } from '../source/kinds.ts';
import { type CellValue, parsedBuilder } from '../source/parsed-builder.ts';
import type { SourceKind } from '../source/source.ts';
import { ASSETS } from '../stored/assets.ts';
import { listingsOf } from '../stored/listings.ts';
import { readOrigin, rememberOrigin } from '../stored/origins.ts';
import {
  type Decision,
  type DecisionRow,
  idText,
  type QuarantinedId,
  type QuarantinedRow,
  readDecisions,
  readQuarantine,
  recordDecisions,
} from '../stored/quarantine.ts';
import { storeBars } from '../stored/store-bars.ts';
import { storeReference } from '../stored/store-reference.ts';
import { readSuspended } from '../stored/suspended-days.ts';
import { BAR_RULES } from '../validated/bar-rules.ts';
import { FUNDAMENTAL_RULES } from '../validated/fundamental-rules.ts';
import { REFERENCE_RULES } from '../validated/reference-rules.ts';
import { cellsOfText, rowText } from '../validated/row-text.ts';
import { onlyWarnings, type Severities } from '../validated/rule.ts';
import { type Strictness, validateBars } from '../validated/validate-bars.ts';
import { validateFundamentals } from '../validated/validate-fundamentals.ts';
import { validateReference } from '../validated/validate-reference.ts';
import type { Page, ValidationResult } from '../validated/validated.ts';

/** What somebody decided about rows in quarantine. */
export type QuarantineReview = {
  readonly dataset: string;
  readonly rows: readonly QuarantinedId[];
  readonly decision: Decision;
  /** Of a correction: the cells that change, as text. */
  readonly values: Readonly<Record<string, string>>;
  /** Why. */
  readonly note: string;
  readonly by: string;
};

export type ReviewPath = {
  readonly draft: Draft;
  readonly calendar: Calendar;
  readonly asOfMs: number;
  readonly nowMs: () => number;
  readonly author: Omit<Authorship, 'providers' | 'simulated'>;
};

export type Reviewed = { readonly decided: number; readonly counts: MergeCounts | null };

/** What a corrected value names as its source: nobody delivered it. */
export const BY_HAND = 'by_hand';

/** Datasets whose rows can come back, with the kind their rows are of. */
const KIND_OF: Readonly<Record<string, SourceKind>> = {
  ohlcv_daily: 'bars',
  instruments: 'instruments',
  ex_factors: 'ex_factors',
  suspensions: 'suspensions',
  fundamentals: 'fundamentals',
  valuations: 'valuations',
};

/**
 * Decides about rows in quarantine. `released`: stored as they came, whatever rules they break, but for those without
 * which nothing can be stored. `corrected`: stored with other values, which break no rule, and with `by_hand` as their
 * source. `discarded`: they stay where they are, and are not asked about again.
 *
 * reads, writes  quarantine, the dataset, quarantine_decisions, origins
 * throws         usage.unknown_name, usage.invalid; data.invalid when a row still breaks a rule
 */
export async function reviewQuarantine(path: ReviewPath, review: QuarantineReview): Promise<Reviewed> {
  const rows = await namedRows(path.draft, review);
  const atMs = path.nowMs();
  const base = { dataset: review.dataset, decision: review.decision, note: review.note, by: review.by, atMs };
  if (review.decision === 'discarded') {
    const decisions = rows.map(({ sha256, line, text }) => ({ ...base, sha256, line, before: text, after: null }));
    await recordDecisions(path.draft, decisions, { ...path.author, ...(await originOf(path, review)) });
    return { decided: rows.length, counts: null };
  }
  const kind = kindOf(review.dataset);
  const cells = rows.map((row) => cellsOf(kind, row, review));
  const page = pageOf(kind, { rows, cells, review, atMs, simulated: (await originOf(path, review)).simulated });
  const { counts, simulated, providers } = await storeAgain(path, { kind, page, review });
  const decisions = rows.map(({ sha256, line, text }, row) => {
    return { ...base, sha256, line, before: text, after: rowText(page.parsed.rows, row) };
  });
  await recordDecisions(path.draft, decisions, { ...path.author, simulated, providers });
  return { decided: rows.length, counts };
}

function originOf({ draft }: ReviewPath, { dataset }: QuarantineReview) {
  return readOrigin(draft, [dataset]);
}

async function namedRows(draft: Draft, review: QuarantineReview): Promise<readonly QuarantinedRow[]> {
  const { dataset, decision } = review;
  const all = new Map((await readQuarantine(draft, dataset)).map((row) => [idText(row), row]));
  const decided = new Map((await readDecisions(draft, dataset)).map((row) => [idText(row), row]));
  return review.rows.map((id) => {
    const row = all.get(idText(id));
    if (row === undefined) throw unknownRow(dataset, id, [...all.keys()]);
    const before = decided.get(idText(id));
    if (before !== undefined && isFinal(before, decision)) throw decidedAlready(before);
    return row;
  });
}

/** What is stored is stored: another value can take its place, but nothing takes it back. */
function isFinal(before: DecisionRow, decision: Decision): boolean {
  return before.decision !== 'discarded' && decision !== 'corrected';
}

function kindOf(dataset: string): SourceKind {
  const kind = Object.hasOwn(KIND_OF, dataset) ? KIND_OF[dataset] : undefined;
  if (kind !== undefined) return kind;
  const facts = { kind: 'dataset with rows that can be stored again', name: dataset, nearest: null };
  throw new TapelineError('usage.unknown_name', { facts: { ...facts, known: Object.keys(KIND_OF) } });
}

function cellsOf(kind: SourceKind, row: QuarantinedRow, { decision, values, dataset }: QuarantineReview) {
  const schema: Schema = KIND_SCHEMAS[kind];
  const known = Object.keys(schema);
  const stranger = Object.keys(values).find((name) => !known.includes(name));
  if (stranger !== undefined)
    throw new TapelineError('usage.unknown_name', {
      facts: { kind: `column of ${dataset}`, name: stranger, nearest: null, known },
    });
  const cells = cellsOfText(schema, row.text);
  if (cells === null && decision === 'released') throw unreadable(row);
  return { ...cells, ...values };
}

type Reviewing = {
  readonly rows: readonly QuarantinedRow[];
  readonly cells: readonly Readonly<Record<string, string>>[];
  readonly review: QuarantineReview;
  readonly atMs: number;
  readonly simulated: boolean;
};

/** The rows as a source would have handed them on. */
function pageOf(kind: SourceKind, { rows, cells, review, atMs, simulated }: Reviewing): Page {
  const schema: Schema = KIND_SCHEMAS[kind];
  const out = parsedBuilder(schema);
  rows.forEach((row, k) => {
    const values = Object.entries(schema).map(([name, type]) => cellValue(type, name, cells[k]![name]));
    out.row(row.line, values);
  });
  const [first] = rows;
  const source = review.decision === 'corrected' ? BY_HAND : first!.provider;
  const query = { review: review.decision, by: review.by };
  const about = { source, extension: 'txt' as const, query, fetchedAtMs: atMs, simulated };
  return { raw: { about, address: { sha256: first!.sha256, path: '', bytes: 0 } }, parsed: out.build() };
}

function cellValue(type: ColumnType, name: string, text: string | undefined): CellValue {
  if (text === undefined || text === '') return null;
  if (type === 'text') return text;
  try {
    if (type === 'day') return dayOfSession(toSession(text));
  } catch {
    throw noValue(name, text, 'a date, like 2026-11-20');
  }
  const value = Number(text);
  if (!Number.isFinite(value)) throw noValue(name, text, 'a number');
  return value;
}

/** Who releases rows has looked at them: whatever rule may be set aside is. */
function severitiesOf(kind: SourceKind, decision: Decision): Severities {
  if (decision !== 'released') return {};
  if (kind === 'bars') return onlyWarnings(BAR_RULES);
  return kind === 'fundamentals' ? onlyWarnings(FUNDAMENTAL_RULES) : onlyWarnings(REFERENCE_RULES[kind]);
}

type Returning = {
  readonly kind: SourceKind;
  readonly page: Page;
  readonly review: QuarantineReview;
};

async function storeAgain(path: ReviewPath, { kind, page, review }: Returning) {
  const { draft, calendar, asOfMs } = path;
  const strictness: Strictness = { severities: severitiesOf(kind, review.decision), rejectedShareMax: 1 };
  const listings = listingsOf(await readAsset(draft, ASSETS.instruments));
  const listed = listings.size === 0 ? null : listings;
  const instruments = listed === null ? null : new Set(listed.keys());
  const lastDay = dayOfSession(calendar.sessionOn(asOfMs));
  if (kind === 'bars') {
    const context = { calendar, lastSession: calendar.lastClosedSession(asOfMs), listings: listed };
    const result = checked('ohlcv_daily', validateBars([page], context, strictness));
    const author = await remember(path, 'ohlcv_daily', result);
    const known = review.decision === 'corrected' ? { knownFromMs: path.nowMs() } : {};
    const storage = { calendar, asOfMs, author, suspended: await readSuspended(draft), ...known };
    return { counts: (await storeBars(draft, result.accepted, storage)).counts, ...author };
  }
  const result =
    kind === 'fundamentals'
      ? checked(kind, validateFundamentals([page], { lastDay, asOfMs, instruments }, strictness))
      : checked(
          kind,
          validateReference(
            kind,
            [page],
            { lastDay, instruments: kind === 'instruments' ? null : instruments },
            strictness,
          ),
        );
  const author = await remember(path, kind, result);
  return { counts: (await storeReference(draft, result.accepted, author)).counts, ...author };
}

/** @throws data.invalid with what the first row still breaks */
function checked<K extends string>(dataset: string, result: ValidationResult<K>): ValidationResult<K> {
  const [first] = result.rejected;
  if (first === undefined) return result;
  const wayOut = 'Correct it with --set column=value, or leave it in quarantine.';
  const problem = `the row of line ${first.rawLine} breaks the rule "${first.reason}" (${first.detail})`;
  throw new TapelineError('data.invalid', { facts: { dataset, problem, wayOut } });
}

async function remember<K extends string>(
  { draft, author }: ReviewPath,
  dataset: string,
  { accepted: { providers, simulated } }: ValidationResult<K>,
): Promise<Authorship> {
  const full = { ...author, providers, simulated };
  await rememberOrigin(draft, dataset, full, full);
  return full;
}

const NAMED_MAX = 5;

function unknownRow(dataset: string, id: QuarantinedId, known: readonly string[]): TapelineError {
  const kind = `row in the quarantine of ${dataset}`;
  return new TapelineError('usage.unknown_name', {
    facts: { kind, name: idText(id), nearest: null, known: known.slice(-NAMED_MAX) },
  });
}

function decidedAlready({ decision, by, atMs, dataset, ...id }: DecisionRow): TapelineError {
  const what = `That row of ${dataset} was ${decision} by ${by} at ${new Date(atMs).toISOString()}`;
  const wayOut = 'It is stored; give it other values with "quarantine correct".';
  return new TapelineError('usage.invalid', { facts: { what, got: idText(id), wayOut } });
}

function unreadable(row: QuarantinedRow): TapelineError {
  const what = `Nobody could read line ${row.line} (${row.detail}), so there is nothing to release`;
  const wayOut = 'Give its values with "quarantine correct --set column=value", or discard it.';
  return new TapelineError('usage.invalid', { facts: { what, got: row.text.slice(0, 80), wayOut } });
}

function noValue(name: string, text: string, wanted: string): TapelineError {
  const what = `"${name}" wants ${wanted}`;
  return new TapelineError('usage.invalid', { facts: { what, got: text, wayOut: 'Correct the value.' } });
}

import { assert } from '../../core/errors.ts';
import { type Frame, NO_INT, type Schema, textAt, textColumn } from '../../core/frame.ts';
import { sessionOfDay } from '../../core/time.ts';
import { concatRows, keepRows, sortRows } from '../rows.ts';
import { findDuplicates } from './duplicates.ts';
import { rowText } from './row-text.ts';
import type { Rule } from './rule.ts';
import type { Page, Rejection, Validated, ValidationResult } from './validated.ts';
import { type CheckedRule, type Finding, type RowCounts, SAMPLES_MAX, verdictOf } from './verdict.ts';

export type Judging<K extends string, Rows> = {
  readonly kind: K;
  readonly dataset: string;
  /** Columns of the kind, as sources hand them on. */
  readonly schema: Schema;
  readonly key: readonly string[];
  readonly rules: readonly Rule<Rows>[];
  readonly rowsOf: (table: Frame) => Rows;
  readonly rejectedShareMax: number;
};

/**
 * Judges all rows of a delivery: each ends up accepted, rejected by the first rule it breaks, or dropped as an exact
 * repetition. Rows that share a key and differ are all rejected: nobody here knows which of them is right.
 */
export function judge<K extends string, Rows>(pages: readonly Page[], judging: Judging<K, Rows>): ValidationResult<K> {
  const { kind, dataset, schema, key } = judging;
  const table = concatRows(
    schema,
    pages.map((page) => page.parsed.rows),
  );
  const origin = originOf(pages, table.rows);
  const marks = applyRules(table, judging);
  const duplicates = findDuplicates(table, key, marks.rejectedBy);
  const rejected = [
    ...unreadableRows(dataset, pages),
    ...rejections(dataset, table, origin, (row) => reasonOf(marks, duplicates.conflicting, row)),
  ];
  const keep = keptRows(marks.rejectedBy, duplicates);
  const accepted = sortRows(keepRows(withOrigin(table, origin), keep), key);
  const counts = countRows(table.rows, pages, { rejected: rejected.length, keep, marks, duplicates });
  const findings = [...marks.findings, ...duplicateFindings(duplicates.conflicting, table), ...unreadable(pages)];
  const checked = [...judging.rules.map(checkedRule), DUPLICATE_RULE, UNREADABLE_RULE];
  const verdict = verdictOf({ dataset, counts, checked, findings, rejectedShareMax: judging.rejectedShareMax });
  return { accepted: validatedOf(kind, accepted, pages), rejected, counts, verdict };
}

function validatedOf<K extends string>(kind: K, rows: Frame, pages: readonly Page[]): Validated<K> {
  const providers: readonly string[] = [...new Set(pages.map((page) => page.raw.about.source))];
  return { kind, rows, providers, simulated: pages.some((page) => page.raw.about.simulated) } as Validated<K>;
}

/** Each row with the source and the moment of the body it came in. */
function withOrigin(table: Frame, { pages, page }: Origin): Frame {
  const about = pages.map(({ raw }) => raw.about);
  const provider = textColumn(about.map(({ source }) => source));
  const columns = {
    ...table.columns,
    provider: { ...provider, codes: page.map((index) => provider.codes[index]!) },
    ingested_at: { type: 'instant', values: Float64Array.from(page, (index) => about[index]!.fetchedAtMs) } as const,
  };
  return { rows: table.rows, columns };
}

type Origin = { readonly pages: readonly Page[]; readonly page: Int32Array; readonly line: Int32Array };

function originOf(pages: readonly Page[], rows: number): Origin {
  const page = new Int32Array(rows);
  const line = new Int32Array(rows);
  let at = 0;
  pages.forEach(({ parsed }, index) => {
    page.fill(index, at, at + parsed.rows.rows);
    line.set(parsed.lines, at);
    at += parsed.rows.rows;
  });
  return { pages, page, line };
}

type Marks = {
  /** 0, or one more than the place of the rule that rejected the row. */
  readonly rejectedBy: Uint8Array;
  readonly warned: Uint8Array;
  readonly findings: readonly Finding[];
  readonly reason: (row: number) => { readonly code: string; readonly detail: string };
};

function applyRules<K extends string, Rows>(table: Frame, { rules, rowsOf }: Judging<K, Rows>): Marks {
  assert(rules.length < 255, 'rules are counted in one byte');
  const rows = rowsOf(table);
  const rejectedBy = new Uint8Array(table.rows);
  const warned = new Uint8Array(table.rows);
  const findings = rules.flatMap((rule, place) => {
    const isWarning = rule.severity === 'warn';
    const broken = markBroken(rule, rows, rejectedBy, isWarning ? { warned } : { place });
    if (broken.length === 0) return [];
    const samples = Array.from(broken.slice(0, SAMPLES_MAX), (row) => sampleText(table, row, rule.detail(rows, row)));
    return [{ ...checkedRule(rule), rows: broken.length, samples }];
  });
  const reason = (row: number) => {
    const rule = rules[rejectedBy[row]! - 1]!;
    return { code: rule.code, detail: rule.detail(rows, row) };
  };
  return { rejectedBy, warned, findings, reason };
}

/** Rows that break the rule, of those that broke none before; they are marked. */
function markBroken<Rows>(
  rule: Rule<Rows>,
  rows: Rows,
  rejectedBy: Uint8Array,
  mark: { readonly warned: Uint8Array } | { readonly place: number },
): readonly number[] {
  const broken: number[] = [];
  for (let row = 0; row < rejectedBy.length; row += 1) {
    if (rejectedBy[row] !== 0 || !rule.breaks(rows, row)) continue;
    broken.push(row);
    if ('warned' in mark) mark.warned[row] = 1;
    else rejectedBy[row] = mark.place + 1;
  }
  return broken;
}

const DUPLICATE_RULE: CheckedRule = {
  rule: 'duplicate_conflict',
  severity: 'quarantine',
  about: 'one row per key, or the same row again',
};
const UNREADABLE_RULE: CheckedRule = { rule: 'unreadable', severity: 'quarantine', about: 'every line can be read' };

function checkedRule<Rows>({ code, severity, about }: Rule<Rows>): CheckedRule {
  return { rule: code, severity, about };
}

function reasonOf(marks: Marks, conflicting: Uint8Array, row: number): { code: string; detail: string } | null {
  if (conflicting[row] !== 0)
    return { code: DUPLICATE_RULE.rule, detail: 'another row has the same key and other values' };
  return marks.rejectedBy[row] === 0 ? null : marks.reason(row);
}

function rejections(
  dataset: string,
  table: Frame,
  { pages, page, line }: Origin,
  reasonAt: (row: number) => { readonly code: string; readonly detail: string } | null,
): readonly Rejection[] {
  const found: Rejection[] = [];
  for (let row = 0; row < table.rows; row += 1) {
    const reason = reasonAt(row);
    if (reason === null) continue;
    const { raw } = pages[page[row]!]!;
    found.push({
      dataset,
      provider: raw.about.source,
      instrument: instrumentAt(table, row),
      session: sessionAt(table, row),
      reason: reason.code,
      detail: reason.detail,
      rawLine: line[row]!,
      rawText: rowText(table, row),
      rawSha256: raw.address.sha256,
    });
  }
  return found;
}

function unreadableRows(dataset: string, pages: readonly Page[]): readonly Rejection[] {
  return pages.flatMap(({ raw, parsed }) =>
    parsed.rejected.map((rejection) => ({
      dataset,
      provider: raw.about.source,
      instrument: null,
      session: null,
      reason: UNREADABLE_RULE.rule,
      detail: rejection.reason,
      rawLine: rejection.line,
      rawText: rejection.text,
      rawSha256: raw.address.sha256,
    })),
  );
}

function unreadable(pages: readonly Page[]): readonly Finding[] {
  const all = pages.flatMap((page) => page.parsed.rejected);
  if (all.length === 0) return [];
  const samples = all.slice(0, SAMPLES_MAX).map((each) => `line ${each.line}: ${each.reason}`);
  return [{ ...UNREADABLE_RULE, rows: all.length, samples }];
}

function duplicateFindings(conflicting: Uint8Array, table: Frame): readonly Finding[] {
  const rows = [...conflicting.keys()].filter((row) => conflicting[row] !== 0);
  if (rows.length === 0) return [];
  const samples = rows.slice(0, SAMPLES_MAX).map((row) => sampleText(table, row, rowText(table, row)));
  return [{ ...DUPLICATE_RULE, rows: rows.length, samples }];
}

function keptRows(rejectedBy: Uint8Array, duplicates: ReturnType<typeof findDuplicates>): Uint8Array {
  return rejectedBy.map((by, row) =>
    by === 0 && duplicates.repeated[row] === 0 && duplicates.conflicting[row] === 0 ? 1 : 0,
  );
}

function countRows(
  tableRows: number,
  pages: readonly Page[],
  parts: {
    readonly rejected: number;
    readonly keep: Uint8Array;
    readonly marks: Marks;
    readonly duplicates: ReturnType<typeof findDuplicates>;
  },
): RowCounts {
  const unreadableCount = pages.reduce((sum, page) => sum + page.parsed.rejected.length, 0);
  const counts = { read: tableRows + unreadableCount, accepted: 0, rejected: parts.rejected, duplicates: 0, warned: 0 };
  for (let row = 0; row < tableRows; row += 1) {
    counts.accepted += parts.keep[row]!;
    counts.duplicates += parts.duplicates.repeated[row]!;
    if (parts.keep[row] !== 0) counts.warned += parts.marks.warned[row]!;
  }
  const { read, accepted, rejected, duplicates } = counts;
  assert(read === accepted + rejected + duplicates, `${read} rows in, ${accepted} + ${rejected} + ${duplicates} out`);
  return counts;
}

function instrumentAt(table: Frame, row: number): string | null {
  const column = table.columns.instrument;
  return column?.type === 'text' ? textAt(column, row) : null;
}

function sessionAt(table: Frame, row: number): string | null {
  const { session, nav_date, announced, ex_date } = table.columns;
  const column = session ?? nav_date ?? announced ?? ex_date;
  return column?.type === 'day' && column.values[row] !== NO_INT ? sessionOfDay(column.values[row]!) : null;
}

function sampleText(table: Frame, row: number, detail: string): string {
  return [instrumentAt(table, row), sessionAt(table, row), detail].filter((part) => part !== null).join(' ');
}

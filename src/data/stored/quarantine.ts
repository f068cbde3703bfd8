import { days, doubles, type Frame, NO_INT, text, textAt, textColumn } from '../../core/frame.ts';
import { sessionOfDay } from '../../core/time.ts';
import { appendRows } from '../lake/append-rows.ts';
import type { Draft } from '../lake/draft.ts';
import { monthPartition } from '../lake/partitions.ts';
import { type Authorship, readAsset } from '../lake/upsert.ts';
import { sameText } from '../rows.ts';
import { ASSETS } from './assets.ts';

/** Where a row in quarantine came from: it is known by nothing else, since what is wrong may be its key. */
export type QuarantinedId = { readonly sha256: string; readonly line: number };

export type QuarantinedRow = QuarantinedId & {
  readonly dataset: string;
  readonly provider: string;
  readonly instrument: string | null;
  readonly session: string | null;
  readonly reason: string;
  readonly detail: string;
  readonly text: string;
  readonly runId: string;
  readonly quarantinedAtMs: number;
};

export const DECISIONS = ['released', 'corrected', 'discarded'] as const;
export type Decision = (typeof DECISIONS)[number];

export type DecisionRow = QuarantinedId & {
  readonly dataset: string;
  readonly decision: Decision;
  readonly note: string;
  readonly by: string;
  readonly atMs: number;
  readonly before: string;
  readonly after: string | null;
  readonly runId: string;
};

export type ReviewedRow = QuarantinedRow & { readonly decided: DecisionRow | null };

export function idText({ sha256, line }: QuarantinedId): string {
  return `${sha256}:${line}`;
}

/** Rows in quarantine of one dataset, oldest first. */
export async function readQuarantine(draft: Draft, dataset: string): Promise<readonly QuarantinedRow[]> {
  const table = await readAsset(draft, ASSETS.quarantine);
  const cell = (name: string) => {
    const column = text(table, name);
    return (row: number) => textAt(column, row);
  };
  const [of, provider, instrument, reason] = [cell('dataset'), cell('provider'), cell('instrument'), cell('reason')];
  const [detail, rawText, sha256, runId] = [cell('detail'), cell('raw_text'), cell('raw_sha256'), cell('run_id')];
  const [session, line, at] = [days(table, 'session'), days(table, 'raw_line'), doubles(table, 'quarantined_at')];
  return rowsFrom(table, (row) => of(row) === dataset)
    .map((row) => ({
      dataset,
      provider: provider(row) ?? '',
      instrument: instrument(row),
      session: session[row] === NO_INT ? null : sessionOfDay(session[row]!),
      reason: reason(row) ?? '',
      detail: detail(row) ?? '',
      text: rawText(row) ?? '',
      sha256: sha256(row)!,
      line: line[row]!,
      runId: runId(row) ?? '',
      quarantinedAtMs: at[row]!,
    }))
    .sort((left, right) => left.quarantinedAtMs - right.quarantinedAtMs);
}

/** What was decided about rows of one dataset, oldest first: of several decisions about a row the last one holds. */
export async function readDecisions(draft: Draft, dataset: string): Promise<readonly DecisionRow[]> {
  const table = await readAsset(draft, ASSETS.quarantine_decisions);
  const cell = (name: string) => {
    const column = text(table, name);
    return (row: number) => textAt(column, row);
  };
  const [of, sha256, decision, note] = [cell('dataset'), cell('raw_sha256'), cell('decision'), cell('note')];
  const [by, before, after, runId] = [cell('decided_by'), cell('row_before'), cell('row_after'), cell('run_id')];
  const [line, at] = [days(table, 'raw_line'), doubles(table, 'decided_at')];
  return rowsFrom(table, (row) => of(row) === dataset)
    .map((row) => ({
      dataset,
      sha256: sha256(row)!,
      line: line[row]!,
      decision: decision(row) as Decision,
      note: note(row) ?? '',
      by: by(row) ?? '',
      atMs: at[row]!,
      before: before(row) ?? '',
      after: after(row),
      runId: runId(row) ?? '',
    }))
    .sort((left, right) => left.atMs - right.atMs);
}

/** Rows in quarantine with what was last decided about each, oldest first. */
export async function readReviewed(draft: Draft, dataset: string): Promise<readonly ReviewedRow[]> {
  const decided = new Map((await readDecisions(draft, dataset)).map((row) => [idText(row), row]));
  return (await readQuarantine(draft, dataset)).map((row) => ({ ...row, decided: decided.get(idText(row)) ?? null }));
}

function rowsFrom(table: Frame, isWanted: (row: number) => boolean): readonly number[] {
  return Array.from({ length: table.rows }, (_, row) => row).filter(isWanted);
}

/** @writes quarantine_decisions; idempotent by row and moment */
export async function recordDecisions(
  draft: Draft,
  decisions: readonly Omit<DecisionRow, 'runId'>[],
  author: Authorship,
): Promise<void> {
  const [first] = decisions;
  if (first === undefined) return;
  const cells = (pick: (each: (typeof decisions)[number]) => string | null) => textColumn(decisions.map(pick));
  const columns = {
    dataset: cells(({ dataset }) => dataset),
    raw_sha256: cells(({ sha256 }) => sha256),
    raw_line: { type: 'int', values: Int32Array.from(decisions, ({ line }) => line) } as const,
    decided_at: { type: 'instant', values: Float64Array.from(decisions, ({ atMs }) => atMs) } as const,
    decision: cells(({ decision }) => decision),
    note: cells(({ note }) => note),
    decided_by: cells(({ by }) => by),
    row_before: cells(({ before }) => before),
    row_after: cells(({ after }) => after),
    run_id: sameText(author.runId, decisions.length),
  };
  const partition = `dataset=${first.dataset},${monthPartition(first.atMs)}`;
  await appendRows(draft, ASSETS.quarantine_decisions, partition, { rows: decisions.length, columns }, author);
}

import { type Frame, flags } from '../../core/frame.ts';
import type { Draft } from '../lake/draft.ts';
import type { MergeCounts } from '../lake/merge-rows.ts';
import type { Authorship } from '../lake/upsert.ts';
import type { RawAddress } from '../raw/raw-store.ts';
import { keepRows } from '../rows.ts';
import type { Parsed } from '../source/source.ts';
import { keepRejections } from '../stored/keep-rejections.ts';
import { KIND_ASSETS, type Shelf, storePredictions } from '../stored/store-predictions.ts';
import type { StoredKind } from '../validated/prediction-rules.ts';
import type { Strictness } from '../validated/validate-bars.ts';
import { validatePredictions } from '../validated/validate-predictions.ts';
import type { Page, ValidationResult } from '../validated/validated.ts';
import type { Verdict } from '../validated/verdict.ts';
import { type Asking, bodyOf, readManifest } from './prediction-bodies.ts';

export type Cleaned = {
  readonly verdicts: readonly Verdict[];
  readonly rows: number;
  readonly quarantined: number;
  /** Candles of an interval that had not ended: they will come again, finished. */
  readonly forming: number;
};

export type Judging = { readonly manifest: RawAddress; readonly shelf: Shelf; readonly strictness: Strictness };

const KINDS: readonly StoredKind[] = ['markets', 'probabilities', 'trades', 'klines'];

type Judged = { readonly results: readonly ValidationResult<StoredKind>[]; readonly forming: number };

/** Reads what was kept and judges it: the same bytes give the same verdicts, whoever asks. @throws source.malformed */
async function judgeKept(
  { source, rawStore, signal }: Asking,
  { manifest, shelf, strictness }: Judging,
): Promise<Judged> {
  const pages = new Map<StoredKind, Page[]>(KINDS.map((kind) => [kind, []]));
  let [forming, knownMs] = [0, 0];
  for (const kept of await readManifest(rawStore, manifest)) {
    signal.throwIfAborted();
    const parsed = source.parse(await bodyOf(rawStore, kept));
    const closed = kept.kind === 'klines' ? closedOnly(parsed) : parsed;
    forming += parsed.rows.rows - closed.rows.rows;
    knownMs = Math.max(knownMs, kept.about.fetchedAtMs);
    pages.get(kept.kind as StoredKind)!.push({ raw: kept, parsed: closed });
  }
  const results = KINDS.filter((kind) => pages.get(kind)!.length > 0).map((kind) => {
    // Each shelf has files of its own in quarantine too, so that steps side by side do not meet.
    const dataset = `${KIND_ASSETS[kind]}.${shelf.symbol}.${shelf.provider}`;
    return validatePredictions(kind, pages.get(kind)!, { dataset, knownMs }, strictness);
  });
  return { results, forming };
}

function closedOnly(parsed: Parsed): Parsed {
  const keep = flags(parsed.rows, 'closed');
  const rows: Frame = keepRows(parsed.rows, keep);
  return { ...parsed, rows, lines: parsed.lines.filter((_, row) => keep[row] === 1) };
}

/**
 * Judges what was collected and puts rejected rows into quarantine.
 *
 * reads   the raw store
 * writes  quarantine
 */
export async function cleanPredictions(
  asking: Asking,
  judging: Judging,
  { draft, author, nowMs }: { readonly draft: Draft; readonly author: Authorship; readonly nowMs: number },
): Promise<Cleaned> {
  const { results, forming } = await judgeKept(asking, judging);
  let quarantined = 0;
  for (const { rejected } of results) quarantined += await keepRejections(draft, rejected, nowMs, author);
  const rows = results.reduce((sum, { counts }) => sum + counts.accepted, 0);
  return { verdicts: results.map(({ verdict }) => verdict), rows, quarantined, forming };
}

export type StoredPredictions = {
  readonly counts: Readonly<Record<string, MergeCounts>>;
  /** A venue says so itself: its answers are marked. */
  readonly simulated: boolean;
};

/**
 * Stores the rows that were found good. They are judged again from the kept bytes, which is the same verdict.
 *
 * reads   the raw store
 * writes  the asset of each kind; idempotent by key and values
 */
export async function storeCleaned(
  asking: Asking,
  judging: Judging,
  { draft, author }: { readonly draft: Draft; readonly author: Authorship },
): Promise<StoredPredictions> {
  const { results } = await judgeKept(asking, judging);
  const counts: Record<string, MergeCounts> = {};
  for (const { accepted } of results) {
    const { providers, simulated } = accepted;
    const own = { shelf: judging.shelf, author: { ...author, providers, simulated } };
    counts[KIND_ASSETS[accepted.kind]] = await storePredictions(draft, accepted, own);
  }
  return { counts, simulated: results.some(({ accepted }) => accepted.simulated) };
}

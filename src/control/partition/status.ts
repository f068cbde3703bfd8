import { intersectRegions, type Region, uniteAll, uniteRegions, withoutRegion } from '../../core/regions.ts';
import { isComplete, type PartitionChange } from '../state/partition/changes.ts';
import type { AbsenceRow, CoverageRow } from '../state/partition/read.ts';
import { affectedBy, type Later } from './forward.ts';

/** Why slices that are there would come out otherwise today. */
export type StaleReason =
  | {
      readonly because: 'input_revised';
      readonly input: string;
      readonly fromVersion: number;
      readonly toVersion: number;
    }
  | { readonly because: 'code_changed'; readonly from: string | null; readonly to: string | null };

export type StalePart = { readonly region: Region; readonly reason: StaleReason };

/** Where each slice of an asset stands. `current` and `missing` are all that exist; what is stale is current as well. */
export type PartitionStatus = {
  readonly existing: Region;
  readonly current: Region;
  /** Looked for and not to be had: neither there nor missing. */
  readonly absent: readonly AbsentPart[];
  readonly missing: Region;
  /** What of `missing` has a known reason. */
  readonly explained: readonly AbsentPart[];
  /** By reason; a slice may be stale for several. */
  readonly stale: readonly StalePart[];
  /** Everything that is worth making: missing or stale. */
  readonly wanted: Region;
};

export type AbsentPart = Pick<AbsenceRow, 'reason' | 'region'>;

export type StatusQuestion = {
  /** The slices that exist by now. */
  readonly existing: Region;
  readonly axis: string;
  readonly rows: readonly CoverageRow[];
  readonly absences?: readonly AbsenceRow[];
  /** Reasons for which a slice is missing all the same. */
  readonly openReasons?: readonly string[];
  /** What the code calls itself today; null when it does not say: then it never makes anything stale. */
  readonly codeVersion: string | null;
  /** The present version of each input, and what changed since the oldest version that any row was made from. */
  readonly inputs: Readonly<Record<string, { readonly version: number; readonly changes: readonly PartitionChange[] }>>;
  readonly later: Later;
};

export function partitionStatus(question: StatusQuestion): PartitionStatus {
  const { existing, axis, absences = [], openReasons = [] } = question;
  const rows = question.rows.filter((row) => row.axis === axis);
  const current = intersectRegions(uniteAll(rows.map((row) => row.region)), existing);
  const open = withoutRegion(existing, current);
  const reasoned = absences
    .filter((row) => row.axis === axis)
    .map(({ reason, region }) => ({ reason, region: intersectRegions(region, open) }))
    .filter(({ region }) => region.length > 0);
  const absent = reasoned.filter(({ reason }) => !openReasons.includes(reason));
  const explained = reasoned.filter(({ reason }) => openReasons.includes(reason));
  const missing = withoutRegion(open, uniteAll(absent.map(({ region }) => region)));
  const stale = merged(rows.flatMap((row) => staleParts(row, question)));
  const wanted = stale.map((part) => part.region).reduce(uniteRegions, missing);
  return { existing, current, absent, missing, explained, stale, wanted };
}

function staleParts(row: CoverageRow, question: StatusQuestion): readonly StalePart[] {
  const region = intersectRegions(row.region, question.existing);
  if (region.length === 0) return [];
  const { codeVersion } = question;
  const isOtherCode = codeVersion !== null && row.codeVersion !== codeVersion;
  const reason: StaleReason = { because: 'code_changed', from: row.codeVersion, to: codeVersion };
  const ofCode = isOtherCode ? [{ region, reason }] : [];
  const ofInputs = Object.keys(row.inputs).flatMap((input) => staleByInput(row, region, input, question));
  return [...ofCode, ...ofInputs];
}

function staleByInput(
  row: CoverageRow,
  region: Region,
  input: string,
  { inputs, later }: StatusQuestion,
): readonly StalePart[] {
  const then = row.inputs[input]!;
  const now = inputs[input];
  if (now === undefined || now.version <= then.version) return [];
  const since = now.changes.filter((change) => change.version > then.version);
  const affected = isComplete(since, then.version, now.version)
    ? uniteAll(since.map((change) => affectedBy(change.changed, then.map, later)))
    : region;
  const stale = intersectRegions(affected, region);
  if (stale.length === 0) return [];
  const reason: StaleReason = {
    because: 'input_revised',
    input,
    fromVersion: then.version,
    toVersion: now.version,
  };
  return [{ region: stale, reason }];
}

/** Parts of one reason together. */
function merged(parts: readonly StalePart[]): readonly StalePart[] {
  const byReason = new Map<string, StalePart>();
  for (const part of parts) {
    const key = JSON.stringify(part.reason);
    const known = byReason.get(key);
    byReason.set(key, known === undefined ? part : { ...known, region: uniteRegions(known.region, part.region) });
  }
  return [...byReason.values()];
}

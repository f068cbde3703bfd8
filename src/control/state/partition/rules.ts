import type { PartitionInput, PartitionKey, PartitionsMade } from '../../../core/partition.ts';
import {
  intersectRegions,
  NO_REGION,
  parseRegion,
  type Region,
  regionText,
  uniteAll,
  uniteRegions,
  withoutRegion,
} from '../../../core/regions.ts';
import type { Absences, Materialized, PartitionEventBody } from '../../event/partition-events.ts';
import { affectedBy, allThatFollows } from '../../partition/forward.ts';
import { answerRequest } from '../answer-request.ts';
import type { StateTransaction } from '../transaction.ts';
import { changesSince, isComplete } from './changes.ts';
import type { ForgottenPartitions, PartitionKeysChange, PartitionKeysGone } from './port.ts';
import { type CoverageRow, coverageRowOf } from './read.ts';

/**
 * What a making becomes, given what is current. The slices it covers leave the rows they stood in; rows whose inputs
 * are unchanged for them since join the new one, so that a year of daily increments stays one row. Null: there is no
 * new version, and nothing is said that is not known.
 */
export function materialize(tx: StateTransaction, made: PartitionsMade, asset: MadeVersion): Materialized | null {
  const { isAll = false, absent, ...said } = made;
  const rows = tx.range({ table: 'coverage', prefix: [made.asset] }).map(coverageRowOf);
  const before = rows.filter((row) => row.axis === made.axis);
  const known = uniteAll(before.map((row) => row.region));
  const named = parseRegion(made.covers);
  const touched = isAll || made.revised === 'as_inputs' ? touchedOf(tx, before, made) : NO_REGION;
  const revised = intersectRegions(made.revised === 'as_inputs' ? touched : parseRegion(made.revised), named);
  const fresh = withoutRegion(named, known);
  const covers = isAll ? uniteAll([fresh, revised, intersectRegions(touched, named)]) : named;
  const lost = isAll ? known : intersectRegions(known, uniteAll(Object.values(absent ?? {}).map(parseRegion)));
  const gone = withoutRegion(lost, named);
  const absences = absencesAfter(tx, made, covers);
  const isKnown = covers.length + gone.length + rows.length - before.length + Object.keys(absences).length === 0;
  if (isKnown && !asset.isNew) return null;
  const { current, replaced } = settle(tx, { rows, made, covers, gone });
  return {
    ...said,
    covers: regionText(covers),
    number: tx.nextSeq(),
    version: asset.version,
    changed: regionText(uniteAll([fresh, revised, gone])),
    current: regionText(current),
    replaced,
    ...(Object.keys(absences).length === 0 ? {} : { absences }),
  };
}

/** The asset's version after the making, and whether it came of the very step. */
export type MadeVersion = { readonly version: number; readonly isNew: boolean };

type Settling = {
  readonly rows: readonly CoverageRow[];
  readonly made: PartitionsMade;
  readonly covers: Region;
  readonly gone: Region;
};

/** What is left of each row, and which of them the new one takes over. */
function settle(
  tx: StateTransaction,
  { rows, made, covers, gone }: Settling,
): { readonly current: Region; readonly replaced: Materialized['replaced'] } {
  const taken = uniteRegions(covers, gone);
  const replaced: { number: number; region: string }[] = [];
  let current = covers;
  const sizeMax = Math.max(ROW_TEXT_SMALL, ROW_GROWTH * regionText(covers).length);
  for (const row of rows) {
    const text = regionText(row.region);
    const rest = row.axis === made.axis ? withoutRegion(row.region, taken) : NO_REGION;
    const isJoined = rest.length > 0 && covers.length > 0 && text.length <= sizeMax && isAsNew(tx, row, rest, made);
    if (isJoined) current = uniteRegions(current, rest);
    const left = isJoined ? '' : regionText(rest);
    if (left !== text) replaced.push({ number: row.number, region: left });
  }
  return { current, replaced };
}

/**
 * A row is written anew with every making that joins it. One that is much longer than what was made stays as it is,
 * so that a day's increment of five thousand ragged lanes does not write all of them again.
 */
const ROW_TEXT_SMALL = 4096;
const ROW_GROWTH = 4;

/** Whether what is left of a row would come out the same if it were made again now. */
function isAsNew(tx: StateTransaction, row: CoverageRow, rest: Region, made: PartitionsMade): boolean {
  return intersectRegions(touchedIn(tx, row, made), rest).length === 0;
}

/** What would come out otherwise if it were made now, of all that is current. */
function touchedOf(tx: StateTransaction, rows: readonly CoverageRow[], made: PartitionsMade): Region {
  return uniteAll(rows.map((row) => touchedIn(tx, row, made)));
}

function touchedIn(tx: StateTransaction, { region, inputs, codeVersion }: CoverageRow, made: PartitionsMade): Region {
  const names = Object.keys(inputs);
  const isOtherwise = codeVersion !== made.codeVersion || names.length !== Object.keys(made.inputs).length;
  if (isOtherwise || names.some((name) => made.inputs[name] === undefined)) return region;
  return uniteAll(names.map((name) => affected(tx, name, region, inputs[name]!, made.inputs[name]!)));
}

/** What of a region depends on something of an input that has changed between two of its versions. */
function affected(
  tx: StateTransaction,
  asset: string,
  region: Region,
  then: PartitionInput,
  now: PartitionInput,
): Region {
  if (then.version === now.version) return NO_REGION;
  const since = changesSince((query) => tx.range(query), asset, then.version);
  if (!isComplete(since, then.version, now.version)) return region;
  const touched = uniteAll(since.map(({ changed }) => affectedBy(changed, now.map, allThatFollows)));
  return intersectRegions(touched, region);
}

/** The reasons whose slices are others than before. */
function absencesAfter(tx: StateTransaction, { asset, axis, isAll, absent = {} }: PartitionsMade, covers: Region) {
  const rows = tx.range({ table: 'partition_absence', prefix: [asset] });
  const before = new Map(rows.map((row) => [row.reason as string, row.region as string]));
  const kept = new Map(rows.filter((row) => row.axis === axis).map((row) => [row.reason, row.region]));
  const said = uniteAll(Object.values(absent).map(parseRegion));
  const changed: Record<string, string> = {};
  for (const reason of new Set([...before.keys(), ...Object.keys(absent)])) {
    const own = parseRegion(absent[reason] ?? '');
    const old = isAll === true ? NO_REGION : parseRegion((kept.get(reason) ?? '') as string);
    const now = regionText(uniteRegions(withoutRegion(withoutRegion(old, said), covers), own));
    if (now !== (before.get(reason) ?? '')) changed[reason] = now;
  }
  return changed satisfies Absences;
}

/** Names get numbers in the order in which they come; one that is there already keeps its own. */
export function addPartitionKeys(tx: StateTransaction, { keysOf, keys, requestId, atMs }: PartitionKeysChange): void {
  answer(tx, requestId);
  const known = tx.range({ table: 'partition_key', prefix: [keysOf] });
  const lanes = new Map(known.map((row) => [row.key as string, row]));
  let next = known.reduce((most, row) => Math.max(most, (row.lane as number) + 1), 0);
  const added = [...new Map(keys.map((each) => [each.key, each])).values()].flatMap((each) => {
    const row = lanes.get(each.key);
    if (row === undefined) return [{ ...each, lane: next++ }];
    return row.removed_at_ms === null && hasDates(row, each) ? [] : [{ ...each, lane: row.lane as number }];
  });
  if (added.length > 0) append(tx, atMs, { kind: 'partition_keys_added', data: { keysOf, keys: added } });
}

function hasDates(row: Readonly<Record<string, unknown>>, { first = null, last = null }: PartitionKey): boolean {
  return row.first_date === first && row.last_date === last;
}

export function removePartitionKeys(tx: StateTransaction, { keysOf, keys, requestId, atMs }: PartitionKeysGone): void {
  answer(tx, requestId);
  const removed = [...new Set(keys)].filter((key) => tx.row('partition_key', keysOf, key)?.removed_at_ms === null);
  if (removed.length > 0) append(tx, atMs, { kind: 'partition_keys_removed', data: { keysOf, keys: removed } });
}

/** Takes slices out of what is current or known to be absent: they are missing from now on. */
export function forgetPartitions(tx: StateTransaction, { asset, region, reason, atMs }: ForgottenPartitions): void {
  const gone = parseRegion(region);
  const rest = (before: string): string => regionText(withoutRegion(parseRegion(before), gone));
  const replaced = tx
    .range({ table: 'coverage', prefix: [asset] })
    .map((row) => ({ number: row.number as number, before: row.region as string, region: rest(row.region as string) }))
    .flatMap(({ number, before, region: left }) => (left === before ? [] : [{ number, region: left }]));
  const absences = Object.fromEntries(
    tx
      .range({ table: 'partition_absence', prefix: [asset] })
      .map((row) => [row.reason as string, row.region as string] as const)
      .flatMap(([why, before]) => (rest(before) === before ? [] : [[why, rest(before)]])),
  );
  if (replaced.length + Object.keys(absences).length > 0)
    append(tx, atMs, { kind: 'partitions_forgotten', data: { asset, region, reason, replaced, absences } });
}

function answer(tx: StateTransaction, requestId: number | undefined): void {
  if (requestId !== undefined) answerRequest(tx, requestId, { runId: null, error: null });
}

function append(tx: StateTransaction, atMs: number, body: PartitionEventBody): void {
  tx.append({ ...body, runId: null, stepKey: null, attempt: null, v: 1, atMs });
}

import { assert } from '../../../core/errors.ts';
import type { PartitionInput, PartitionsMade } from '../../../core/partition.ts';
import {
  intersectRegions,
  NO_REGION,
  parseRegion,
  type Region,
  regionText,
  uniteRegions,
  withoutRegion,
} from '../../../core/regions.ts';
import type { Materialized, PartitionEventBody } from '../../event/partition-events.ts';
import { affectedBy, allThatFollows } from '../../partition/forward.ts';
import type { Cells } from '../cells.ts';
import type { StateTransaction } from '../transaction.ts';
import { changesSince, isComplete } from './changes.ts';
import type { ForgottenPartitions, PartitionKeysChange } from './port.ts';

/**
 * What a making becomes, given what is current. The slices it covers leave the rows they stood in; rows whose inputs
 * are unchanged for them since join the new one, so that a year of daily increments stays one row.
 */
export function materialize(tx: StateTransaction, made: PartitionsMade, version: number): Materialized {
  const covers = parseRegion(made.covers);
  assert(covers.length > 0, `a making of "${made.asset}" covers nothing`);
  const rows = tx.range({ table: 'coverage', prefix: [made.asset] });
  const before = rows.filter((row) => row.axis === made.axis);
  const known = before.map((row) => parseRegion(row.region as string)).reduce(uniteRegions, NO_REGION);
  const fresh = withoutRegion(covers, known);
  const revised = intersectRegions(parseRegion(made.revised), covers);
  const replaced: { number: number; region: string }[] = [];
  let current = covers;
  for (const row of rows) {
    const own = parseRegion(row.region as string);
    const rest = row.axis === made.axis ? withoutRegion(own, covers) : NO_REGION;
    const isTaken = rest.length > 0 && isAsNew(tx, row, rest, made);
    if (isTaken) current = uniteRegions(current, rest);
    if (isTaken || regionText(rest) !== row.region)
      replaced.push({ number: row.number as number, region: isTaken ? '' : regionText(rest) });
  }
  const changed = regionText(uniteRegions(fresh, revised));
  return { ...made, number: tx.nextSeq(), version, changed, current: regionText(current), replaced };
}

/** Whether what is left of a row would come out the same if it were made again now. */
function isAsNew(tx: StateTransaction, row: Cells, rest: Region, made: PartitionsMade): boolean {
  const inputs = JSON.parse(row.inputs as string) as PartitionsMade['inputs'];
  const names = Object.keys(inputs);
  if (row.code_version !== made.codeVersion || names.length !== Object.keys(made.inputs).length) return false;
  return names.every((name) => {
    const now = made.inputs[name];
    return now !== undefined && !isTouched(tx, name, rest, inputs[name]!, now);
  });
}

/** Whether an input has changed, between two of its versions, in something that the region depends on. */
function isTouched(
  tx: StateTransaction,
  asset: string,
  region: Region,
  then: PartitionInput,
  now: PartitionInput,
): boolean {
  if (then.version === now.version) return false;
  const since = changesSince((query) => tx.range(query), asset, then.version);
  if (!isComplete(since, then.version, now.version)) return true;
  return since.some(({ changed }) => {
    const affected = affectedBy(changed, now.map, allThatFollows);
    return intersectRegions(affected, region).length > 0;
  });
}

/** Names get numbers in the order in which they come; one that is there already keeps its own. */
export function addPartitionKeys(tx: StateTransaction, { keysOf, keys, atMs }: PartitionKeysChange): void {
  const known = tx.range({ table: 'partition_key', prefix: [keysOf] });
  const lanes = new Map(known.map((row) => [row.key as string, row]));
  let next = known.reduce((most, row) => Math.max(most, (row.lane as number) + 1), 0);
  const added = [...new Set(keys)].flatMap((key) => {
    const row = lanes.get(key);
    if (row === undefined) return [{ key, lane: next++ }];
    return row.removed_at_ms === null ? [] : [{ key, lane: row.lane as number }];
  });
  if (added.length > 0) append(tx, atMs, { kind: 'partition_keys_added', data: { keysOf, keys: added } });
}

export function removePartitionKeys(tx: StateTransaction, { keysOf, keys, atMs }: PartitionKeysChange): void {
  const removed = [...new Set(keys)].filter((key) => tx.row('partition_key', keysOf, key)?.removed_at_ms === null);
  if (removed.length > 0) append(tx, atMs, { kind: 'partition_keys_removed', data: { keysOf, keys: removed } });
}

/** Takes slices out of what is current: they are missing from now on, and made again by the next backfill. */
export function forgetPartitions(tx: StateTransaction, { asset, region, reason, atMs }: ForgottenPartitions): void {
  const gone = parseRegion(region);
  const replaced = tx.range({ table: 'coverage', prefix: [asset] }).flatMap((row) => {
    const rest = regionText(withoutRegion(parseRegion(row.region as string), gone));
    return rest === row.region ? [] : [{ number: row.number as number, region: rest }];
  });
  if (replaced.length > 0)
    append(tx, atMs, { kind: 'partitions_forgotten', data: { asset, region, reason, replaced } });
}

function append(tx: StateTransaction, atMs: number, body: PartitionEventBody): void {
  tx.append({ ...body, runId: null, stepKey: null, attempt: null, v: 1, atMs });
}

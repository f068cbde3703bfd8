import { TapelineError } from '../../core/errors.ts';
import { nearestName } from '../../core/nearest.ts';
import { isPartitionKey, type KeysByOp, type PartitionKey } from '../../core/partition.ts';
import { toSession } from '../../core/time.ts';
import type { Asset } from '../definition/asset.ts';
import { LANE_KEY_PROBLEM, type LanePartitions, sidesOf } from '../definition/partitions.ts';
import { type PartitionKeyRow, readPartitionKeys } from '../state/partition/read.ts';
import type { EngineLease, StateStore } from '../state/store.ts';

/** The names of a definition with the numbers they have, or will get: a state that no engine has opened yet has none. */
export function asDefined(known: readonly PartitionKeyRow[], keys: readonly string[]): readonly PartitionKeyRow[] {
  const [wanted, there] = [new Set(keys), new Set(known.map((row) => row.key))];
  const before = known.map((row) => ({ ...row, isRemoved: !wanted.has(row.key) }));
  const next = known.reduce((most, row) => Math.max(most, row.lane + 1), 0);
  const added = keys.filter((key) => !there.has(key));
  const always = { isRemoved: false, first: null, last: null } as const;
  return [...before, ...added.map((key, index) => ({ key, lane: next + index, ...always }))];
}

type KeyStore = Pick<StateStore, 'range' | 'addPartitionKeys' | 'removePartitionKeys'>;

/** Names that definitions list have numbers, those that they no longer list have gone. */
export async function registerPartitionKeys(
  assets: readonly Asset[],
  store: KeyStore,
  lease: EngineLease,
  atMs: number,
): Promise<void> {
  const fixed = new Map(
    setsOf(assets).flatMap((set) => (set.kind === 'static' ? [[set.name, set.keys] as const] : [])),
  );
  for (const [keysOf, keys] of fixed) {
    const before = await readPartitionKeys(store, keysOf);
    const [wanted, there] = [new Set(keys), new Set(before.filter((row) => !row.isRemoved).map((row) => row.key))];
    const gone = [...there].filter((key) => !wanted.has(key));
    const named = keys.map((key) => ({ key }));
    if (!keys.every((key) => there.has(key))) await store.addPartitionKeys(lease, { keysOf, keys: named, atMs });
    if (gone.length > 0) await store.removePartitionKeys(lease, { keysOf, keys: gone, atMs });
  }
}

/** Sets of names, each once. */
export function setsOf(assets: readonly Pick<Asset, 'partitions'>[]): readonly LanePartitions[] {
  const sets = assets.flatMap(({ partitions }) => (partitions === null ? [] : [sidesOf(partitions).lanes]));
  return [...new Map(sets.filter((set) => set !== null).map((set) => [set.name, set])).values()];
}

/**
 * A dynamic set by its name.
 * @throws usage.unknown_name for a set that is none, usage.invalid for one whose names stand in the definitions
 */
export function dynamicSet(assets: readonly Pick<Asset, 'partitions'>[], name: string): LanePartitions {
  const sets = setsOf(assets);
  const found = sets.find((set) => set.name === name);
  if (found?.kind === 'dynamic') return found;
  const known = sets.filter(({ kind }) => kind === 'dynamic').map((set) => set.name);
  if (found === undefined)
    throw new TapelineError('usage.unknown_name', {
      facts: { kind: 'set of partition keys', name, nearest: nearestName(name, known), known },
    });
  const what = `The names of "${name}" stand in the definitions`;
  throw new TapelineError('usage.invalid', { facts: { what, got: name, wayOut: 'Change them there.' } });
}

/** Names that could not stand in a command, or whose dates are none. @throws usage.invalid */
export function checkKeys(keys: readonly PartitionKey[]): void {
  for (const { key, first = null, last = null } of keys) {
    if (!isPartitionKey(key)) {
      const what = `This cannot be a partition key: ${LANE_KEY_PROBLEM}`;
      throw new TapelineError('usage.invalid', { facts: { what, got: key, wayOut: 'Choose another.' } });
    }
    const [from, to] = [first, last].map((date) => (date === null ? null : toSession(date)));
    if (from != null && to != null && from > to) {
      const what = `The last date of "${key}" lies before its first`;
      throw new TapelineError('usage.invalid', {
        facts: { what, got: `${from} .. ${to}`, wayOut: 'Exchange them.' },
      });
    }
  }
}

/** Names that are to go have to be there. @throws usage.unknown_name */
export function checkKnown(keysOf: string, known: readonly PartitionKeyRow[], keys: readonly string[]): void {
  const there = known.filter((row) => !row.isRemoved).map((row) => row.key);
  const missing = keys.find((key) => !there.includes(key));
  if (missing === undefined) return;
  const nearest = nearestName(missing, there);
  const facts = { kind: `key of ${keysOf}`, name: missing, nearest, known: there.slice(0, KNOWN_SHOWN_MAX) };
  throw new TapelineError('usage.unknown_name', { facts });
}

const KNOWN_SHOWN_MAX = 20;

/** Names that a step says there are, before what it made of them is recorded. @throws what the names are refused with */
export async function addKeysOf(
  said: readonly KeysByOp[],
  assets: readonly Asset[],
  store: KeyStore,
  lease: EngineLease,
  atMs: number,
): Promise<void> {
  for (const { keysOf, keys } of said) {
    dynamicSet(assets, keysOf);
    checkKeys(keys);
    await store.addPartitionKeys(lease, { keysOf, keys, atMs });
  }
}

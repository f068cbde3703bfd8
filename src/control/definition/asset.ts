import { TapelineError } from '../../core/errors.ts';
import { checkName } from '../../core/ids.ts';
import { type PartitionMap, SAME_SLICE } from '../../core/partition.ts';
import type { Duration } from '../../core/time.ts';
import type { AssetCheck } from './asset-check.ts';
import { type Branded, brand } from './brand.ts';
import { definedDurationMs } from './duration.ts';
import { type Partitions, sidesOf } from './partitions.ts';

/** A named dataset in the lake. Ops say that they write it; readers see it as a view of its name. */
export type Asset<Row = unknown> = Branded<'asset'> & {
  readonly name: string;
  readonly description: string;
  /** Columns that make a row unique. */
  readonly key: readonly string[];
  /** Column → what it holds and in which unit. */
  readonly columns: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** How it is cut into slices; null: it is made as a whole. */
  readonly partitions: Partitions | null;
  /** Assets it is made from, and which of their slices a slice of it depends on. */
  readonly deps: Readonly<Record<string, PartitionMap>>;
  /** An asset with the same slices: where that has none, this can have none. Null: it stands by itself. */
  readonly within: string | null;
  /** What the owner calls the code that makes it: another one makes every slice stale. Null: code never does. */
  readonly codeVersion: string | null;
  /** Reasons for which a slice is missing all the same: nobody asked for it, it is not published yet. */
  readonly openReasons: readonly string[];
  /** How long after the end of its time a slice may come; null: it is never late. */
  readonly freshWithinMs: number | null;
  /** Slices whose time ended longer ago are missing, but nobody waits for them; null: for all. */
  readonly freshForMs: number | null;
  /** Rules that judge what was made, before it is published. */
  readonly checks: readonly AssetCheck[];
  readonly __row?: Row;
};

/** `same` slice of the other asset, `all` of it, or in detail. */
export type DepSpec = 'same' | 'all' | Partial<PartitionMap>;

export type AssetSpec = {
  readonly name: string;
  readonly description?: string;
  readonly key?: readonly string[];
  readonly columns?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly partitions?: Partitions;
  readonly deps?: Readonly<Record<string, DepSpec>>;
  readonly within?: string;
  readonly openReasons?: readonly string[];
  readonly codeVersion?: string;
  /** `3h`: three hours after a session's close (a month's end, an interval's end) its slice is late. */
  readonly freshWithin?: Duration;
  /** `14d`: only slices of the last fourteen days can be late. */
  readonly freshFor?: Duration;
  readonly checks?: readonly AssetCheck[];
};

/** @throws definition.invalid */
export function asset<Row = unknown>(spec: AssetSpec): Asset<Row> {
  const { description = '', key = [], columns = {}, tags = {}, partitions = null, codeVersion = null } = spec;
  const where = `asset "${spec.name}"`;
  const { freshWithin, freshFor, checks = [], within = null, openReasons = [] } = spec;
  const freshWithinMs = freshWithin === undefined ? null : definedDurationMs(where, 'freshWithin', freshWithin);
  const freshForMs = freshFor === undefined ? null : definedDurationMs(where, 'freshFor', freshFor);
  checkChecks(where, checks);
  if (freshWithinMs !== null && (partitions === null || sidesOf(partitions).points === null))
    throw invalid(where, 'freshWithin needs slices of time', 'Give it session, month or interval partitions.');
  const deps = Object.fromEntries(
    Object.entries(spec.deps ?? {}).map(([name, dep]) => [name, mapOf(where, name, dep)]),
  );
  return brand('asset', {
    name: checkName('asset', spec.name),
    description,
    key,
    columns,
    tags,
    partitions,
    deps,
    within,
    openReasons,
    codeVersion,
    freshWithinMs,
    freshForMs,
    checks,
  });
}

function mapOf(where: string, name: string, dep: DepSpec): PartitionMap {
  if (dep === 'same') return SAME_SLICE;
  if (dep === 'all') return { points: 'all', lanes: 'all' };
  const { points = 'same', lanes = 'same' } = dep;
  const lookback = typeof points === 'object' ? points.lookback : 0;
  if (lookback === 'all' || (Number.isSafeInteger(lookback) && lookback >= 0)) return { points, lanes };
  throw invalid(where, `its lookback on "${name}" is ${lookback}`, 'Write a whole number of slices, 0 or more.');
}

function checkChecks(where: string, checks: readonly AssetCheck[]): void {
  const names = checks.map((check) => check.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalid(where, `check "${twice}" stands twice`, 'Give one of them another name.');
}

function invalid(where: string, problem: string, wayOut: string): TapelineError {
  return new TapelineError('definition.invalid', { facts: { where, problem, wayOut } });
}
